"""Which pack of an item stays together."""

from collections.abc import Mapping

PIECE = ""


def usual_pack(packs: Mapping[str, int]) -> str:
    """The smallest pack in which an item comes; "" if it comes in single pieces."""
    return min(packs, key=lambda code: (packs[code], code), default=PIECE)


def packs_of(quantity: int, size: int) -> tuple[int, int]:
    """Whole packs, and the pieces that are over."""
    return divmod(quantity, size)
