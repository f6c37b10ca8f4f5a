"""Whose families are to be called, by whom, and what came of it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.outreach import rules
from xiaoan.outreach.models import Line, Task, Try

NOTE_PLACE = "outreach_try.note_cipher"
_TOWNSHIP_ROLES = frozenset({"township_liaison", "township_leader"})


@dataclass(frozen=True)
class Row:
    """A family on the list: whose, why, how far; `taken_by`: who is calling just now."""

    id: UUID
    person_id: UUID
    unit_no: int
    name: str
    place: str
    stage: str
    reasons: tuple[tuple[str, UUID], ...]
    tries: int
    opened_at: dt.datetime
    until: dt.datetime
    again_at: dt.datetime | None
    promised: bool
    broken: int
    taken_by: str
    taken_at: dt.datetime | None
    is_own: bool


@dataclass(frozen=True)
class Told:
    """A call, visit or decision; `note` as it was written."""

    way: str
    outcome: str
    why: str
    who: str
    note: str
    at: dt.datetime
    by: str
    second: str
    promise_at: dt.datetime | None
    photos: tuple[UUID, ...]


@dataclass(frozen=True)
class Detail:
    """One task; `contacts` only for whoever has taken it and may call."""

    task: Task
    row: Row
    lines: tuple[Line, ...]
    told: tuple[Told, ...]
    contacts: tuple[directory.Contact, ...]
    may_call: bool
    may_lead: bool
    has_it: bool


@dataclass(frozen=True)
class Reach:
    """What is known of getting hold of a pupil's family since a day: tries without an answer that count, and
    when somebody was last spoken to."""

    failures: int
    reached_at: dt.datetime | None


def reach_in_schools(actor: Actor, permission: Permission) -> tuple[Interval, ...]:
    """Where the actor holds a permission by a post in a school: names are theirs to see. Above a school
    there are figures."""
    if actor.is_system:
        return actor.intervals
    return tuple(
        sorted(
            (s.lo, s.hi)
            for s in actor.scopes
            if permission in s.permissions and s.hi - s.lo <= numbering.SCHOOL
        )
    )


def sees(actor: Actor, task: Task) -> bool:
    """A post in the school that reads outreach; the township once it has the task."""
    reach = reach_in_schools(actor, Permission.SEE_OUTREACH)
    return any(lo <= task.unit_no < hi for lo, hi in reach) or _of_township(actor, task)


def _of_township(actor: Actor, task: Task) -> bool:
    return task.stage == "township" and any(
        s.role in _TOWNSHIP_ROLES and s.covers(task.unit_no) for s in actor.scopes
    )


def may_call(actor: Actor, task: Task) -> bool:
    return actor.may(Permission.CALL_OUT, task.unit_no)


def may_lead(actor: Actor, task: Task) -> bool:
    """The head of the school while the head has it, the township while the township has it."""
    if task.stage == "principal":
        return any(s.role == "principal" and s.covers(task.unit_no) for s in actor.scopes)
    return _of_township(actor, task)


def is_taken(task: Task) -> bool:
    held = dt.timedelta(minutes=rules.NUMBERS["hold_minutes"])
    return task.taken_at is not None and clock.now() - task.taken_at < held


def companions(actor: Actor, task: Task) -> list[tuple[UUID, str]]:
    """Who of the school's staff could come along on a visit, by name."""
    school = numbering.school_of(task.unit_no)
    place = directory.place(school)
    with everywhere("outreach") as system:
        roles = (
            "principal", "school_doctor", "grade_head", "class_teacher", "subject_teacher", "counsellor",
            "dormitory_keeper", "logistics",
        )  # fmt: skip
        units = range(place.interval[0], place.interval[1])
        found = {
            one.user_id: one.name for one in accounts.holders(system, roles, units, clock.today())
        }
    found = {pk: name for pk, name in found.items() if pk != actor.user_id}
    return sorted(found.items(), key=lambda one: one[1])


def open_tasks(actor: Actor, unit: Interval | None = None, *, stage: str = "") -> list[Row]:
    """Families still to be called, visited or decided about, in the actor's schools (of a unit's interval):
    what weighs most and ends first comes first."""
    rows = Task.objects.filter(
        inside(reach_in_schools(actor, Permission.SEE_OUTREACH)), closed_at=None
    )
    if any(s.role in _TOWNSHIP_ROLES for s in actor.scopes):
        rows = rows | Task.objects.filter(
            inside(actor.reach(Permission.SEE_OUTREACH)), closed_at=None, stage="township"
        )
    if unit is not None:
        rows = rows.filter(unit_no__gte=unit[0], unit_no__lt=unit[1])
    if stage:
        rows = rows.filter(stage=stage)
    return listed(actor, rows.order_by("-weight", "until", "id")[:300])


