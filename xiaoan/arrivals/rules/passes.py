"""The pass of a child: what the QR code holds. No name, no class, no school: a number made at random, when it
ends, and a signature (HMAC-SHA-256 under the installation's key, first 10 bytes).

``XA`` + Base32 of: version (1 byte), number (16), last hour it opens (4, hours since 1970 UTC), signature
(10).
Capitals and digits only: the densest kind of QR code, and what a hand scanner types is the same on every
keyboard.
"""

import base64
import binascii
import datetime as dt
import hmac
from dataclasses import dataclass
from uuid import UUID

HEAD = "XA"
VERSION = 1
_SIGNED, _SIGNATURE = 21, 10
# So many characters behind the head name the pass; a phone without a network knows it by these.
SHORT = slice(4, 14)


@dataclass(frozen=True)
class Pass:
    """What a code says once its signature holds."""

    id: UUID
    ends: dt.datetime


def body(pass_id: UUID, ends: dt.datetime) -> bytes:
    """What is signed."""
    hours = int(ends.timestamp() // 3600)
    return bytes((VERSION,)) + pass_id.bytes + hours.to_bytes(4, "big")


def token(signed: bytes, signature: bytes) -> str:
    text = base64.b32encode(signed + signature[:_SIGNATURE]).decode()
    return HEAD + text.rstrip("=")


def short(text: str) -> str:
    """By what a phone knows a pass again."""
    return text[SHORT]


def split(text: str) -> tuple[bytes, bytes] | None:
    """What was signed, and the signature; None for anything that is no pass."""
    typed = text.strip().upper()
    if not typed.startswith(HEAD) or len(typed) > 80:
        return None
    plain = typed[len(HEAD) :]
    try:
        found = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        return None
    if len(found) != _SIGNED + _SIGNATURE or found[0] != VERSION:
        return None
    return found[:_SIGNED], found[_SIGNED:]


def opened(signed: bytes, signature: bytes, wanted: bytes) -> Pass | None:
    """The pass, if the signature is the one that is wanted."""
    if not hmac.compare_digest(signature, wanted[:_SIGNATURE]):
        return None
    hours = int.from_bytes(signed[17:21], "big")
    return Pass(UUID(bytes=signed[1:17]), dt.datetime.fromtimestamp(hours * 3600, dt.UTC))
