"""Pure decisions about words that many read: names, words of health, whether a question was answered."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SHORTEST_NAME = 2
_BLANK = re.compile(r"[\s\u200b-\u200f\ufeff]+")
# An answer names what it is about, so that nothing else is answered by it.
_BETWEEN = "|"


@dataclass(frozen=True)
class Words:
    """The lists of data/words-cn.toml."""

    health: tuple[str, ...]
    ordinary: frozenset[str]
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    """What is to be looked at once more: names of people, words of health. Empty: nothing is asked."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.names or self.words)

    @property
    def key(self) -> str:
        """What the box says that answers the question."""
        return _BETWEEN.join(sorted({*self.names, *self.words}))

    def is_answered(self, looked: Iterable[str]) -> bool:
        """Whether all of it was among what was looked at (`looked`: keys of boxes that were ticked)."""
        seen = {one for key in looked for one in key.split(_BETWEEN)}
        return {*self.names, *self.words} <= seen


@cache
def pack() -> Words:
    text = (files("xiaoan.wording") / "data" / "words-cn.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    return Words(
        tuple(told["health"]), frozenset(told["ordinary"]), tuple(told["before"]),
        tuple(told["after"]),
    )  # fmt: skip


def folded(text: str, simplified: Callable[[str], str]) -> str:
    """As it is compared: one writing of characters and digits, small letters, blanks between Chinese
    characters left out; lines stay."""
    plain = simplified(unicodedata.normalize("NFKC", text)).lower()
    return "\n".join(_closed(line) for line in plain.splitlines())


def _closed(line: str) -> str:
    """Without the blanks that no Latin letter stands beside: "王 小明" is a name, "flu is" are two words."""
    pieces = _BLANK.split(line)
    said = pieces[0] if pieces else ""
    for piece in pieces[1:]:
        is_latin = said[-1:].isascii() and piece[:1].isascii()
        said += (" " if is_latin else "") + piece
    return said


def health_words(plain: str) -> tuple[str, ...]:
    """Words of a folded text that may say something of somebody's health; of one in another the longer."""
    found = [word for word in pack().health if word in plain]
    return tuple(one for one in found if not any(one != other and one in other for other in found))


def names_in(plain: str, names: Collection[str]) -> tuple[str, ...]:
    """Which full names stand in a folded text, in their order. One that is an ordinary word too counts only
    where somebody is plainly called so."""
    found = [
        name
        for name in set(names)
        if len(name) >= SHORTEST_NAME
        and name in plain
        and (name not in pack().ordinary or _is_called(plain, name))
    ]
    return tuple(sorted(found, key=lambda name: (plain.index(name), name)))


def _is_called(plain: str, name: str) -> bool:
    near = pack()
    return any(name + one in plain for one in near.after) or any(
        one + name in plain for one in near.before
    )
