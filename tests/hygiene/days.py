"""A school's places and a plan in force, for the tests; and what must hold of every day."""

import datetime as dt
from collections import Counter
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from tests.builders import BUILDER, CLASS_11, DAY, PRIMARY
from xiaoan.hygiene import rules, services
from xiaoan.hygiene.models import Due, Line, Place, Plan, Record, Round, SchoolDay
from xiaoan.hygiene.rules import asking
from xiaoan.hygiene.services import recounting
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, everywhere

TOILET, CORRIDOR, ROOM = "一楼厕所", "一楼走廊", "一年级1班教室"
ANCHOR = dt.date(2026, 8, 31)


def places(school_no: int = PRIMARY, class_no: int = CLASS_11) -> dict[str, Place]:
    """A toilet, a corridor and a classroom, as the school has entered them."""
    with everywhere("tests"):
        made = [
            Place(
                school_id=school_no, unit_no=unit, kind=kind, name=name, building="教学楼", walk=n,
                opened=ANCHOR, area_m2=area,
            )
            for n, (name, kind, unit, area) in enumerate(
                ((TOILET, "toilet", school_no, 40), (CORRIDOR, "corridor", school_no, 120),
                 (ROOM, "classroom", class_no, 60)), start=1,
            )
        ]  # fmt: skip
        Place.objects.bulk_create(made)
    return {one.name: one for one in made}


def plan(
    found: dict[str, Place], since: dt.date = ANCHOR, version: int = 1, **changes: str
) -> Plan:
    """A plan in force with what the pack says of each place; `changes`: task → frequency of every level."""
    school_no = next(iter(found.values())).school_id
    with everywhere("tests"):
        Plan.objects.filter(unit_no=school_no, state="in_force").update(
            state="replaced", until=since
        )
        made = Plan.objects.create(
            school_id=school_no, unit_no=school_no, version=version, state="in_force",
            pack=rules.VERSION, made_at=clock.now(), since=since,
            decided_at=clock.at(since, dt.time(7)),
        )  # fmt: skip
        Line.objects.bulk_create(
            _line(made, place, task, changes)
            for place in found.values()
            for task in rules.PLACE_KINDS[place.kind].tasks
        )
    return made


def _line(made: Plan, place: Place, task: rules.Task, changes: dict[str, str]) -> Line:
    kind = rules.PLACE_KINDS[place.kind]
    often = (
        dict.fromkeys(rules.frequency.LEVELS, changes[task.code])
        if task.code in changes
        else rules.written(task.frequency)
    )
    return Line(
        school_id=made.school_id, unit_no=place.unit_no, plan_id=made.pk, place_id=place.pk,
        task=task.code, method=task.method, agent=task.agent, strength=task.usual,
        contact=task.contact, rinse=task.rinse, absent=task.absent, slot=task.slot, frequency=often,
        anchor=ANCHOR, post=kind.post, deputy=kind.deputy,
    )  # fmt: skip


def laid_out(school_no: int = PRIMARY, day: dt.date = DAY) -> int:
    enter(BUILDER)
    return services.lay_out(BUILDER, day, [school_no])


def due(name: str, task: str, day: dt.date = DAY) -> Due:
    with everywhere("tests"):
        where = Place.objects.get(name=name, closed=None)
        return Due.objects.get(place_id=where.pk, task=task, day=day)


def usual(one: Due, **changes: Any) -> services.Sent:
    plain: dict[str, Any] = {"id": uuid7(), "place_id": one.place_id, "due_id": one.pk}
    plain |= {"said_at": clock.now(), **changes}
    return services.Sent(**plain)


def tap(actor: Actor, one: Due, **changes: Any) -> services.Kept:
    """One tap: done as planned."""
    return services.record(actor, usual(one, **changes))


def told(**changes: Any) -> asking.Told:
    """Chlorine, 500 mg/L, half an hour until now, nobody there."""
    now = clock.now()
    plain: dict[str, Any] = {
        "method": "wipe", "agent": "chlorine", "started_at": now - dt.timedelta(minutes=40),
        "ended_at": now, "strength": 500, "contact": 30, "rinsed": True, "present": False,
    }  # fmt: skip
    return asking.Told(**{**plain, **changes})


def figures(school_no: int = PRIMARY, day: dt.date = DAY) -> dict[str, int]:
    """The row of the day, without what other parts write."""
    with everywhere("tests"):
        row = SchoolDay.objects.get(unit_no=school_no, day=day)
    return {name: getattr(row, name) for name in services.figures.FIGURES}


def recount(school_no: int = PRIMARY, day: dt.date = DAY) -> dict[str, int]:
    """The same from what is to be done, told and flagged: by one statement, and the older figures by hand."""
    with everywhere("tests"):
        counted = _counted(school_no, day)
        dues = list(Due.objects.filter(school_id=school_no, day=day))
        rows = list(Record.objects.filter(school_id=school_no, day=day))
    gone = {one.replaces_id for one in rows}
    stand = [one for one in rows if one.pk not in gone and not one.void]
    air = Counter(one.state for one in dues if one.task == "air")
    states = Counter(one.state for one in dues)
    return counted | {
        "places": len({one.place_id for one in dues}), "dues": len(dues), "done": states["done"],
        "late": sum(one.late for one in dues if one.state == "done"), "excused": states["excused"],
        "air_dues": air.total(), "air_done": air["done"], "air_excused": air["excused"],
        "records": len(stand), "stock_ml": sum(one.stock_ml or 0 for one in stand),
    }  # fmt: skip


def _counted(school_no: int, day: dt.date) -> dict[str, int]:
    """By `recounting`; the row itself stays as it was."""
    point = transaction.savepoint()
    recounting.recount([school_no], day, day)
    found = figures(school_no, day)
    transaction.savepoint_rollback(point)
    return found


_DUTIES = """
select r.id, r."left", coalesce(d.state, 'none'),
  (select count(*) from hygiene_due u where u.round_id = r.id and u.state = 'due'),
  (select count(*) from hygiene_due u where u.round_id = r.id and u.state = 'done')
from hygiene_round r left join duties_duty d on d.about_id = r.id where r.day = %s and r.school_id = %s
"""


def round_faults(school_no: int = PRIMARY, day: dt.date = DAY) -> list[tuple[UUID, str]]:
    """Rounds whose duty is not open exactly while something is left, and not done where something was."""
    with everywhere("tests"), connection.cursor() as cursor:
        cursor.execute(_DUTIES, [day, school_no])
        found = []
        for pk, left, state, due_now, done in cursor.fetchall():
            wanted = "open" if due_now else ("done" if done else "excused")
            if left != due_now or (state != wanted and not (state == "excused" and not due_now)):
                found.append((pk, f"{state}, left {left}, due {due_now}, done {done}"))
        return found


def rounds(day: dt.date = DAY) -> list[Round]:
    with everywhere("tests"):
        return list(Round.objects.filter(day=day).order_by("unit_no", "slot"))
