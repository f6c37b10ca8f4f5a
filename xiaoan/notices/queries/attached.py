"""What other apps put into a notice: each kind is connected by its app, and shown as a line with address."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Shown = Callable[[Mapping[str, Any]], tuple[Any, str] | None]
_kinds: dict[str, Shown] = {}


def connect(kind: str, shown: Shown) -> None:
    """`shown` gives words and address of an attachment as it is kept, or None where it is no more."""
    _kinds[kind] = shown


def lines(kept: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str]]:
    """Words and address of each; a kind that nobody has connected is left out."""
    found = [_kinds[one["kind"]](one) for one in kept if one.get("kind") in _kinds]
    return [one for one in found if one]
