"""ID numbers and phones at rest: AES-256-GCM bound to its place, and a keyed blind index.

A sealed value is `version (1) | key id (1) | nonce (12) | ciphertext | tag (16)`; table, column
and row are authenticated with it, so a value moved to another row does not open. The blind index
is HMAC-SHA-256 under its own key, cut to 16 bytes: an unkeyed hash of an ID number can be searched
through in seconds (about 10^4 possibilities once birth date and county are known).
"""

import hashlib
import os
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = 1
_NONCE = 12
# The number of a key is one byte of what it seals.
MOST_KEYS = 255
# Of SHA-256, in bytes.
_BLOCK = 64


def new_keys() -> str:
    """Text of a fresh key file: key id, data key, index key (hex)."""
    return f"1 {os.urandom(32).hex()} {os.urandom(32).hex()}\n"


def new_line(before: str = "") -> str:
    """Text of a fresh key of a file that has one a line (`number hex`), to follow what is there."""
    last = max((int(line.split()[0]) for line in before.splitlines() if line.strip()), default=0)
    if last >= MOST_KEYS:
        raise ValueError("a key file holds at most 255 keys")
    return f"{last + 1} {os.urandom(32).hex()}\n"


@cache
def _keys(path: str) -> tuple[int, AESGCM, bytes]:
    number, data, index = Path(path).read_text().split()[:3]
    return int(number), AESGCM(bytes.fromhex(data)), bytes.fromhex(index)


def seal(text: str, *, place: str, row: UUID) -> bytes:
    """Encrypt `text` for `place` ("table.column") of `row`."""
    return seal_bytes(text.encode(), place=place, row=row)


def seal_bytes(content: bytes, *, place: str, row: UUID) -> bytes:
    """Encrypt the content of a file that belongs to `row`."""
    number, cipher, _ = _keys(settings.XIAOAN_KEY_FILE)
    nonce = os.urandom(_NONCE)
    head = bytes((VERSION, number))
    return head + nonce + cipher.encrypt(nonce, content, _bound(head, place, row))


def unseal(sealed: bytes | memoryview, *, place: str, row: UUID) -> str:
    """Decrypt; raises `cryptography.exceptions.InvalidTag` for a value that is not this place's."""
    return unseal_bytes(sealed, place=place, row=row).decode()


def unseal_bytes(sealed: bytes | memoryview, *, place: str, row: UUID) -> bytes:
    """Decrypt the content of a file; raises as `unseal` does."""
    sealed = bytes(sealed)
    _, cipher, _ = _keys(settings.XIAOAN_KEY_FILE)
    head, nonce, body = sealed[:2], sealed[2 : 2 + _NONCE], sealed[2 + _NONCE :]
    return cipher.decrypt(nonce, body, _bound(head, place, row))


def blind_index(text: str, *, kind: str) -> bytes:
    """16 bytes that are equal for equal `text` of the same `kind`, and say nothing without the key."""
    return indexer(kind)(text)


def indexer(kind: str) -> Callable[[str], bytes]:
    """`blind_index` for many texts of one kind: the key is looked up once."""
    begun, ended = _begun(settings.XIAOAN_KEY_FILE, kind)

    def index(text: str) -> bytes:
        inner, outer = begun.copy(), ended.copy()
        inner.update(text.encode())
        outer.update(inner.digest())
        return outer.digest()[:16]

    return index


# A roster asks 600,000 times: the halves of RFC 2104 in which the key goes are worked out once.
@lru_cache(maxsize=64)
def _begun(path: str, kind: str) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """HMAC-SHA-256 after its key and the kind, and its outer hash after the key."""
    *_, key = _keys(path)
    block = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
    inner.update(f"{kind}\0".encode())
    return inner, hashlib.sha256(bytes(byte ^ 0x5C for byte in block))


def _bound(head: bytes, place: str, row: UUID) -> bytes:
    return head + place.encode() + b"\0" + row.bytes
