"""Drawing by an id: the same id draws the same again, so that nothing of a draw has to be kept but the id."""

import hashlib
from collections.abc import Collection, Sequence
from uuid import UUID


def draw(
    lot_id: UUID, keys: Collection[str], number: int, seen: Sequence[Collection[str]] = ()
) -> tuple[str, ...]:
    """So many of the keys in an order of their own, none twice; all, where there are no more.

    `seen`: what was drawn before, the newest first. What was never drawn comes first, then what was drawn
    longest ago: the next draw has other keys as far as they go.
    """
    age = {key: len(seen) for key in keys}
    for n, asked in reversed(list(enumerate(seen))):
        age |= {key: n for key in asked if key in age}
    chosen = sorted(age, key=lambda key: (-age[key], _lot(lot_id, key)))[:number]
    return tuple(sorted(chosen, key=lambda key: _lot(lot_id, f"{key} place")))


def order(lot_id: UUID, key: str, count: int) -> tuple[int, ...]:
    """In which order so many options of a key stand: their numbers, by place."""
    return tuple(sorted(range(count), key=lambda n: _lot(lot_id, f"{key} option {n}")))


def _lot(lot_id: UUID, text: str) -> bytes:
    return hashlib.sha256(lot_id.bytes + text.encode()).digest()
