"""One event in full: its signals, what was done by whom and why, how complete the reports are."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.investigations import rules
from xiaoan.investigations.models import Case, Event, EventSignal, Step
from xiaoan.investigations.queries import EventHead, head_of
from xiaoan.investigations.queries.lists import Row, rows_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.screening import queries as screening

# Classes are asked whether they reported from so many days before the first onset on.
_BEFORE = dt.timedelta(days=3)
# A late roll-call raises a signal of days that are past; so far back outbreaks looks.
_SIGNAL_DAYS = dt.timedelta(days=28)
_SIGNALS = 500


@dataclass(frozen=True)
class StepRow:
    """What somebody did; `by` "" for the system."""

    kind: str
    at: dt.datetime
    by: str
    reason: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Detail:
    """One event. `statuses`: cases by status. `reported` of `due` class-days that are known."""

    row: Row
    source: str
    reason: str
    merged_into: EventHead | None
    definition: str
    criteria: rules.Criteria
    signals: tuple[outbreaks.SignalRow, ...]
    statuses: Counter[str]
    steps: tuple[StepRow, ...]
    reported: int
    due: int

    @property
    def head(self) -> EventHead:
        return self.row.head


def row_of(actor: Actor, event_id: UUID) -> Event:
    """The row of an event; NotFound if it is not there or not the actor's to see."""
    found = visible(Event.objects.filter(pk=event_id), actor, Permission.SEE_EVENTS).first()
    if found is None:
        raise NotFound
    return found


def detail(actor: Actor, event_id: UUID) -> Detail:
    """One event in full; NotFound as `row_of`."""
    found = row_of(actor, event_id)
    cases = Case.objects.filter(school_id=found.school_id, event_id=found.pk)
    reported, due = _complete(actor, found, {one.class_then for one in cases})
    into = Event.objects.filter(pk=found.merged_into_id).first() if found.merged_into_id else None
    return Detail(
        rows_of(actor, [found])[0],
        found.source,
        found.reason,
        head_of(into) if into else None,
        found.definition,
        criteria_of(found),
        tuple(_signals(actor, found)),
        Counter(one.status for one in cases),
        tuple(_steps(actor, found)),
        reported,
        due,
    )


def criteria_of(row: Event) -> rules.Criteria:
    return rules.Criteria(
        row.case_symptoms, row.case_since, row.case_until, frozenset(row.case_units)
    )


def _signals(actor: Actor, found: Event) -> list[outbreaks.SignalRow]:
    """Each with why, in the order in which they were raised."""
    ids = set(
        EventSignal.objects.filter(school_id=found.school_id, event_id=found.pk).values_list(
            "signal_id", flat=True
        )
    )
    place = directory.place(found.school_id)
    since = detected_on(found) - _SIGNAL_DAYS
    wanted = outbreaks.Wanted(interval=place.interval, since=since)
    rows = outbreaks.page_of_signals(actor, wanted, 0, _SIGNALS)[2]
    return sorted((one for one in rows if one.id in ids), key=lambda one: (one.raised_at, one.id))


def _steps(actor: Actor, found: Event) -> list[StepRow]:
    rows = list(Step.objects.filter(school_id=found.school_id, event_id=found.pk).order_by("no"))
    people = {one.by_id for one in rows if one.by_id}
    people |= {UUID(one.facts["assignee"]) for one in rows if "assignee" in one.facts}
    names = accounts.names(actor, people)
    return [
        StepRow(one.kind, one.at, names.get(one.by_id, "?") if one.by_id else "", one.reason,
                {**one.facts, "assignee": names.get(UUID(one.facts["assignee"]), "?")}
                if "assignee" in one.facts else one.facts)
        for one in rows
    ]  # fmt: skip


def _complete(actor: Actor, found: Event, classes: set[int]) -> tuple[int, int]:
    """Of the class-days since shortly before the first onset, how many reported, and how many were due."""
    if not classes:
        return 0, 0
    first = (found.first_onset or detected_on(found)) - _BEFORE
    last = found.closed_at.astimezone(clock.ZONE).date() if found.closed_at else clock.today()
    reported, due = screening.reported_days(actor, classes, first, last)
    return len(set(reported) & set(due)), len(due)


def detected_on(found: Event | EventHead) -> dt.date:
    return found.detected_at.astimezone(clock.ZONE).date()


def roll_day(found: Event | EventHead) -> dt.date:
    """The day whose roll everybody is counted against: the first onset, else the day of detection."""
    return min(found.first_onset or detected_on(found), detected_on(found))
