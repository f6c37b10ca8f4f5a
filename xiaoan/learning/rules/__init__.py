"""Pure decisions of learning: the three rates, and the limits of work."""

import datetime as dt
import tomllib
from dataclasses import dataclass, fields
from importlib.resources import files

# 1 January 1970 is a Thursday; a week begins on Monday.
PERIODS = ("day", "week", "term")
# A term without dates goes so many days back (own choice).
TERM_DAYS = 120


@dataclass(frozen=True)
class Figures:
    """Seats of pupils in lessons, and pieces of homework, summed. Of lessons: seats = watched + missed +
    excused + no_device + unknown; of homework: roll = handed + not_handed + hw_excused + hw_no_device +
    hw_unknown; marked of handed."""

    lessons: int = 0
    seats: int = 0
    watched: int = 0
    missed: int = 0
    excused: int = 0
    no_device: int = 0
    unknown: int = 0
    tasks: int = 0
    roll: int = 0
    handed: int = 0
    not_handed: int = 0
    hw_excused: int = 0
    hw_no_device: int = 0
    hw_unknown: int = 0
    marked: int = 0

    @property
    def due(self) -> int:
        """Whom viewing is asked of: who is excused or without a device is apart, who is unknown is in."""
        return self.watched + self.missed + self.unknown

    @property
    def told(self) -> int:
        """Of whom it is known whether they watched: the same without who is unknown."""
        return self.watched + self.missed

    @property
    def asked(self) -> int:
        """Of whom homework is asked; the same."""
        return self.handed + self.not_handed + self.hw_unknown

    @property
    def gap(self) -> tuple[int, int, int]:
        """What is left to 100 %: not watched or unknown, not handed in or unknown, not marked."""
        return (self.due - self.watched, self.asked - self.handed, self.handed - self.marked)

    @property
    def is_empty(self) -> bool:
        return not self.seats and not self.roll

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


def stretch(
    period: str, day: dt.date, term: tuple[dt.date, dt.date] | None
) -> tuple[dt.date, dt.date]:
    """First and last day of the day, the week (Monday to Sunday) or the term that a day is in; of a term at
    the most until that day. Without a term: so many days back."""
    if period == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    if period == "term":
        return (term[0], min(day, term[1])) if term else (day - dt.timedelta(days=TERM_DAYS), day)
    return day, day


@dataclass(frozen=True)
class Limit:
    """So many minutes of homework or screen a day are allowed in some grades; `confirmed`: somebody has held
    it against its text."""

    code: str
    what: str
    grades: tuple[int, ...]
    minutes: int
    source: str
    since: dt.date
    place: str
    confidence: str
    confirmed: bool


@dataclass(frozen=True)
class Refusal:
    """What is not collected of families; `confirmed` as of a limit."""

    code: str
    what: str
    source: str
    confirmed: bool


# What somebody may want to collect of families.
COLLECTED = ("video", "punch_in", "daily_form", "other")
LONGEST_WHY = 300


def _read() -> tuple[tuple[Limit, ...], dict[str, int], tuple[Refusal, ...]]:
    text = files("xiaoan.learning").joinpath("data/workload-cn.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    limits = tuple(
        Limit(
            one["code"], one["what"], tuple(one["grades"]), one["minutes"], one["source"], one["since"],
            one["place"], one["confidence"], bool(one["checked"]),
        )
        for one in found["limit"]
    )  # fmt: skip
    refusals = tuple(
        Refusal(one["code"], one["what"], one["source"], bool(one["checked"])) for one in found["refusal"]
    )  # fmt: skip
    return limits, found["grades"], refusals


LIMITS, _GRADES, REFUSALS = _read()


def refusal_of(what: str) -> Refusal | None:
    """The rule by which something is not collected. None: nothing speaks against it."""
    return next((one for one in REFUSALS if one.what == what), None)


def refusal(code: str) -> Refusal | None:
    return next((one for one in REFUSALS if one.code == code), None)


def grade_of(name: str) -> int | None:
    """The number of a grade by how it or its class is called; None: it says none."""
    return next((number for said, number in _GRADES.items() if name.startswith(said)), None)


def limit_of(what: str, grade: int | None, day: dt.date) -> Limit | None:
    """The limit in force for a grade on a day. None: there is none that is known here."""
    return next(
        (one for one in LIMITS if one.what == what and grade in one.grades and one.since <= day),
        None,
    )
