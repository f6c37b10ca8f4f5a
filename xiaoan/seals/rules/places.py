"""Places outside, as the settings name them: one address each, of one of five kinds."""

from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

KINDS = {
    "file": "file", "http": "webdav", "https": "webdav", "sftp": "sftp", "s3+http": "s3",
    "s3+https": "s3", "smtp": "mail", "smtps": "mail",
}  # fmt: skip
# Letters would fill a box if they came each minute.
_MAIL_MINUTES = 60
# A control sign or a quotation mark in a path could become a command of sftp.
_NEVER = set('"\\\r\n\0')


@dataclass(frozen=True)
class Address:
    """A place. `name` says where it is, without password; `every` how many minutes lie between deliveries."""

    name: str
    kind: str
    url: SplitResult
    options: tuple[tuple[str, str], ...]
    every: int
    fault: str = ""

    def option(self, name: str, default: str = "") -> str:
        return dict(self.options).get(name, default)

    @property
    def secure(self) -> bool:
        return self.url.scheme in ("https", "s3+https", "smtps")

    @property
    def user(self) -> str:
        return unquote(self.url.username or "")

    @property
    def password(self) -> str:
        return unquote(self.url.password or "")

    @property
    def path(self) -> str:
        return unquote(self.url.path)


def address(text: str) -> Address:
    """Read an address; one that cannot be used says why in `fault` and is shown as failing."""
    try:
        url = urlsplit(text.strip())
        port = f":{url.port}" if url.port else ""
        options = tuple(parse_qsl(url.query))
        every = int(dict(options).get("every", 0))
    except ValueError as error:
        return Address("?", "", urlsplit(""), (), 1, f"cannot be read: {error}")
    kind = KINDS.get(url.scheme, "")
    host = f"{url.hostname or ''}{port}"
    to = f"/{dict(options).get('to', '')}" if kind == "mail" else unquote(url.path)
    usual = _MAIL_MINUTES if kind == "mail" else 1
    name = f"{url.scheme}://{host}{to}"
    return Address(name, kind, url, options, every or usual, _fault(kind, url, dict(options)))


def _fault(kind: str, url: SplitResult, options: dict[str, str]) -> str:
    if not kind:
        return f"unknown kind {url.scheme!r}; known are {', '.join(KINDS)}"
    if _NEVER & set(unquote(url.path)):
        return "a path with a quotation mark, backslash or line break"
    if kind != "file" and not url.hostname:
        return "no host"
    if kind == "mail" and not (options.get("to") and options.get("from")):
        return "from= and to= are missing"
    if kind == "s3" and not url.path.strip("/"):
        return "no bucket"
    return ""
