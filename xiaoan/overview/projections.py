"""The only writer of the board's read table: one row per school, day and slot.

Each listener is one statement in the writer's own transaction, with the arithmetic in the database:
two classes of one school that report at the same moment both count. `overview_add` (migration 0005)
lets a class teacher's roll-call reach the school's row.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from operator import add

from django.db import connection, transaction

from xiaoan.duties.events import DutiesOpened
from xiaoan.journal import queries as journal_queries
from xiaoan.journal import services as journal
from xiaoan.journal.rules import Fact
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.overview import rules
from xiaoan.overview.events import FiguresRebuilt
from xiaoan.overview.models import SchoolDay
from xiaoan.overview.queries import replaying
from xiaoan.screening.events import (
    ClassesExcused,
    ClassExcused,
    RollCallsRecorded,
    RollCallSubmitted,
)

_ADD = "select overview_add(%s, %s, %s, %s::int[])"
# Many facts at once are only ever recorded by the system, whose reach is everywhere (migration 0005).
_ADD_MANY = "select overview_add_many(%s::int[], %s::date[], %s::text[], %s::text[])"
Counted = DutiesOpened | RollCallSubmitted | ClassExcused | ClassesExcused | RollCallsRecorded


def roll_calls_due(actor: Actor, event: DutiesOpened) -> None:
    """Classes of a school owe a roll-call."""
    if event.duty == replaying.ROLL_CALL:
        _add(event)


def roll_call_submitted(actor: Actor, event: RollCallSubmitted) -> None:
    """A class reported, or corrected what it had reported."""
    _add(event)


def class_excused(actor: Actor, event: ClassExcused) -> None:
    """A class is not due after all."""
    _add(event)


def classes_excused(actor: Actor, event: ClassesExcused) -> None:
    """Many classes of a school are not due after all."""
    _add(event)


def roll_calls_recorded(actor: Actor, event: RollCallsRecorded) -> None:
    """Many roll-calls of a school were entered at once."""
    _add(event)


def many_roll_calls_due(actor: Actor, events: Sequence[DutiesOpened]) -> None:
    """Classes of many schools owe a roll-call."""
    _add_many(actor, [event for event in events if event.duty == replaying.ROLL_CALL])


def many_roll_calls_recorded(actor: Actor, events: Sequence[RollCallsRecorded]) -> None:
    """Many roll-calls of many schools were entered at once."""
    _add_many(actor, events)


def rebuild(actor: Actor, school_id: int | None = None) -> int:
    """Make the rows of one school, or of all, anew from the journal; gives how many there are.

    The fact comes first: it takes the head of the school's chain, which every writer of that school
    takes before it adds. So whoever was earlier has committed the fact that the replay reads, and
    whoever is later adds to the new rows. In a running county call it school by school, each in a
    transaction of its own: only that school waits.
    """
    if not actor.is_system:
        raise Forbidden
    chains = sorted(journal_queries.heads()) if school_id is None else [school_id]
    return sum(_rebuild(actor, school) for school in chains if school)


def _rebuild(actor: Actor, school: int) -> int:
    with transaction.atomic():
        journal.record(actor, FiguresRebuilt(school_id=school, unit_no=school))
        SchoolDay.objects.filter(school_id=school).delete()
        facts = journal_queries.facts(actor, kinds=replaying.KINDS, school_id=school)
        return len(SchoolDay.objects.bulk_create(_rows(facts)))


def _add(event: Counted) -> None:
    change = replaying.change(event.kind, event.payload())
    with connection.cursor() as cursor:
        cursor.execute(_ADD, [event.school_id, event.day, event.slot, _array(rules.listed(change))])


def _array(numbers: Sequence[int]) -> str:
    """As PostgreSQL writes an array: the driver needs far longer for a list."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _add_many(actor: Actor, events: Sequence[Counted]) -> None:
    if not actor.is_system:
        raise Forbidden
    sums: dict[tuple[int, dt.date, str], list[int]] = defaultdict(lambda: [0] * len(rules.COLUMNS))
    for event in events:
        key = (event.school_id, event.day, event.slot)
        sums[key] = list(
            map(add, sums[key], rules.listed(replaying.change(event.kind, event.payload())))
        )
    columns = (
        [school for school, _day, _slot in sums],
        [day for _school, day, _slot in sums],
        [slot for _school, _day, slot in sums],
        [_array(change) for change in sums.values()],
    )
    with connection.cursor() as cursor:
        cursor.execute(_ADD_MANY, list(columns))


def _rows(facts: Iterable[Fact]) -> Iterator[SchoolDay]:
    """The rows of a school as its facts add up."""
    for (school, day, slot), values in replaying.replayed(facts).items():
        figures = dict(zip(rules.COLUMNS, values, strict=True))
        yield SchoolDay(
            school_id=school, unit_no=school, day=dt.date.fromisoformat(day), slot=slot, **figures
        )
