"""What was sent under an id that a phone or a form made: the same once more is the same act."""

import json
from typing import Any
from uuid import UUID

from xiaoan.kernel import ciphers
from xiaoan.kernel.ids import with_version


def fingerprint(*parts: Any) -> bytes:
    """Equal for equal content; says nothing without the key, for words about children are among it.

    Of what was said, never of when: each sending reckons that anew by the phone's clock.
    """
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return ciphers.blind_index(text, kind="said")


def is_other(known: bytes | memoryview | None, sent: bytes) -> bool:
    """Whether other content was stored under the id; rows of before fingerprints say nothing."""
    return known is not None and bytes(known) != sent


def second_id(first: UUID, sent: bytes) -> UUID:
    """The id of what was changed after its first sending had arrived: the same whenever it is sent again.

    UUIDv8 (RFC 9562) of the first id and the fingerprint.
    """
    return with_version(int.from_bytes(fingerprint(str(first), sent.hex())[:16]), 8)
