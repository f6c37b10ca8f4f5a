"""What cells of a platform's list of homework say: handed in or not, in time, marked."""

import datetime as dt
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


def _read() -> dict[str, Any]:
    text = files("xiaoan.homework").joinpath("data/sheets-cn.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_DATA = _read()
COLUMNS: dict[str, list[str]] = _DATA["column"]


@dataclass(frozen=True)
class Said:
    """What a list says of one pupil: state "handed", "missing" or "excused"; `at` and `marked_at` where it
    says when."""

    state: str
    late: bool = False
    at: dt.datetime | None = None
    marked: bool = False
    marked_at: dt.datetime | None = None

    def with_(self, other: "Said") -> "Said":
        """Two rows of one pupil, or two lists: whoever handed in once has handed in, first when it was
        first; what one of them knows is known."""
        if self.state != other.state:
            first = {"handed": 0, "excused": 1, "missing": 2}
            return min(self, other, key=lambda one: first[one.state])
        timed = [(one.at, one) for one in (self, other) if one.at]
        earlier = min(timed, key=lambda pair: pair[0])[1] if timed else self
        times = [one for one in (self.marked_at, other.marked_at) if one]
        return Said(
            self.state, earlier.late if earlier.at else self.late and other.late, earlier.at,
            self.marked or other.marked, min(times, default=None),
        )  # fmt: skip


def plain(text: str) -> str:
    """A cell as its words are looked up."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("*()[]【】").lower()


def is_nothing(text: str) -> bool:
    return plain(text) in _NOTHING


_NOTHING = {"", *(plain(word) for word in _DATA["nothing"]["words"])}
_STATES = {plain(word): state for state, words in _DATA["state"].items() for word in words}
_MARKED = {
    plain(word): answer == "yes" for answer, words in _DATA["marked"].items() for word in words
}


def state_of(text: str) -> str | None:
    """handed, late, missing or excused; None for words that nobody has explained."""
    return _STATES.get(plain(text))


def marked_of(text: str) -> bool | None:
    """Whether a cell says that it was marked; None for words that nobody has explained."""
    return False if is_nothing(text) else _MARKED.get(plain(text))
