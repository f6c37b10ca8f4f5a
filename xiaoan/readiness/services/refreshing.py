"""The read tables of the gate: reckoned anew from the record, what changed written down, what broke owed.

Never by adding: whatever was missed before is right after the next look.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import transaction

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import everywhere
from xiaoan.readiness.events import GateTurned
from xiaoan.readiness.models import Cell, Standing, Turn
from xiaoan.readiness.queries import BROKEN, gates
from xiaoan.readiness.rules import gate as rules

# The number of the catalogue: days until it holds again.
WITHIN = f"{BROKEN}.within"
_EVENING = dt.time(18)
_LEAST = dt.timedelta(hours=2)
_FIELDS = ("state", "code", "num", "den", "day")


# Schools of which a loader keeps how they stand once, after many acts.
_LATER: ContextVar[set[int] | None] = ContextVar("readiness_later", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What stands is kept once at the end for all acts inside: for loaders that write a school's whole past.
    Decisions inside still reckon from the record."""
    found: set[int] = set()
    token = _LATER.set(found)
    try:
        yield
    finally:
        _LATER.reset(token)
    with transaction.atomic():
        refresh(found)


def refresh(school_nos: Iterable[int] | None = None) -> int:
    """Reckon schools (None: all) and keep how they stand; gives how many of them changed. Whoever writes
    calls it in their own transaction; it looks and writes as the system."""
    later = _LATER.get()
    if later is not None and school_nos is not None:
        later.update(school_nos)
        return 0
    with everywhere("readiness") as system:
        found = gates.reckon(gates.schools(school_nos))
        nos = [one.school.no for one in found]
        standings = {
            row.unit_no: row
            for row in Standing.objects.select_for_update().filter(unit_no__in=nos).order_by("unit_no")
        }  # fmt: skip
        turned = _cells(found)
        changed, events = [], []
        for one in found:
            row = standings.get(one.school.no)
            was = row.gate if row else ""
            new = _standing(one, row)
            if row is None or new.unit_no in turned or _is_other(row, new):
                changed.append(new)
            if was != new.gate:
                events.append(_turned(new, was))
        _keep(changed)
        if school_nos is None:
            Standing.objects.exclude(unit_no__in=nos).delete()
            Cell.objects.exclude(unit_no__in=nos).delete()
        Standing.objects.filter(unit_no__in=nos).update(at=clock.now())
        _owe(system, changed)
        if events:
            journal.record_many(system, events)
    return len(changed)


def _cells(found: Sequence[gates.Reckoned]) -> set[int]:
    """Keep the cells; gives the schools of which an item turned."""
    kept = {
        (row.unit_no, row.item): row
        for row in Cell.objects.filter(unit_no__in=[one.school.no for one in found])
    }
    new: list[Cell] = []
    other: list[Cell] = []
    turns: list[Turn] = []
    for one in found:
        for line in one.lines:
            row = kept.pop((one.school.no, line.item.code), None)
            if row is None:
                new.append(_new_cell(one.school.no, line))
            elif _values(line) != {name: getattr(row, name) for name in _FIELDS}:
                other.append(row)
                turns.extend(_turn(row, line))
    # As one statement of plain rows: an update of thousands of rows and six fields by cases takes seconds to
    # write down.
    Cell.objects.bulk_create(
        [*new, *other], update_conflicts=True, unique_fields=["unit_no", "item"],
        update_fields=[*_FIELDS, "since"], batch_size=2000,
    )  # fmt: skip
    Turn.objects.bulk_create(turns, batch_size=2000)
    # What is asked no more.
    Cell.objects.filter(pk__in=[row.pk for row in kept.values()]).delete()
    return {each.unit_no for each in turns}


def _values(line: rules.Line) -> dict[str, Any]:
    return {name: getattr(line.result, name) for name in _FIELDS}


def _new_cell(no: int, line: rules.Line) -> Cell:
    return Cell(
        school_id=no, unit_no=no, item=line.item.code, since=clock.now(), **_values(line)
    )  # fmt: skip


def _turn(row: Cell, line: rules.Line) -> list[Turn]:
    """Put a cell right; gives the turn to be written down, if its state became another."""
    was, state = row.state, line.result.state
    for name, value in _values(line).items():
        setattr(row, name, value)
    if was == state:
        return []
    row.since = clock.now()
    return [
        Turn(
            school_id=row.school_id, unit_no=row.unit_no, item=row.item, was=was, state=state,
            at=row.since,
        )
    ]  # fmt: skip


def _standing(one: gates.Reckoned, row: Standing | None) -> Standing:
    is_broken = one.gate.state == "broken"
    since = row.broken_since if row else None
    return Standing(
        unit_no=one.school.no, school_id=one.school.no, ref=row.ref if row else uuid7(),
        gate=one.gate.state, pack=one.held.name, items=len(one.lines),
        failed=list(one.gate.failed), unknown=list(one.gate.unknown), soft=list(one.gate.soft),
        kind=one.opened.kind if one.opened else "",
        opened_on=one.opened.day if one.opened and one.opened.is_open else None,
        broken_since=(since or clock.now()) if is_broken else None, at=clock.now(),
    )  # fmt: skip


_COMPARED = (
    "gate",
    "pack",
    "items",
    "failed",
    "unknown",
    "soft",
    "kind",
    "opened_on",
    "broken_since",
)


def _is_other(row: Standing, new: Standing) -> bool:
    return any(getattr(row, name) != getattr(new, name) for name in _COMPARED)


def _keep(rows: list[Standing]) -> None:
    Standing.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["unit_no"], update_fields=[*_COMPARED, "at"],
        batch_size=1000,
    )  # fmt: skip


def _turned(new: Standing, was: str) -> GateTurned:
    return GateTurned(
        school_id=new.school_id, unit_no=new.unit_no, was=was, gate=new.gate,
        failed=len(new.failed), unknown=len(new.unknown),
    )  # fmt: skip


def _owe(system: Actor, rows: Sequence[Standing]) -> None:
    """Of a school that is open and has something that holds no more, a named person answers; what holds again
    is done."""
    broken = [row for row in rows if row.gate == "broken"]
    for row in rows:
        if row.gate != "broken":
            for held in duties.hold_about(row.ref, BROKEN):
                duties.discharge(system, held, clock.now(), on_behalf=True)
    if not broken:
        return
    ladders, today = duty_queries.ladders(), clock.today()
    holders = duty_queries.present_holders(
        {(BROKEN, row.unit_no) for row in broken}, today, ladders
    )
    new = []
    for row in broken:
        if _is_owed(row.ref):
            continue
        days = ladders.value(WITHIN, row.unit_no)
        due_at = max(clock.at(today + dt.timedelta(days=days), _EVENING), clock.now() + _LEAST)
        who, deputy = holders[BROKEN, row.unit_no]
        new.append(
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=0, due_at=due_at,
                assignee_id=who, deputy_id=deputy,
                next_step_at=ladders.first_step_at(row.unit_no, due_at, BROKEN), about_id=row.ref,
            )
        )  # fmt: skip
    slot = clock.now().astimezone(clock.ZONE).strftime("%H%M%S")
    duties.open_duties(system, BROKEN, today, slot, new)


def _is_owed(ref: UUID) -> bool:
    return bool(duties.hold_about(ref, BROKEN))
