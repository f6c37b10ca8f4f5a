"""What was due from whom as it was known at an instant, and the rules that were in force."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from xiaoan.directory.rules import ancestors
from xiaoan.duties.models import Duty, Naming, Override, Response, Step
from xiaoan.duties.queries.kinds import lasting
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible

# So far back an unfinished duty of a lasting kind is looked for (our own choice).
REACHES_BACK = 60
MOST_TOLD = 50


@dataclass(frozen=True)
class DueThen:
    """A duty. `state`: open, missed (past its time and not done), done, late (done past it), excused.
    `level`: how far up it had gone. `changed_at`: when it was first written otherwise afterwards;
    `later_done_by_id`: who has done it since."""

    id: UUID
    school_id: int
    unit_no: int
    kind: str
    day: dt.date
    slot: str
    people: int
    about_id: UUID | None
    assignee_id: UUID | None
    deputy_id: UUID | None
    opened_at: dt.datetime
    due_at: dt.datetime
    state: str
    done_at: dt.datetime | None
    done_by_id: UUID | None
    level: int
    changed_at: dt.datetime | None
    later_done_by_id: UUID | None = None


@dataclass(frozen=True)
class Rule:
    """A number that a unit had set for itself, or the response level at a unit."""

    unit_no: int
    path: str
    level: str
    value: int | None
    since: dt.date
    at: dt.datetime
    by_id: UUID | None
    reason: str


def duties_as_of(
    actor: Actor, interval: Interval, at: dt.datetime, kind: str = ""
) -> tuple[list[DueThen], int]:
    """The duties of the day of an instant, and older ones of lasting kinds that were not finished; and how
    many of that day were opened afterwards."""
    day = at.astimezone(clock.ZONE).date()
    rows = visible(Duty.objects.all(), actor, Permission.SEE_DUTIES).filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1]
    )
    if kind:
        rows = rows.filter(kind=kind)
    older = clock.days(day - dt.timedelta(days=REACHES_BACK), day - dt.timedelta(days=1))
    wanted = [*rows.filter(day=day)]
    if kind in ("", *lasting()):
        unfinished = Q(done_at=None) | Q(done_at__gt=at) | Q(recorded_at__gt=at)
        wanted += rows.filter(unfinished, day__in=older, kind__in=lasting(), opened_at__lte=at)
    known = [one for one in wanted if one.opened_at <= at]
    return _thens(known, at), len(wanted) - len(known)


def owed_as_of(
    actor: Actor, user_id: UUID, within: tuple[Interval, ...], at: dt.datetime
) -> list[DueThen]:
    """What was due from one person, named or the deputy, as it was known: of the day of an instant, and older
    duties of lasting kinds that were not finished. `within`: where the person held a post."""
    day = at.astimezone(clock.ZONE).date()
    rows = visible(Duty.objects.all(), actor, Permission.SEE_DUTIES).filter(
        inside(within), opened_at__lte=at
    )
    older = clock.days(day - dt.timedelta(days=REACHES_BACK), day - dt.timedelta(days=1))
    unfinished = Q(done_at=None) | Q(done_at__gt=at) | Q(recorded_at__gt=at)
    when = Q(day=day) | (Q(day__in=older, kind__in=lasting()) & unfinished)
    # Whom it names now, or named until a change afterwards.
    was = Naming.objects.filter(_names(user_id), inside(within), at__gt=at)
    known = rows.filter(when).filter(_names(user_id) | Q(pk__in=was.values("duty_id")))
    return [one for one in _thens(list(known), at) if user_id in (one.assignee_id, one.deputy_id)]


def _names(user_id: UUID) -> Q:
    return Q(assignee_id=user_id) | Q(deputy_id=user_id)


def _thens(known: Collection[Duty], at: dt.datetime) -> list[DueThen]:
    day = at.astimezone(clock.ZONE).date()
    before, levels = _before([one.pk for one in known], at), _levels(known, at)
    found = [_then(one, before.get(one.pk), levels.get(one.pk, 0), at) for one in known]
    found = [one for one in found if one.day == day or one.state in ("open", "missed")]
    return sorted(found, key=lambda one: (one.unit_no, one.due_at, one.kind, str(one.id)))


def _then(row: Duty, before: Naming | None, level: int, at: dt.datetime) -> DueThen:
    told: Duty | Naming = before or row
    excused = before.was_excused if before else row.state == "excused"
    known_at = _known_at(row)
    done = known_at is not None and known_at <= at
    changed = [one for one in (before.at if before else None, known_at) if one and one > at]
    return DueThen(
        row.pk, row.school_id, row.unit_no, row.kind, row.day, row.slot, row.people, row.about_id,
        told.assignee_id, told.deputy_id, row.opened_at, told.due_at,
        _state(excused, row.done_at if done else None, told.due_at, at),
        row.done_at if done else None, row.done_by_id if done else None, level,
        min(changed, default=None), None if done else row.done_by_id,
    )  # fmt: skip


def _known_at(row: Duty) -> dt.datetime | None:
    """When the record came to know that it was done; None if it is not."""
    return row.done_at and max(row.done_at, row.recorded_at or row.done_at)


def _state(excused: bool, done_at: dt.datetime | None, due_at: dt.datetime, at: dt.datetime) -> str:
    if done_at:
        return "late" if done_at > due_at else "done"
    if excused:
        return "excused"
    return "missed" if at > due_at else "open"


def _before(duty_ids: Collection[UUID], at: dt.datetime) -> dict[UUID, Naming]:
    """Of each, how it stood until it was first changed after the instant."""
    rows = Naming.objects.filter(duty_id__in=list(duty_ids), at__gt=at)
    return {one.duty_id: one for one in rows.order_by("-at", "-id")}


def _levels(known: Collection[Duty], at: dt.datetime) -> dict[UUID, int]:
    gone_up = [one.pk for one in known if one.level]
    rows = Step.objects.filter(duty_id__in=gone_up, kind="escalate", at__lte=at).order_by("level")
    return dict(rows.values_list("duty_id", "level"))


@dataclass(frozen=True)
class ToldThen:
    """A duty that had gone up, or been urged, on the day of the instant, and who had been told."""

    duty_id: UUID
    unit_no: int
    kind: str
    level: int
    role: str
    at: dt.datetime
    recipient_ids: tuple[UUID, ...]


def told_as_of(
    actor: Actor, interval: Interval, at: dt.datetime, user_id: UUID | None = None
) -> list[ToldThen]:
    """Who had been told of what was overdue, the newest first; or only what one person had been told."""
    midnight = clock.at(at.astimezone(clock.ZONE).date(), dt.time())
    rows = visible(Step.objects.all(), actor, Permission.SEE_DUTIES).filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1], kind__in=["escalate", "urge"],
        at__gte=midnight, at__lte=at,
    )  # fmt: skip
    if user_id:
        rows = rows.filter(recipient_ids__contains=[user_id])
    return [
        ToldThen(
            one.duty_id,
            one.unit_no,
            one.kind,
            one.level,
            one.role,
            one.at,
            tuple(one.recipient_ids),
        )
        for one in rows.order_by("-at", "-level", "id")[:MOST_TOLD]
    ]


# Of a whole county in one statement, as `_then` and `_state` say of one (a test holds them together).
_COUNTS = """
with told as (
  select d.unit_no - d.unit_no %% %(size)s as part, d.slot,
    d.done_at is not null and greatest(d.done_at, d.recorded_at) <= %(at)s as done,
    coalesce(n.was_excused, d.state = 'excused') as excused, coalesce(n.due_at, d.due_at) as due_at
  from duties_duty d left join lateral (
    select was_excused, due_at from duties_naming
    where duty_id = d.id and at > %(at)s order by at, id limit 1
  ) n on true
  where d.day = %(day)s and d.kind = %(kind)s and d.opened_at <= %(at)s
    and d.unit_no >= %(lo)s and d.unit_no < %(hi)s
)
select part, slot, count(*) filter (where done or not excused),
  count(*) filter (where not done and not excused and due_at < %(at)s),
  count(*) filter (where not done and not excused and due_at >= %(at)s),
  count(*) filter (where not done and excused)
