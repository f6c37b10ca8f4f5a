"""Letters that come back: reports of delivery (RFC 3464) read without trusting them."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

LARGEST = 16 << 20
_OURS = re.compile(r"<([0-9a-f]{32})@")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# RFC 3463: 5.1 is about the address itself, 5.2.1 a mailbox that is closed, 5.4.4 a domain that is none. A
# full mailbox (5.2.2), content or policy (5.6, 5.7) say nothing against the address.
_AGAINST_ADDRESS = re.compile(r"5\.1\.\d+|5\.2\.1|5\.4\.4")


@dataclass(frozen=True)
class Report:
    """What a server says of one recipient of a letter of ours: `key` the id in the letter's Message-ID,
    `addresses` as the letter had it and as the server wrote to it, `action` failed or delivered."""

    key: str
    addresses: tuple[str, ...]
    action: str
    status: str
    said: str

    @property
    def is_against_address(self) -> bool:
        return self.action == "failed" and bool(_AGAINST_ADDRESS.fullmatch(self.status))


def reports_in(raw: bytes) -> list[Report]:
    """The recipients a report tells of; none: it is no report of delivery, or of no letter of ours."""
    letter = message_from_bytes(raw[:LARGEST])
    if letter.get_content_type() != "multipart/report":
        return []
    parts = list(letter.walk())
    key = next(filter(None, map(_key_in, parts)), "")
    told = [one for one in parts if one.get_content_type() == "message/delivery-status"]
    groups = [group for one in told for group in _groups(one)]
    found = [_report(key, group) for group in groups if group.get("Action")]
    return [one for one in found if key and one.action in ("failed", "delivered")]


def _groups(part: Message) -> list[Message]:
    """Header groups of a report: of the letter, then of each recipient."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _key_in(part: Message) -> str:
    """The key in the Message-ID of the letter that came back: whole, or its headers alone."""
    kind = part.get_content_type()
    text = ""
    if kind == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        text = str(first.get("Message-ID", "")) if isinstance(first, Message) else ""
    elif kind == "text/rfc822-headers":
        body = part.get_payload(decode=True)
        headers = message_from_bytes(body if isinstance(body, bytes) else b"")
        text = str(headers.get("Message-ID", ""))
    found = _OURS.search(text)
    return found[1] if found else ""


def _report(key: str, group: Message) -> Report:
    names = ("Original-Recipient", "Final-Recipient")
    addresses = [str(group.get(name, "")).partition(";")[2].strip().lower() for name in names]
    status = _STATUS.search(str(group.get("Status", "")))
    said = " ".join(str(group.get("Diagnostic-Code", "")).partition(";")[2].split())
    return Report(
        key, tuple(dict.fromkeys(filter(None, addresses))), str(group["Action"]).strip().lower(),
        status[0] if status else "", said.replace("\0", ""),
    )  # fmt: skip
