"""What the words of accountability mean, what may follow what in a case file, and how units are compared.

Late, missed, false and changed are four words and never one: see docs/rules.md, "Accountability".
"""

import datetime as dt
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"

# Reported after its time (迟报); due, past its time and not reported (漏报); contradicted by a second source
# and decided to be untrue (不实); reported in another version afterwards, with a reason (更正).
LATE, MISSED, FALSE, CHANGED = "late", "missed", "false", "changed"
# Two reports from the same base, and nobody had decided yet: no fault of anybody.
CONFLICT = "conflict"
FAULTS = (LATE, MISSED, FALSE)
WORDS = (LATE, MISSED, FALSE, CHANGED)


@dataclass(frozen=True)
class Law:
    """A legal basis as data. `confirmed`: its text was seen; else it is marked wherever it is shown."""

    code: str
    title: str
    article: str
    says: str
    source: str
    since: str
    jurisdiction: str
    confirmed: bool


@dataclass(frozen=True)
class Sanction:
    """What can be decided upon a finding. `laws`: on which basis; `by`: who may decide it."""

    code: str
    name: str
    laws: tuple[str, ...]
    by: str
    confirmed: bool


@dataclass(frozen=True)
class Catalogue:
    """The data of case files, by version."""

    version: str
    appeal_days: int
    appeal_basis: str
    statement_days: int
    laws: dict[str, Law]
    sanctions: dict[str, Sanction]


@cache
def catalogue() -> Catalogue:
    told = tomllib.loads((_DATA / "accountability-cn.toml").read_text(encoding="utf-8"))
    laws = {one["code"]: Law(**one) for one in told["law"]}
    sanctions = {
        one["code"]: Sanction(**{**one, "laws": tuple(one["laws"])}) for one in told["measure"]
    }
    return Catalogue(
        told["version"],
        told["appeal"]["days"],
        told["appeal"]["basis"],
        told["statement"]["days"],
        laws,
        sanctions,
    )


# The states of a case file, and what can be done in which. Numbered steps, added only; the state follows.
STATES = ("open", "proposed", "found", "measured", "appealed", "decided", "closed")
STEPS = (
    "open", "pick", "ask", "state", "propose", "return", "confirm", "measure", "appeal", "decide",
    "close",
)  # fmt: skip
_FROM: dict[str, tuple[str, ...]] = {
    "pick": ("open",),
    "ask": ("open",),
    "state": ("open", "proposed"),
    "propose": ("open",),
    "return": ("proposed",),
    "confirm": ("proposed",),
    "measure": ("found",),
    "appeal": ("found", "measured"),
    "decide": ("appealed",),
    "close": ("open", "found", "measured", "decided"),
}
_TO = {
    "open": "open", "propose": "proposed", "return": "open", "confirm": "found",
    "measure": "measured", "appeal": "appealed", "decide": "decided", "close": "closed",
}  # fmt: skip
# What somebody named in a file does; everything else is done by whoever keeps it.
OF_PARTIES = ("state", "appeal")
OUTCOMES = ("upheld", "changed", "lifted")
VERDICTS = ("fault", "no_fault")
LONGEST, LONGEST_QUESTION, MOST_PICKED = 4000, 400, 100


def may_follow(step: str, state: str) -> bool:
    """Whether a step can be taken in a state of the file."""
    return state in _FROM.get(step, ())


def state_after(step: str, state: str) -> str:
    return _TO.get(step, state)


def statement_until(asked_at: dt.datetime) -> dt.datetime:
    """Until when a finding waits for the statement of somebody who was asked."""
    return asked_at + dt.timedelta(days=catalogue().statement_days)


def may_appeal_yet(state: str, found_on: dt.date | None, today: dt.date) -> bool:
    """Whether whoever is concerned may still appeal what was found."""
    return may_follow("appeal", state) and found_on is not None and today <= appeal_until(found_on)


def appeal_until(found_on: dt.date) -> dt.date:
    """The last day on which a finding can be appealed: so many days after the day it was confirmed."""
    return found_on + dt.timedelta(days=catalogue().appeal_days)


# Our own choice: schools of the same stage and about the same size are comparable. Upper ends, inclusive.
BANDS = (300, 800, 1500, 3000)
FEWEST_COMPARED = 4


def band(pupils: int) -> int:
    """Which size band a school is in: 0 the smallest."""
    return next((n for n, upper in enumerate(BANDS) if pupils <= upper), len(BANDS))


def quartiles(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Lower quartile, median and upper quartile (R's type 7); None where too few are compared."""
    if len(values) < FEWEST_COMPARED:
        return None
    ordered = sorted(values)
    return (_quantile(ordered, 0.25), _quantile(ordered, 0.5), _quantile(ordered, 0.75))


def _quantile(ordered: Sequence[float], share: float) -> float:
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def month_of(day: dt.date) -> dt.date:
    return day.replace(day=1)


def next_month(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


Stretch = tuple[dt.date, dt.date]


def months_of_term(term: Stretch, terms: Sequence[Stretch]) -> tuple[dt.date, ...]:
    """The months whose records make up a term's: each month belongs to one term, that with most of its days
    (of equals the earlier), so that terms never count a month twice and their sums are those of the months.
    """
    found, first = [], month_of(term[0])
    while first <= term[1]:
        owner = max(terms, key=lambda one: (_days_in(first, one), -one[0].toordinal()))
        if owner == term:
            found.append(first)
        first = next_month(first)
    return tuple(found)


def _days_in(first: dt.date, term: Stretch) -> int:
    last = next_month(first) - dt.timedelta(days=1)
    return max(0, (min(term[1], last) - max(term[0], first)).days + 1)


# A fault waits so long for a reply on the list of whoever it names (our own choice); the right has no end.
REPLY_DAYS = 30


def share(part: int, whole: int) -> float | None:
    """Per cent; None where nothing was due: nothing is not nought."""
    return None if whole == 0 else 100 * part / whole