from told group by 1, 2
"""


@dataclass(frozen=True)
class Counts:
    """How many were due (without excused ones), of these missed and not due yet; and excused."""

    due: int
    missed: int
    open: int
    excused: int


def counts_as_of(
    actor: Actor, interval: Interval, at: dt.datetime, kind: str, size: int
) -> dict[tuple[int, str], Counts]:
    """The duties of a kind of the day of an instant, by part (units of `size` numbers) and slot."""
    lo, hi = interval
    if not actor.may(Permission.SEE_DUTIES, lo):
        return {}
    given: dict[str, Any] = {
        "lo": lo, "hi": hi, "at": at, "kind": kind, "size": size,
        "day": at.astimezone(clock.ZONE).date(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, given)
        return {(row[0], row[1]): Counts(*row[2:]) for row in cursor.fetchall()}


def rules_as_of(unit_no: int, at: dt.datetime) -> tuple[list[Rule], int]:
    """What a unit and those above it had set for themselves, response levels first; and how much of what
    holds for that day was set afterwards."""
    day = at.astimezone(clock.ZONE).date()
    above = (unit_no, *ancestors(unit_no))
    levels: dict[int, Rule] = {}
    for one in Response.objects.filter(unit_no__in=above, decided_at__lte=at).order_by(
        "decided_at", "id"
    ):
        # What was confirmed then; a refusal changes nothing.
        if one.state == "confirmed" and one.decided_at:
            levels[one.unit_no] = Rule(
                one.unit_no, "", one.level, None, one.decided_at.astimezone(clock.ZONE).date(),
                one.decided_at, one.decided_by_id, one.reason,
            )  # fmt: skip
    numbers: dict[tuple[int, str, str], Rule] = {}
    rows = Override.objects.filter(unit_no__in=above, since__lte=day).order_by("since", "at", "id")
    later = 0
    for row in rows:
        if row.at > at:
            later += 1
            continue
        numbers[row.unit_no, row.level, row.path] = Rule(
            row.unit_no, row.path, row.level, row.value, row.since, row.at, row.by_id, row.reason
        )
    return [*levels.values(), *numbers.values()], later
