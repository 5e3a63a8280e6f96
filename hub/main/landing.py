"""The settings of the landing store: its address, what a bucket needs besides, and how long pages are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from resources.landing_store import S3, SCHEMES, LandingAddress

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

URL = "HUB_LANDING_URL"
ENDPOINT = "HUB_LANDING_ENDPOINT"
REGION = "HUB_LANDING_REGION"
ACCESS_KEY_ID = "HUB_LANDING_ACCESS_KEY_ID"
SECRET_ACCESS_KEY = "HUB_LANDING_SECRET_ACCESS_KEY"  # noqa: S105 the setting's name
DAYS = "HUB_LANDING_DAYS"

EXPECTED = {
    URL: "原文留存处：文件夹、其 file:// 地址，或 s3://桶/前缀",
    ENDPOINT: "S3 兼容存储的地址，形如 https://主机:端口；不设则为 AWS",
    REGION: "存储桶所在的区域，如 cn-hangzhou",
    ACCESS_KEY_ID: "存储桶的访问密钥标识",
    SECRET_ACCESS_KEY: "存储桶的访问密钥",
    DAYS: "原文保留的天数，30 至 36500 的整数",
}
FEWEST_DAYS, MOST_DAYS = 30, 36500


def read_address(
    given: Mapping[str, str], folder: Path, ca_bundle: Path | None
) -> tuple[LandingAddress, dict[str, str]]:
    """The store's address, and by setting what is wrong with it; `folder` is the one meant where it is no URL."""
    url = given.get(URL, "")
    parts = urlsplit(url) if "://" in url else None
    if parts is None:
        return LandingAddress(str(folder)), {}
    address = LandingAddress(
        url,
        given.get(ENDPOINT),
        given.get(REGION),
        _secret(given, ACCESS_KEY_ID),
        _secret(given, SECRET_ACCESS_KEY),
        ca_bundle,
    )
    wrong: dict[str, str] = {}
    if parts.scheme not in SCHEMES or "@" in parts.netloc or (parts.scheme == S3 and not parts.hostname):
        # What stands before an @ may be a key.
        wrong[URL] = "不是可用的地址" if "@" in url else f"的值 {url!r} 不是可用的地址"
    if parts.scheme == S3:
        wrong |= {
            name: f"缺失，而 {URL} 是 {S3}://" for name in (ACCESS_KEY_ID, SECRET_ACCESS_KEY) if name not in given
        }
        endpoint = urlsplit(address.endpoint or "https://aws")
        if endpoint.scheme not in ("http", "https") or not endpoint.hostname:
            wrong[ENDPOINT] = f"的值 {address.endpoint!r} 不是地址"
    return address, wrong


def read_days(given: Mapping[str, str]) -> tuple[int | None, dict[str, str]]:
    """For how many days pages are kept, None for ever; and what is wrong with the setting."""
    days = given.get(DAYS)
    if days is None:
        return None, {}
    if not days.isascii() or not days.isdecimal() or not FEWEST_DAYS <= int(days) <= MOST_DAYS:
        return None, {DAYS: f"的值 {days!r} 不对"}
    return int(days), {}


def environment_of(address: LandingAddress, days: int | None) -> dict[str, str]:
    """The environment that gives these settings again; what is not set is empty."""
    keys = {ACCESS_KEY_ID: address.access_key_id, SECRET_ACCESS_KEY: address.secret_access_key}
    return {
        URL: address.url,
        ENDPOINT: address.endpoint or "",
        REGION: address.region or "",
        **{name: key.get_secret_value() if key else "" for name, key in keys.items()},
        DAYS: str(days) if days else "",
    }


def _secret(given: Mapping[str, str], name: str) -> SecretStr | None:
    return SecretStr(given[name]) if name in given else None
