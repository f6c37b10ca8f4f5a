"""The kinds of duties: what each is called and where it is done. Each is named by the app it is of and
connected in wiring.py; the due list and the blind spots show them, and know none."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xiaoan.duties.queries import Due


@dataclass(frozen=True)
class Kind:
    """One kind: its code, its words, the address where a duty of it is done.

    `title`: the words after the unit's name on a list. `lasts`: an open one stays on the list of the
    following days until it is done; the others belong to their day. `keeps`: a phone asks for the page ahead,
    so that it opens without a network; not where opening it is a look that is recorded.
    """

    code: str
    words: Any
    address: "Callable[[Due], str]"
    title: "Callable[[Due], str] | None" = None
    lasts: bool = False
    keeps: bool = False


_kinds: dict[str, Kind] = {}


def connect(kind: Kind) -> None:
    _kinds[kind.code] = kind


def kinds() -> tuple[Kind, ...]:
    """What is connected, in the order in which it was."""
    return tuple(_kinds.values())


def words_of(code: str) -> str:
    """What a kind is called; its code if nobody has connected it."""
    return str(_kinds[code].words) if code in _kinds else code


def title_of(due: "Due") -> str:
    """What one duty is called, after the unit it is about."""
    kind = _kinds.get(due.kind)
    return kind.title(due) if kind and kind.title else words_of(due.kind)


def url_of(due: "Due") -> str:
    """Where one duty is done; "" if nobody has connected its kind."""
    kind = _kinds.get(due.kind)
    return kind.address(due) if kind else ""


def keeps(code: str) -> bool:
    """Whether a phone asks ahead for the page where a duty of a kind is done."""
    return code in _kinds and _kinds[code].keeps


def lasting() -> tuple[str, ...]:
    """The kinds that stay on the list until they are done."""
    return tuple(kind.code for kind in _kinds.values() if kind.lasts)
