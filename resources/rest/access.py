"""How a platform is reached: address, settings and secrets as configured, and a guard that keeps secrets inside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus, urlsplit

from hub.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import timedelta
    from pathlib import Path

    from pydantic import SecretStr

    from hub.datasets.wire import Manners, RestPlatform


@dataclass(frozen=True, slots=True)
class PlatformAccess:
    """The settings of one platform, by suffix (`APP_KEY`); `ca_bundle` is a PEM file for a private CA.

    `manners` take the place of those that its declaration names. `overlaps`, by the dataset's name, are asked for
    again before the last proved end, in place of what is declared.
    """

    url: str = field(repr=False)
    settings: Mapping[str, str] = field(default_factory=dict, repr=False)
    secrets: Mapping[str, SecretStr] = field(default_factory=dict)
    ca_bundle: Path | None = None
    manners: Manners | None = None
    overlaps: Mapping[str, timedelta] = field(default_factory=dict)

    def value(self, platform: RestPlatform, suffix: str) -> str:
        """A setting in clear. Raises SettingsError, which names it, where it is missing or empty."""
        secret = self.secrets.get(suffix)
        value = secret.get_secret_value() if secret is not None else self.settings.get(suffix, "")
        if not value:
            raise SettingsError(
                f"{platform.title}缺少设置 {platform.setting_name(suffix)}；请在环境变量或 hub.toml 中填写"
            )
        return value

    def base(self, platform: RestPlatform) -> str:
        """The platform's address without a slash at its end. Raises SettingsError where it is no http(s) address."""
        name = platform.setting_name("URL")
        try:
            parts = urlsplit(self.url.strip())
            parts.port  # noqa: B018 reading it checks it
        except ValueError:
            raise SettingsError(f"设置 {name} 不是有效的地址；应形如 https://主机:端口") from None
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingsError(f"设置 {name} 不是有效的地址；应形如 https://主机:端口")
        if parts.username is not None or parts.query or parts.fragment:
            raise SettingsError(f"设置 {name} 不能带有用户名、查询串或 #；凭据请用各自的设置")
        return self.url.strip().rstrip("/")

    def path(self, platform: RestPlatform, template: str, endpoint: str = "") -> str:
        """A path with its placeholders filled: `{endpoint}` and settings in lower case."""
        names = {name.lower(): name for name in platform.settings if f"{{{name.lower()}}}" in template}
        values = {lower: quote(self.value(platform, name), safe="") for lower, name in names.items()}
        return template.format(endpoint=quote(endpoint, safe=""), **values)


class Secrets:
    """Everything that must not be seen outside: what was configured and what the platform issued since."""

    def __init__(self, access: PlatformAccess) -> None:
        self._texts: dict[str, None] = {}
        for secret in access.secrets.values():
            self.add(secret.get_secret_value())

    def add(self, secret: str) -> None:
        """Guard one more; of those issued, the last few hundred are remembered."""
        for text in (secret, quote(secret, safe=""), quote_plus(secret)):
            if len(text) >= 4:
                self._texts.pop(text, None)
                self._texts[text] = None
        while len(self._texts) > 600:
            del self._texts[next(iter(self._texts))]

    def hide(self, text: str) -> str:
        """`text` with every secret blotted out."""
        for secret in tuple(self._texts):
            text = text.replace(secret, "***")
        return text
