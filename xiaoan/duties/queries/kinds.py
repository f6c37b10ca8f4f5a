"""The kinds of duties: what each is called and where it is done. Each is named by the app it is of and
connected in wiring; the due list and the blind spots show them, and know none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from xiaoan.directory.queries.people import Whom
from xiaoan.duties.queries.verbs import DO, Said
from xiaoan.kernel.actor import Actor

if TYPE_CHECKING:
    from xiaoan.duties.queries import Due


@dataclass(frozen=True)
class Kind:
    """One kind: its code, its words, the address where a duty of it is done.

    `title`: the words after the unit's name on a list. `lasts`: an open one stays on the list of the
    following days until it is done; the others belong to their day. `keeps`: the page
    that a phone asks for ahead, so that it opens without a network; handed to the phone is seen. `about`: of
    rows that duties are about, whom or what a list names beside the title, many in one look. `posts`: the
    posts that a county may choose from to answer for it; `fixed`: why none, or no other. `at`: the kinds
    of unit in a school it is about. `asks`: what may be asked as evidence besides, by its code (ASKS), in
    words. `said`: how an open and an ended one reads on a list. `own`: nobody else can do it, who stands in
    neither. `anywhere`: it may name somebody of another unit, who finds it on their list all the same; its
    address has to open for them.
    """

    code: str
    words: Any
    address: "Callable[[Due], str]"
    title: "Callable[[Due], str] | None" = None
    lasts: bool = False
    keeps: "Callable[[Due], str] | None" = None
    about: "Callable[[Actor, Sequence[UUID]], Mapping[UUID, Whom]] | None" = None
    posts: tuple[str, ...] = ()
    fixed: Any = ""
    at: tuple[str, ...] = ("school",)
    asks: "Mapping[str, Any]" = field(default_factory=dict)
    said: "Said" = DO
    own: bool = False
    anywhere: bool = False


# What a kind may ask besides that it is done, from the least to the most: words, a paper or photo, another
# person. Only the app of the kind can take and enforce it: it says so in `asks`.
NOTE, PAPER, SECOND = "note", "file", "second"
ASKS = (NOTE, PAPER, SECOND)

_kinds: dict[str, Kind] = {}


def connect(kind: Kind) -> None:
    _kinds[kind.code] = kind


def kinds() -> tuple[Kind, ...]:
    """What is connected, in the order in which it was."""
    return tuple(_kinds.values())


def kind(code: str) -> Kind | None:
    """A kind by its code, as its app has connected it."""
    return _kinds.get(code)


def is_own(code: str) -> bool:
    """Whether nobody but whoever is named can do a kind."""
    found = _kinds.get(code)
    return bool(found and found.own)


def state_words(due: "Due") -> str:
    """How the state of one duty reads: each kind has its own verb."""
    found = _kinds.get(due.kind)
    return str((found.said if found else DO).of(due.status))


def alike(code: str) -> tuple[str, ...]:
    """The kinds that are called the same as one (what a school owes and what a township owes), itself among
    them; () if nobody has connected it."""
    return tuple(one for one in _kinds if code in _kinds and words_of(one) == words_of(code))


def named() -> dict[str, str]:
    """One code for each word that people choose from: the first that is called so."""
    first: dict[str, str] = {}
    for code in _kinds:
        first.setdefault(words_of(code), code)
    return {code: words for words, code in first.items()}


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


def about(actor: Actor, dues: "Sequence[Due]") -> dict[UUID, Whom]:
    """Whom or what the duties of a list are about, by the row they are about: one look for each kind."""
    return whom(actor, [(due.kind, due.about_id) for due in dues if due.about_id])


def whom(actor: Actor, rows_of: "Sequence[tuple[str, UUID]]") -> dict[UUID, Whom]:
    """The same of rows by the kind of their duty."""
    found: dict[UUID, Whom] = {}
    for kind in _kinds.values():
        rows = [about_id for code, about_id in rows_of if code == kind.code]
        if rows and kind.about:
            found |= kind.about(actor, rows)
    return found


def kept_url(due: "Due") -> str:
    """The page about a duty that a phone asks for ahead; "" for none."""
    kind = _kinds.get(due.kind)
    return kind.keeps(due) if kind and kind.keeps else ""


def wandering() -> tuple[str, ...]:
    """The kinds that may name somebody of another unit."""
    return tuple(kind.code for kind in _kinds.values() if kind.anywhere)


def lasting() -> tuple[str, ...]:
    """The kinds that stay on the list until they are done."""
    return tuple(kind.code for kind in _kinds.values() if kind.lasts)
