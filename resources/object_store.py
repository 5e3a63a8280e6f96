"""Landed pages in a bucket of an S3-compatible store: an object is there when the store has said so, and whole."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
    UnauthenticatedError,
)
from obstore.store import S3Store

from hub.errors import StorageError
from hub.landing.store import Kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from obstore.store import ClientConfig
    from pydantic import SecretStr

REGION = "us-east-1"
"""What a store without regions is signed for."""
CONNECT = timedelta(seconds=10)
ANSWER = timedelta(seconds=120)
RETRIES = 5
RETRY_WITHIN = timedelta(seconds=60)


class ObjectStore:
    """The objects of `bucket` under `prefix`: each location is a key."""

    def __init__(
        self,
        *,
        bucket: str,
        prefix: str,
        endpoint: str | None,
        region: str | None,
        access_key_id: SecretStr,
        secret_access_key: SecretStr,
        ca_bundle: Path | None = None,
    ) -> None:
        self._name = "/".join(part for part in (f"s3://{bucket}", prefix) if part)
        self._endpoint = endpoint
        options: ClientConfig = {
            "allow_http": endpoint is not None and endpoint.startswith("http://"),
            "connect_timeout": CONNECT,
            "timeout": ANSWER,
        }
        if ca_bundle is not None:
            options["root_certificate"] = ca_bundle.read_bytes()
        self._store = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=endpoint,
            region=region or REGION,
            access_key_id=access_key_id.get_secret_value(),
            secret_access_key=secret_access_key.get_secret_value(),
            # Buckets as the first part of the path: an endpoint of one's own has no name for each of them.
            virtual_hosted_style_request=endpoint is None,
            client_options=options,
            retry_config={"max_retries": RETRIES, "retry_timeout": RETRY_WITHIN},
        )

    def __repr__(self) -> str:
        return f"ObjectStore({self._name!r})"

    def write(self, location: str, body: bytes) -> None:
        """Keep `body` under `location`, which must be new (`If-None-Match: *`)."""
        self._check(location)
        with self._named(location):
            try:
                obstore.put(self._store, location, body, mode="create", use_multipart=False)
            except AlreadyExistsError:
                # A first attempt whose answer was lost has left the same bytes.
                if self.read(location) != body:
                    raise StorageError(f"落地文件 {self._name}/{location} 已存在，不会覆盖") from None

    def replace(self, location: str, body: bytes) -> None:
        """Keep `body` in place of what `location` holds."""
        self._check(location)
        with self._named(location):
            obstore.put(self._store, location, body, mode="overwrite", use_multipart=False)

    def read(self, location: str) -> bytes:
        """The bytes kept under `location`."""
        self._check(location)
        with self._named(location):
            return bytes(obstore.get(self._store, location).bytes())

    def remove(self, location: str) -> None:
        """Remove `location`; it may be gone already."""
        self._check(location)
        with self._named(location):
            obstore.delete(self._store, location)

    def locations(self, prefix: str) -> Iterator[str]:
        """Every location that begins with `prefix`, in order."""
        yield from sorted(each.location for each in self.kept(prefix))

    def kept(self, prefix: str) -> Iterator[Kept]:
        """Everything under locations that begin with `prefix`; a bucket shows nothing unfinished."""
        # The store lists by whole parts of a path.
        folder = prefix.rpartition("/")[0]
        with self._named(folder):
            for chunk in obstore.list(self._store, folder or None):
                for each in chunk:
                    if each["path"].startswith(prefix):
                        yield Kept(each["path"], each["last_modified"], each["size"])

    def _check(self, location: str) -> None:
        if not location or location.startswith("/") or ".." in location.split("/"):
            raise StorageError(f"落地位置 {location!r} 不在落地区 {self._name} 之内")

    @contextmanager
    def _named(self, location: str) -> Iterator[None]:
        try:
            yield
        except (BaseError, OSError, ValueError) as error:
            raise StorageError(self._explained(error, location)) from None

    def _explained(self, error: Exception, location: str) -> str:
        said = str(error)
        place = f"{self._name}/{location}"
        if "NoSuchBucket" in said:
            return f"落地区 {self._name} 的桶不存在；请先建好桶，或改正 HUB_LANDING_URL，本页未记为已接收"
        if isinstance(error, FileNotFoundError):
            return f"落地文件 {place} 不存在；请从备份恢复，或重新全量获取"
        if isinstance(error, PermissionDeniedError | UnauthenticatedError | PermissionError):
            return (
                f"对象存储拒绝读写 {place}；请核对 HUB_LANDING_ACCESS_KEY_ID、HUB_LANDING_SECRET_ACCESS_KEY "
                "与该桶的读写权限，本页未记为已接收"
            )
        where = f"（{self._endpoint}）" if self._endpoint else ""
        return (
            f"对象存储{where}读写失败: {place}（{said.splitlines()[0][:300]}）；请检查网络与存储服务，本页未记为已接收"
        )
