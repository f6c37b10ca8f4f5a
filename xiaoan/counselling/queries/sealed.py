"""Words of counselling at rest: one sealed JSON a row, bound to its table and row."""

import json
from typing import Any
from uuid import UUID

from xiaoan.kernel import ciphers

NOTE = "counselling_note.body_cipher"
REFERRAL = "counselling_referral.body_cipher"
ANSWER = "counselling_answer.body_cipher"
STEP = "counselling_emergency_step.text_cipher"


def seal(body: dict[str, Any], place: str, row: UUID) -> bytes:
    return ciphers.seal(json.dumps(body, ensure_ascii=False), place=place, row=row)


def unseal(sealed: bytes | memoryview | None, place: str, row: UUID) -> dict[str, Any]:
    """What was sealed; {} where it is gone."""
    if sealed is None:
        return {}
    found: dict[str, Any] = json.loads(ciphers.unseal(sealed, place=place, row=row))
    return found
