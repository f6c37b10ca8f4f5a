"""A question: which figures, by what, of which unit and days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

TIMES = ("day", "week", "month")
UNITS = ("township", "school", "stage", "boarding")
ROWS = (*UNITS, *TIMES)
# What stands across: nothing, a time or a kind of school.
COLUMNS = ("", "stage", *TIMES)
PERIODS = ("today", "yesterday", "last7", "last30", "week", "month", "term", "between")
# Own choices: a table that can be read; the county has 412 schools, a term about 140 days.
MOST_MEASURES = 4
MOST_CELLS = 20_000
LONGEST_DAYS = 366
LONGEST_NAME = 60
MOST_SAVED = 100


@dataclass(frozen=True)
class Question:
    """`measures`: keys of indicators; `rows` and `columns`: what the figures are told apart by; `stages`:
    only schools of these (empty: all); `since`, `until`: of the period "between" only."""

    measures: tuple[str, ...]
    unit_no: int
    rows: str = "township"
    columns: str = ""
    period: str = "last7"
    since: dt.date | None = None
    until: dt.date | None = None
    stages: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        found = asdict(self)
        for name in ("since", "until"):
            found[name] = found[name].isoformat() if found[name] else None
        return found

    @staticmethod
    def of_json(body: Mapping[str, Any]) -> "Question":
        days = {
            name: dt.date.fromisoformat(body[name]) if body.get(name) else None
            for name in ("since", "until")
        }
        return Question(
            tuple(body["measures"]), body["unit_no"], body["rows"], body["columns"], body["period"],
            days["since"], days["until"], tuple(body["stages"]),
        )  # fmt: skip


def period_days(
    asked: Question, today: dt.date, term: tuple[dt.date, dt.date] | None
) -> tuple[dt.date, dt.date]:
    """First and last day, both counted, never after today. A week begins on Monday; without a term "term" is
    the last 120 days."""
    if asked.period == "between" and asked.since and asked.until:
        return asked.since, min(asked.until, today)
    first = {
        "today": today,
        "yesterday": today - dt.timedelta(days=1),
        "last7": today - dt.timedelta(days=6),
        "last30": today - dt.timedelta(days=29),
        "week": today - dt.timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "term": term[0] if term else today - dt.timedelta(days=119),
    }.get(asked.period, today)
    return first, first if asked.period in ("today", "yesterday") else today


def fault_of(
    asked: Question, first: dt.date, last: dt.date, rows: int, columns: int
) -> tuple[str, str]:
    """The field that is wrong, and how: ("", "") where a question can be answered."""
    if not asked.measures:
        return "m", "none"
    if len(asked.measures) > MOST_MEASURES:
        return "m", "many"
    if first > last:
        return "since", "order"
    if (last - first).days >= LONGEST_DAYS:
        return "since", "long"
    if _say_the_same(asked.rows, asked.columns):
        return "columns", "same"
    if rows * columns * len(asked.measures) > MOST_CELLS:
        return "columns", "large"
    return "", ""


def _say_the_same(rows: str, columns: str) -> bool:
    """A school has one stage, and a day one week: a table of both would be mostly empty."""
    both = {rows, columns}
    return both <= set(TIMES) or rows == columns or both == {"school", "stage"}
