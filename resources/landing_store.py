"""Where landed pages are kept, by URL: a folder of this machine, or a bucket of an S3-compatible store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from hub.errors import SettingsError
from resources.folder_store import FolderStore

if TYPE_CHECKING:
    from pydantic import SecretStr

    from hub.landing.store import LandingStore

S3 = "s3"
SCHEMES = ("", "file", S3)


@dataclass(frozen=True, slots=True)
class LandingAddress:
    """The store's URL (a path is one too) and what an S3-compatible store needs besides; `endpoint` None is AWS.

    `ca_bundle` (PEM) holds the certificate of a private authority.
    """

    url: str
    endpoint: str | None = None
    region: str | None = None
    access_key_id: SecretStr | None = None
    secret_access_key: SecretStr | None = None
    ca_bundle: Path | None = None

    def __str__(self) -> str:
        return self.url


def open_store(address: LandingAddress | str) -> LandingStore:
    """The store at a `file://` or `s3://bucket/prefix` URL or a plain path; a folder is made where it is not there.

    Raises SettingsError for another kind of URL or missing credentials, StorageError where the folder cannot be made.
    A bucket is not asked for anything yet.
    """
    if isinstance(address, str):
        address = LandingAddress(address)
    parts = urlsplit(address.url) if "://" in address.url else None
    if parts is None:
        return FolderStore(Path(address.url))
    if parts.scheme == "file":
        return FolderStore(Path(unquote(parts.path)))
    if parts.scheme != S3:
        raise SettingsError(f"落地区地址 {parts.scheme}:// 不受支持；请用文件夹路径、file:// 或 s3://桶/前缀")
    if not parts.hostname or "@" in parts.netloc:
        raise SettingsError("落地区地址应为 s3://桶/前缀，其中不写密钥；密钥请设置 HUB_LANDING_SECRET_ACCESS_KEY")
    if address.access_key_id is None or address.secret_access_key is None:
        raise SettingsError(
            f"落地区 {address.url} 需要 HUB_LANDING_ACCESS_KEY_ID 和 HUB_LANDING_SECRET_ACCESS_KEY；"
            "请设置环境变量，或 hub.toml 中 [landing] 下的 access_key_id 和 secret_access_key"
        )
    # Only who keeps pages in a bucket pays for the import.
    from resources.object_store import ObjectStore

    return ObjectStore(
        bucket=parts.netloc,
        prefix=unquote(parts.path).strip("/"),
        endpoint=address.endpoint,
        region=address.region,
        access_key_id=address.access_key_id,
        secret_access_key=address.secret_access_key,
        ca_bundle=address.ca_bundle,
    )
