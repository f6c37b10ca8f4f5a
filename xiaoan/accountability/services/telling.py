"""The past of a unit as data: what the page of tracing back shows, with ids in place of names."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from xiaoan.accountability.events import PastSeen
from xiaoan.accountability.queries import LEVELS, as_of
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.journal.rules import Receipt
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound

# What was learnt only afterwards: the same instant gives the same state whenever it is asked for.
_AFTERWARDS = frozenset({
    "changed_at", "later", "later_done_by_id", "state_now", "ended_at", "ended_by_id", "brought",
})  # fmt: skip
# Of whom something is followed or known is told by class, not by person.
_PEOPLE = frozenset({"person_id"})


def told(actor: Actor, place: directory.Place, at: dt.datetime) -> dict[str, Any]:
    """A county or township by its parts; a school, grade or class with its checks, duties, posts, rules,
    signals and events. Invalid: an instant to come; NotFound: another kind of unit."""
    if place.kind not in LEVELS:
        raise NotFound
    head = {
        "unit": {"no": place.no, "code": place.code, "name": place.name, "kind": place.kind},
        "at": at.astimezone(clock.ZONE).isoformat(),
    }
    as_of.refuse_future(at)
    journal.record(actor, PastSeen(school_id=place.school_id, unit_no=place.no, then=at))
    if place.kind in ("county", "township"):
        rows = as_of.summary(actor, place, at)
        units = [
            {
                "no": one.place.no, "code": one.place.code, "name": one.place.name,
                "tallies": _tallies(one.tallies),
            }
            for one in rows
        ]  # fmt: skip
        return {**head, "units": units}
    return {**head, **_then(as_of.as_of(actor, place, at))}


def _then(then: as_of.Then) -> dict[str, Any]:
    return {
        "tallies": _tallies(then.tallies),
        "checks": [_check(one, then.receipts) for one in then.checks],
        "roll": {
            "total": len(then.roll.rows),
            "by_class": {str(no): len(rows) for no, rows in sorted(then.roll.by_class().items())},
        },
        "marks": [
            {"slot": slot, "kind": kind, "count": n}
            for (slot, kind), n in sorted(Counter((one.slot, one.kind) for one in then.marks).items())
        ],
        "duties": _rows(then.duties, then.receipts), "grants": _rows(then.grants, then.receipts),
        "rules": _rows(then.in_force, then.receipts), "pack": then.pack,
        "followed": _rows(then.followed, then.receipts), "ill": _rows(then.ill, then.receipts),
        "signals": _rows(then.signals, then.receipts), "events": _rows(then.events, then.receipts),
        "told": _rows(then.told, then.receipts),
    }  # fmt: skip


def _tallies(rows: Iterable[as_of.Tally]) -> list[dict[str, Any]]:
    """Slots in which something was due."""
    return [dataclasses.asdict(one) for one in rows if one.due or one.excused]


def _check(one: as_of.Check, receipts: dict[UUID, Receipt]) -> dict[str, Any]:
    return {
        "unit_no": one.unit_no, "slot": one.slot, "words": sorted(one.words),
        "due": _row(one.due, receipts) if one.due else None,
        "versions": _rows(one.told.versions if one.told else (), receipts),
    }  # fmt: skip


def _rows(rows: Iterable[Any], receipts: dict[UUID, Receipt]) -> list[dict[str, Any]]:
    return [_row(one, receipts) for one in rows]


def _row(one: Any, receipts: dict[UUID, Receipt]) -> dict[str, Any]:
    """The fields of a row of then; with the entry of the journal behind it, where it has one."""
    found = {
        field.name: _plain(getattr(one, field.name))
        for field in dataclasses.fields(one)
        if field.name not in _AFTERWARDS | _PEOPLE
    }
    slip = receipts.get(one.id) if hasattr(one, "id") else None
    return {**found, "entry_of_journal": str(slip)} if slip else found


def _plain(value: Any) -> Any:
    """As JSON holds it: ids and instants as text, instants in the county's zone."""
    if isinstance(value, dt.datetime):
        return value.astimezone(clock.ZONE).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in sorted(value.items())}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(inner) for inner in value]
    return value