def has_list(actor: Actor) -> bool:
    """Whether the actor sees families by name: by a post in a school, or in a township once it has a task."""
    return bool(reach_in_schools(actor, Permission.SEE_OUTREACH)) or any(
        s.role in _TOWNSHIP_ROLES for s in actor.scopes
    )


def listed(actor: Actor, rows: QuerySet[Task]) -> list[Row]:
    tasks = list(rows)
    names = person_names(actor, [one.person_id for one in tasks])
    lines: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    kept = Line.objects.filter(task_id__in=[one.pk for one in tasks], closed_at=None)
    for one in kept.order_by("at", "id"):
        lines[one.task_id].append((one.reason, one.about_id))
    callers = accounts.names(actor, {one.taken_by_id for one in tasks if one.taken_by_id})
    places = directory.places({one.unit_no for one in tasks})
    return [_row(actor, one, names, lines, callers, places) for one in tasks]


def _row(
    actor: Actor, one: Task, names: dict[UUID, str], lines: dict[UUID, list[tuple[str, UUID]]],
    callers: dict[UUID, str], places: dict[int, directory.Place],
) -> Row:  # fmt: skip
    held = is_taken(one)
    return Row(
        one.pk, one.person_id, one.unit_no, names.get(one.person_id, ""),
        places[one.unit_no].name if one.unit_no in places else "", one.stage, tuple(lines[one.pk]),
        one.tries, one.opened_at, one.until, one.again_at, one.promised, one.broken,
        callers.get(one.taken_by_id, "") if held and one.taken_by_id else "",
        one.taken_at if held else None, held and one.taken_by_id == actor.user_id,
    )  # fmt: skip


def detail(actor: Actor, task_id: UUID) -> Detail:
    """One task; NotFound. The numbers are those of the roster at this moment, as the policy shows them."""
    task = Task.objects.filter(pk=task_id).first()
    if task is None or not sees(actor, task):
        raise NotFound
    has_it = is_taken(task) and task.taken_by_id == actor.user_id
    calls = may_call(actor, task)
    shown = has_it and calls and accounts.sees_family_phones(actor)
    contacts = directory.contacts_of(actor, [task.person_id], in_full=shown)
    return Detail(
        task, listed(actor, Task.objects.filter(pk=task.pk))[0],
        tuple(Line.objects.filter(task_id=task.pk).order_by("at", "id")),
        history(actor, task.person_id), tuple(contacts.get(task.person_id, ())), calls,
        may_lead(actor, task), has_it,
    )  # fmt: skip


def history(actor: Actor, person_id: UUID, limit: int = 50) -> tuple[Told, ...]:
    """Every call and visit about a pupil, the latest first; in the actor's reach."""
    rows = list(
        Try.objects.filter(inside(actor.intervals), person_id=person_id).order_by("-at", "-id")[
            :limit
        ]
    )
    users = {one for row in rows for one in (row.by_id, row.second_id) if one}
    names = accounts.names(actor, users)
    return tuple(
        Told(
            row.way, row.outcome, row.why, row.who,
            ciphers.unseal(row.note_cipher, place=NOTE_PLACE, row=row.pk) if row.note_cipher else "",
            row.at, names.get(row.by_id, ""), names.get(row.second_id, "") if row.second_id else "",
            row.promise_at, tuple(row.photos),
        )
        for row in rows
    )  # fmt: skip


# Tries without an answer after the last answer.
_FAILURES = """
select t.person_id,
  count(*) filter (where not spoken and (last_spoken is null or at > last_spoken)), max(last_spoken)
from (
  select person_id, at, outcome = any(%(spoken)s) spoken,
    max(at) filter (where outcome = any(%(spoken)s)) over (partition by person_id) last_spoken
  from outreach_try where person_id = any(%(people)s) and at >= %(since)s and way in ('call', 'visit')
) t group by 1
"""


def contact_failures(person_ids: Iterable[UUID], since: dt.datetime) -> dict[UUID, Reach]:
    """person → what is known of reaching the family since then, in the running scope; whoever was never tried
    is not in it."""
    people = list(set(person_ids))
    if not people:
        return {}
    given: dict[str, Any] = {"people": people, "since": since, "spoken": list(rules.SPOKEN)}
    with connection.cursor() as cursor:
        cursor.execute(_FAILURES, given)
        return {pk: Reach(n, at) for pk, n, at in cursor.fetchall()}


def photo_is_of(actor: Actor, task_id: UUID, photo_id: UUID) -> bool:
    """Whether a picture was shown with a visit of the pupil whose task is in the actor's sight."""
    task = Task.objects.filter(pk=task_id).first()
    if task is None or not sees(actor, task):
        return False
    rows = Try.objects.filter(inside(actor.intervals), person_id=task.person_id)
    return rows.filter(photos__contains=[photo_id]).exists()
