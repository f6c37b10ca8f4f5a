"""States of a rumour, verdicts, limits. Pure. How two texts are held against each other: `alike`."""

import datetime as dt
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# true, false, partly true, cannot be checked, was true once.
VERDICTS = ("false", "partly", "true", "unknown", "outdated")
LANGUAGES = ("hans", "hant", "en")
# The language that an answer has to be in; others read it until there is a translation.
FIRST = LANGUAGES[0]
STATES = ("open", "published", "dismissed", "withdrawn", "merged")
# What may be done in which state, and where it leads.
MOVES: Mapping[str, Mapping[str, str]] = {
    "open": {
        "take": "open", "propose": "open", "return": "open", "publish": "published",
        "dismiss": "dismissed", "merge": "merged", "take_in": "open", "split": "open",
    },
    "published": {
        "propose": "published", "return": "published", "publish": "published",
        "withdraw": "withdrawn", "take_in": "published", "split": "published",
    },
    "withdrawn": {
        "take": "withdrawn", "propose": "withdrawn", "return": "withdrawn", "publish": "published",
        "take_in": "withdrawn", "split": "withdrawn", "merge": "merged",
    },
    "dismissed": {"reopen": "open", "merge": "merged", "take_in": "dismissed", "split": "dismissed"},
    "merged": {},
}  # fmt: skip
STEPS = (
    "take", "propose", "return", "publish", "withdraw", "dismiss", "reopen", "merge", "take_in", "split",
    "apart",
)  # fmt: skip
# How a report came to its item: the first of it; the same text, link or picture; a like text; a like picture
# alone; the reporter recognised the answer; the reporter said it is another; by hand.
HOWS = ("new", "same", "link", "photo", "near", "like_photo", "known", "other", "hand")
# Own choices all: words of a report, of an answer, of a source; reports of one person a day; sources of an
# answer.
LONGEST, LONGEST_ANSWER, LONGEST_TITLE, LONGEST_SOURCE = 2000, 1500, 80, 200
MOST_A_DAY, MOST_SOURCES, MOST_NEAR = 30, 8, 3
# Ages of what is open, in hours, and what each stretch is called by (own choice).
AGES = ((24, "day"), (72, "three_days"), (168, "week"), (None, "longer"))


@dataclass(frozen=True)
class Source:
    """What an answer rests on: what it is called, who published it, where, of which day, and who has seen it
    when."""

    title: str
    publisher: str
    url: str
    day: dt.date | None
    seen_by: str = ""
    seen_on: dt.date | None = None


def age_of(opened_at: dt.datetime, now: dt.datetime) -> str:
    """Which stretch of AGES something has been open for."""
    hours = (now - opened_at).total_seconds() / 3600
    return next(code for most, code in AGES if most is None or hours < most)


def times(seconds: Sequence[float]) -> tuple[dt.timedelta | None, dt.timedelta | None]:
    """Median and 90th percentile (nearest rank) of times to an answer; None where there are none."""
    if not seconds:
        return None, None
    order = sorted(seconds)
    at = max(-(-len(order) * 9 // 10) - 1, 0)
    return dt.timedelta(seconds=statistics.median(order)), dt.timedelta(seconds=order[at])
