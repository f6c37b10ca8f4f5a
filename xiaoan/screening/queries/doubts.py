"""Patterns worth a look: what the nightly look reads, and the list of what it found."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.screening import rules
from xiaoan.screening.models import Doubt, Mark, RollCall

# Without isolation: whoever is isolated is so for a fortnight, and every sheet of it says the same.
_FIGURES = ("absent_sick", "absent_personal", "absent_unknown", "late_arrivals", "sent_home")
_COLUMNS = (
    "id",
    "unit_no",
    "day",
    "enrolled",
    *_FIGURES,
    "submitted_at",
    "submitted_by_id",
    "entry",
)
# An id older than this was not made when the page was opened, but by an import.
_LONGEST_OPEN = dt.timedelta(hours=12)


@dataclass(frozen=True)
class Shown:
    """One pattern on the list, with the names that the actor may read."""

    row: Doubt
    unit: str
    school: str
    by: str


@dataclass(frozen=True)
class SchoolReports:
    """A school's morning reports of a term: the last days' sheets by class, terms, who entered what when."""

    sheets: dict[int, list[rules.DaySheet]]
    terms: dict[int, rules.Term]
    entered: tuple[rules.Entered, ...]


def doubts(actor: Actor, state: str, offset: int, limit: int) -> tuple[int, list[Shown]]:
    """How many patterns there are in a state, and one page of them, in the order of the units."""
    rows = Doubt.objects.filter(inside(actor.reach(Permission.ACKNOWLEDGE)), state=state)
    page = list(rows.order_by("unit_no", "rule", "id")[offset : offset + limit])
    return rows.count(), _shown(actor, page)


def doubt(actor: Actor, doubt_id: UUID) -> Shown:
    """One pattern."""
    rows = Doubt.objects.filter(inside(actor.reach(Permission.ACKNOWLEDGE)), pk=doubt_id)
    found = _shown(actor, list(rows))
    if not found:
        raise NotFound
    return found[0]


def _shown(actor: Actor, rows: Sequence[Doubt]) -> list[Shown]:
    if not rows:
        return []
    places = directory.places({no for row in rows for no in (row.unit_no, row.school_id)})
    names = accounts.names(actor, {row.answered_by_id for row in rows if row.answered_by_id})
    return [
        Shown(
            row,
            places[row.unit_no].name,
            places[row.school_id].name,
            names.get(row.answered_by_id, "") if row.answered_by_id else "",
        )
        for row in rows
    ]


def school_reports(actor: Actor, school_id: int, since: dt.date, until: dt.date) -> SchoolReports:
    """The morning reports in force of a school, for the rules about doubts."""
    lo, hi = directory.place(school_id).interval
    days = clock.days(since, until)
    place = Q(unit_no__gte=lo, unit_no__lt=hi) & inside(actor.intervals)
    calls = RollCall.objects.filter(place, state="current", slot="morning", day__in=days)
    marks: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    said = Mark.objects.filter(place, current=True, slot="morning", day__in=days).exclude(
        kind="absent_isolation"
    )
    for roll_call_id, *mark in said.values_list(
        "roll_call_id", "person_id", "kind", "symptoms", "temperature", "retest", "fever"
    ):
        marks[roll_call_id].append(tuple(mark))
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in calls.order_by("unit_no", "day").values_list(*_COLUMNS):
        rows[row[1]].append(row)
    sheets: dict[int, list[rules.DaySheet]] = {}
    terms: dict[int, rules.Term] = {}
    entered: list[rules.Entered] = []
    for unit_no, found in rows.items():
        sheets[unit_no] = [_sheet(row, marks[row[0]]) for row in found[-rules.WINDOW :]]
        terms[unit_no] = _term(found, marks)
        entered += _entered(found[-rules.WINDOW :])
    return SchoolReports(sheets, terms, tuple(entered))


def _sheet(row: tuple[Any, ...], marks: Sequence[tuple[Any, ...]]) -> rules.DaySheet:
    at = row[-3].astimezone(clock.ZONE)
    opened = dt.datetime.fromtimestamp((row[0].int >> 80) / 1000, clock.ZONE)
    took = at - opened
    known = dt.timedelta(0) <= took < _LONGEST_OPEN and row[0].version == 7 and row[-1] != "import"
    symptomatic = sum(bool(mark[2]) for mark in marks)
    return rules.DaySheet(
        day=row[2],
        enrolled=row[3],
        figures=(*row[4:-3], symptomatic),
        marks=frozenset(marks),
        readings=tuple(value for mark in marks for value in mark[3:4] if value is not None),
        second=at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6,
        took=took.total_seconds() if known else None,
    )


def _term(rows: Sequence[tuple[Any, ...]], marks: dict[UUID, list[tuple[Any, ...]]]) -> rules.Term:
    days = [row[2] for row in rows]
    sick = [
        (mark[0], row[2])
        for row in rows
        for mark in marks.get(row[0], ())
        if mark[1] in ("absent_sick", "sent_home") or mark[2] or mark[5]
    ]
    spells = rules.new_illnesses(sick, days)
    return rules.Term(days[0], days[-1], len(days), sum(row[3] for row in rows), spells)


def _entered(rows: Sequence[tuple[Any, ...]]) -> Iterator[rules.Entered]:
    for row in rows:
        if row[-2] is not None and row[-1] != "import":
            yield rules.Entered(row[1], row[-2], row[-3].astimezone(clock.ZONE))
