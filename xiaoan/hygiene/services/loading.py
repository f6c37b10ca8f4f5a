"""Places, plans and past days of a whole county at once, for the rehearsal: by COPY and by the database's own
arithmetic, under the same constraints."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from xiaoan.directory.services import copy_in
from xiaoan.hygiene import rules
from xiaoan.hygiene.events import DayLaidOut, PlacesChanged, PlacesDone, PlanStepped
from xiaoan.hygiene.models import SchoolDay
from xiaoan.hygiene.services import loading_days, recounting
from xiaoan.hygiene.services.loaded import Habit, LoadedPlace, LoadedPlan
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7

_PLACE = (
    "id", "school_id", "unit_no", "kind", "name", "building", "floor", "area_m2", "walk", "code", "opened",
    "excused", "follows", "often",
)  # fmt: skip
_PLAN = (
    "id", "school_id", "unit_no", "version", "state", "pack", "made_at", "made_by_id", "asked_at",
    "asked_by_id", "decided_at", "decided_by_id", "note", "since", "edit", "own",
)  # fmt: skip
_LINE = (
    "id", "school_id", "unit_no", "plan_id", "place_id", "task", "method", "agent", "strength", "contact",
    "rinse", "absent", "slot", "frequency", "anchor", "post", "deputy", "reason", "left_out", "apart",
)  # fmt: skip
_WEEK = 7


def load_places(actor: Actor, rows: Sequence[LoadedPlace], opened: dt.date) -> int:
    """Load the places of schools that have none; of the system. Gives how many."""
    if not actor.is_system:
        raise Forbidden
    count = copy_in(
        "hygiene_place",
        _PLACE,
        (
            (
                one.id, one.school_no, one.unit_no, one.kind, one.name, one.building, one.floor, one.area,
                one.walk, 1, opened, "", one.unit_no != one.school_no, "",
            )
            for one in rows
        ),
    )  # fmt: skip
    sums: dict[int, int] = {}
    for one in rows:
        sums[one.school_no] = sums.get(one.school_no, 0) + 1
    facts = [
        PlacesChanged(school_id=no, unit_no=no, what="load", places=n)
        for no, n in sorted(sums.items())
    ]
    journal.record_many(actor, facts)
    return count


def load_plans(actor: Actor, plans: Sequence[LoadedPlan], places: Sequence[LoadedPlace]) -> int:
    """Load the first plan of schools, as the guideline has it; of the system. Gives how many lines."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    ids = {one.school_no: uuid7() for one in plans}
    copy_in("hygiene_plan", _PLAN, (_plan(one, ids[one.school_no], now) for one in plans))
    count = copy_in("hygiene_line", _LINE, _lines(plans, places, ids))
    lines: dict[int, int] = {}
    for place in places:
        lines[place.school_no] = lines.get(place.school_no, 0) + len(
            rules.PLACE_KINDS[place.kind].tasks
        )
    facts = [
        PlanStepped(
            school_id=one.school_no, unit_no=one.school_no, plan_id=ids[one.school_no], version=1,
            state=one.state, lines=lines.get(one.school_no, 0),
            since=one.since if one.state == "in_force" else None,
        )
        for one in plans
    ]  # fmt: skip
    journal.record_many(actor, facts)
    return count


def _plan(one: LoadedPlan, plan_id: UUID, now: dt.datetime) -> Sequence[object]:
    decided = one.state == "in_force"
    return (
        plan_id, one.school_no, one.school_no, 1, one.state, rules.VERSION, now, one.by_id, now, one.by_id,
        now if decided else None, one.approver_id if decided else None, "",
        one.since if decided else None, 1, one.by_id == one.approver_id,
    )  # fmt: skip


def _lines(
    plans: Iterable[LoadedPlan], places: Iterable[LoadedPlace], ids: dict[int, UUID]
) -> Iterator[Sequence[object]]:
    since = {one.school_no: one.since for one in plans}
    frequencies = {
        (kind.code, n): _json(rules.written(task.frequency))
        for kind in rules.PLACE_KINDS.values()
        for n, task in enumerate(kind.tasks)
    }
    for place in places:
        if place.school_no not in ids:
            continue
        kind = rules.PLACE_KINDS[place.kind]
        # What is due once a week is spread over the week.
        anchor = since[place.school_no] + dt.timedelta(days=place.walk % _WEEK)
        for n, task in enumerate(kind.tasks):
            yield (
                uuid7(), place.school_no, place.unit_no, ids[place.school_no], place.id, task.code,
                task.method, task.agent, task.usual, task.contact, task.rinse, task.absent, task.slot,
                frequencies[kind.code, n], anchor, place.post, kind.deputy, "", False, False,
            )  # fmt: skip


def _json(frequency: dict[str, str]) -> str:
    inside = ", ".join(f'"{level}": "{turn}"' for level, turn in frequency.items())
    return "{" + inside + "}"


def load_days(
    actor: Actor,
    places: Sequence[LoadedPlace],
    habits: Sequence[Habit],
    days: Sequence[tuple[dt.date, dt.date | None]],
) -> int:
    """Load past school days (each with the one before it) of schools with a plan in force: what was due and
    what was recorded, by habit; of the system. Gives how many records. The same for the same rows."""
    if not actor.is_system:
        raise Forbidden
    loading_days.begin(places, habits)
    count = sum(loading_days.load_day(day, before) for day, before in days)
    first, last = days[0][0], days[-1][0]
    schools = sorted({one.school_no for one in habits})
    loading_days.flag_odd(first, last)
    recounting.recount(schools, first, last)
    loading_days.end()
    journal.record_many(actor, list(_facts(schools, first, last)))
    return count


def _facts(
    schools: Sequence[int], first: dt.date, last: dt.date
) -> Iterator[DayLaidOut | PlacesDone]:
    rows = SchoolDay.objects.filter(unit_no__in=schools, day__gte=first, day__lte=last)
    for one in rows.order_by("day", "unit_no"):
        yield DayLaidOut(
            school_id=one.school_id, unit_no=one.unit_no, day=one.day, places=one.places,
            dues=one.dues,
        )  # fmt: skip
        yield PlacesDone(
            school_id=one.school_id, unit_no=one.unit_no, day=one.day, records=one.records,
            done=one.done, late=one.late,
        )  # fmt: skip
