"""What a setting or an address has to look like. Each fault is a code; the words are in queries/faults.py."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from xiaoan.delivery.rules.kinds import KINDS

_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"1[3-9]\d{9}|\+\d{8,15}")
_WORD = re.compile(r"[\w.@+-]{1,64}")
# WeCom: begins with a letter or digit; "@all" would be everybody of the company.
_USERID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")
SECURITY = ("tls", "starttls", "none")
LONGEST = 500
MOST_PORT = 65535
ADDRESS_SHAPES = {
    "email": _EMAIL,
    "sms": _PHONE,
    "wecom": _USERID,
    "wechat": _WORD,
    "webhook": _WORD,
}


def address_fault(channel: str, value: str) -> str:
    """ "" or why this is no address of the channel."""
    shape = ADDRESS_SHAPES[channel]
    return "" if shape.fullmatch(value) else f"{channel}_shape"


def channel_faults(code: str, values: Mapping[str, str], *, on: bool, demo: bool) -> dict[str, str]:
    """Field → fault of what was set. Only what is on has to be whole; what is there has to be right."""
    kind = KINDS[code]
    found = {}
    for name in kind.fields:
        value = values.get(name, "")
        if not value:
            needed = name not in kind.optional and not (name == "endpoint" and kind.host)
            if on and needed:
                found[name] = "empty"
        elif fault := _fault(name, value, demo=demo):
            found[name] = fault
    if (code == "email") and bool(values.get("user")) != bool(values.get("password")):
        found["password" if values.get("user") else "user"] = "pair"
    return found


def _fault(name: str, value: str, *, demo: bool) -> str:
    if len(value) > LONGEST or not value.isprintable():
        return "text"
    if name == "endpoint":
        return endpoint_fault(value, demo=demo)
    if name == "port":
        return "" if value.isdecimal() and 0 < int(value) <= MOST_PORT else "port"
    if name == "security":
        return "" if value in SECURITY and (demo or value != "none") else "security"
    if name == "agent_id":
        return "" if value.isdecimal() and len(value) < 16 else "number"
    shapes = {"sender": (_EMAIL, "email_shape"), "host": (_HOST, "host")}
    if name in shapes and not shapes[name][0].fullmatch(value):
        return shapes[name][1]
    return ""


def endpoint_fault(value: str, *, demo: bool) -> str:
    """Whole addresses with a host; https outside the demonstration. What stands behind the host goes out as
    it is written, so it is ASCII without blanks (RFC 3986)."""
    if not is_written_out(value):
        return "endpoint"
    try:
        url = urlsplit(value)
        has_port = url.port is None or url.port > 0
    except ValueError:
        return "endpoint"
    if url.scheme not in (("https", "http") if demo else ("https",)):
        return "https"
    if not url.hostname or url.username or url.fragment or not has_port:
        return "endpoint"
    return ""


def is_written_out(address: str) -> bool:
    """No blank and no control character anywhere, and nothing but ASCII behind the host."""
    try:
        url = urlsplit(address)
    except ValueError:
        return False
    rest = f"{url.path}{url.query}"
    return address.isprintable() and " " not in address and rest.isascii()


def has_moved(code: str, known: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether secrets would go somewhere else than they were entered for: another endpoint, host or port, or
    another encryption on the way there."""
    usual = {"endpoint": KINDS[code].host}
    return any(
        (known.get(name) or usual.get(name, "")) != (values.get(name) or usual.get(name, ""))
        for name in ("endpoint", "host", "port", "security")
        if name in KINDS[code].fields
    )


def host_of(address: str) -> str:
    """Host and port of an address."""
    return urlsplit(address).netloc.lower()


def masked(channel: str, value: str) -> str:
    """An address as lists show it: enough to know one's own again."""
    if channel == "email":
        name, _at, host = value.partition("@")
        return f"{name[:1]}***@{host}"
    if len(value) <= 4:
        return "****"
    head = 3 if channel == "sms" else 1
    return f"{value[:head]}****{value[-4:] if channel == 'sms' else value[-2:]}"
