"""Words of counselling at rest: one sealed JSON a row, bound to its table and row, under a key of its own.

The key file of counselling (`XIAOAN_COUNSELLING_KEY_FILE`) has a line a key, `number hex`; the last
one seals, all of them open. Whoever holds the general keys and a backup has names and numbers, and no word
of these. A value is `2 (1) | key number (1) | nonce (12) | ciphertext | tag (16)`; what was sealed before
there was such a key begins with 1 and opens with the general one.
"""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from xiaoan.kernel import ciphers

NOTE = "counselling_note.body_cipher"
REFERRAL = "counselling_referral.body_cipher"
ANSWER = "counselling_answer.body_cipher"
STEP = "counselling_emergency_step.text_cipher"
_VERSION, _NONCE = 2, 12


@lru_cache(maxsize=4)
def _read(path: str, _changed: int) -> dict[int, AESGCM]:
    found = {}
    for line in Path(path).read_text().splitlines():
        number, secret = line.split()
        found[int(number)] = AESGCM(bytes.fromhex(secret))
    return found


def _keys() -> dict[int, AESGCM]:
    """Number → key, in the order of the file; a line that is added is seen at once."""
    path = settings.XIAOAN_COUNSELLING_KEY_FILE
    return _read(path, Path(path).stat().st_mtime_ns)


def seal(body: dict[str, Any], place: str, row: UUID) -> bytes:
    number, key = list(_keys().items())[-1]
    head, nonce = bytes((_VERSION, number)), os.urandom(_NONCE)
    text = json.dumps(body, ensure_ascii=False).encode()
    return head + nonce + key.encrypt(nonce, text, _bound(head, place, row))


def unseal(sealed: bytes | memoryview | None, place: str, row: UUID) -> dict[str, Any]:
    """What was sealed; {} where it is gone. KeyError: its key is not in the file any more."""
    if sealed is None:
        return {}
    value = bytes(sealed)
    if value[0] != _VERSION:
        before: dict[str, Any] = json.loads(ciphers.unseal(value, place=place, row=row))
        return before
    head, nonce, rest = value[:2], value[2 : 2 + _NONCE], value[2 + _NONCE :]
    text = _keys()[head[1]].decrypt(nonce, rest, _bound(head, place, row))
    found: dict[str, Any] = json.loads(text)
    return found


def _bound(head: bytes, place: str, row: UUID) -> bytes:
    return head + place.encode() + b"\0" + row.bytes
