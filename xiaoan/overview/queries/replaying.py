"""The rows of schools and days as the journal tells them, held against the rows that are kept."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import add
from typing import Any

from xiaoan.duties.events import DutiesOpened
from xiaoan.journal import queries as journal
from xiaoan.journal.rules import Fact
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.overview import rules
from xiaoan.overview.models import SchoolDay
from xiaoan.screening.events import (
    ClassesExcused,
    ClassExcused,
    RollCallsRecorded,
    RollCallSubmitted,
)

ROLL_CALL = "screening.rollcall"
KINDS = (
    DutiesOpened.kind,
    RollCallSubmitted.kind,
    ClassExcused.kind,
    ClassesExcused.kind,
    RollCallsRecorded.kind,
)
_SUBMITTED = ("figures", "before", "people_due", "late", "zero", "before_zero")
_RECORDED = ("classes", "late", "zero", "corrections", "figures")
# A day's duties are opened on that day; facts about it are looked for from so long before on (own choice).
AHEAD = dt.timedelta(days=7)
# School, day as text, slot.
Key = tuple[int, str, str]


@dataclass(frozen=True)
class Difference:
    """A column of a school's row of a slot: what is kept, and what its facts add up to."""

    school_no: int
    slot: str
    column: str
    kept: int
    told: int


@dataclass(frozen=True)
class Compared:
    """How many rows were held against the journal, and where they differ."""

    rows: int
    differences: tuple[Difference, ...]


def change(kind: str, body: Mapping[str, Any]) -> rules.Change:
    """What a fact adds, from its JSON: the same path when it happens and when it is replayed."""
    if kind == DutiesOpened.kind:
        return rules.opened(body["duties"], body["people"], again=body.get("again", False))
    if kind == ClassExcused.kind:
        return rules.excused(body["people_due"])
    if kind == ClassesExcused.kind:
        return rules.excused(body["people_due"], body["classes"], gone=body.get("gone", False))
    if kind == RollCallsRecorded.kind:
        return rules.recorded(**{name: body[name] for name in _RECORDED})
    return rules.submitted(**{name: body[name] for name in _SUBMITTED})


def replayed(facts: Iterable[Fact]) -> dict[Key, list[int]]:
    """What facts add up to: the columns of `rules.COLUMNS` by school, day and slot."""
    sums: dict[Key, list[int]] = defaultdict(lambda: [0] * len(rules.COLUMNS))
    for fact in facts:
        body = fact.payload
        if body.get("duty", ROLL_CALL) != ROLL_CALL:
            continue
        key = (fact.school_id, body["day"], body["slot"])
        sums[key] = list(map(add, sums[key], rules.listed(change(fact.kind, body))))
    return dict(sums)


def compared(actor: Actor, day: dt.date) -> Compared:
    """The rows of all schools on a day against the journal, column by column. As the system."""
    if not actor.is_system:
        raise Forbidden
    facts = journal.facts(
        actor, kinds=KINDS, at__gte=clock.at(day - AHEAD, dt.time.min),
        body__contains=f'"day":"{day.isoformat()}"',
    )  # fmt: skip
    told = {(no, slot): sums for (no, on, slot), sums in replayed(facts).items() if on == str(day)}
    rows = SchoolDay.objects.filter(day=day).values_list("school_id", "slot", *rules.COLUMNS)
    kept = {(no, slot): list(sums) for no, slot, *sums in rows}
    none = [0] * len(rules.COLUMNS)
    found = [
        Difference(no, slot, column, was, should)
        for no, slot in sorted(kept.keys() | told.keys())
        for column, was, should in zip(
            rules.COLUMNS, kept.get((no, slot), none), told.get((no, slot), none), strict=True
        )
        if was != should
    ]
    return Compared(len(kept.keys() | told.keys()), tuple(found))
