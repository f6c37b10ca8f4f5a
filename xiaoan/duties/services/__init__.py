"""Opening, discharging, excusing, urging and escalating duties."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.services import copy_in as load_rows
from xiaoan.duties import queries, rules
from xiaoan.duties.events import DutiesEscalated, DutiesOpened, DutiesUrged, LadderSet
from xiaoan.duties.models import Duty, EscalationRule, Step
from xiaoan.duties.services.excusing import (
    Why,
    bring_forward,
    excuse_about,
    excuse_many,
    name_about,
    reopen,
    resize,
)
from xiaoan.duties.services.looking import names_seen
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible

__all__ = [
    "BATCH",
    "DUTY_COLUMNS",
    "Held",
    "NewDuty",
    "Why",
    "bring_forward",
    "discharge",
    "discharge_about",
    "escalate",
    "excuse_about",
    "excuse_many",
    "hold",
    "hold_about",
    "load_duties",
    "name_about",
    "names_seen",
    "open_duties",
    "reopen",
    "resize",
    "set_ladder",
    "urge",
]
BATCH = 500


@dataclass(frozen=True)
class NewDuty:
    """A duty to open: about a unit, answered for by a person and a deputy, due at an instant."""

    school_id: int
    unit_no: int
    people: int
    due_at: dt.datetime
    assignee_id: UUID | None
    deputy_id: UUID | None
    next_step_at: dt.datetime | None = None
    opens_at: dt.datetime | None = None
    about_id: UUID | None = None


@dataclass(frozen=True)
class Held:
    """A duty whose row this transaction has locked."""

    id: UUID
    school_id: int
    unit_no: int
    people: int
    due_at: dt.datetime
    state: str
    opens_at: dt.datetime | None
    assignee_id: UUID | None


def open_duties(actor: Actor, kind: str, day: dt.date, slot: str, wanted: Sequence[NewDuty]) -> int:
    """Open the duties that are not open yet; running twice opens nothing twice. Gives how many are new.

    A duty about a row of another app (`about_id`) is found again wherever its unit went meanwhile.
    """
    known = _known(kind, day, slot, wanted)
    fresh = [duty for duty in wanted if (duty.about_id or duty.unit_no) not in known]
    now = clock.now()
    Duty.objects.bulk_create(
        [
            Duty(id=uuid7(), kind=kind, day=day, slot=slot, opened_at=now, **d.__dict__)
            for d in fresh
        ],
        batch_size=2000,
    )
    by_school: dict[int, list[NewDuty]] = defaultdict(list)
    for duty in fresh:
        by_school[duty.school_id].append(duty)
    facts = [_opened(kind, day, slot, school, found) for school, found in sorted(by_school.items())]
    if actor.is_system:  # the worker at five in the morning: a thousand facts
        journal.record_many(actor, facts)
    else:
        for fact in facts:
            journal.record(actor, fact)
    return len(fresh)


def _known(kind: str, day: dt.date, slot: str, wanted: Sequence[NewDuty]) -> set[UUID | int]:
    """What duties of a kind, day and slot are about already: rows of another app, else units."""
    rows = Duty.objects.filter(kind=kind, day=day, slot=slot)
    units = [duty.unit_no for duty in wanted if duty.about_id is None]
    about = [duty.about_id for duty in wanted if duty.about_id is not None]
    found: set[UUID | int] = set()
    if units:
        plain = rows.filter(unit_no__in=units, about_id=None)
        found |= set(plain.values_list("unit_no", flat=True))
    if about:
        known = rows.filter(about_id__in=about).values_list("about_id", flat=True)
        found |= {pk for pk in known if pk is not None}
    return found


_LATER_COLUMNS = ("opens_at", "about_id")
DUTY_COLUMNS = tuple(
    field.attname for field in Duty._meta.concrete_fields if field.attname not in _LATER_COLUMNS
)


def load_duties(actor: Actor, rows: Iterable[Sequence[Any]], facts: Iterable[DutiesOpened]) -> int:
    """Load duties of past days, done or missed, by COPY; one bulk fact per school, day and slot."""
    if not actor.is_system:
        raise Forbidden
    count = load_rows("duties_duty", DUTY_COLUMNS, rows)
    journal.record_many(actor, facts)
    return count


def _opened(
    kind: str, day: dt.date, slot: str, school_id: int, duties: Sequence[NewDuty]
) -> DutiesOpened:
    return DutiesOpened(
        school_id=school_id,
        unit_no=school_id,
        duty=kind,
        day=day,
        slot=slot,
        duties=len(duties),
        people=sum(duty.people for duty in duties),
        unassigned=sum(duty.assignee_id is None for duty in duties),
    )


# Written out: these run at every roll-call of the morning, and the ORM takes longer to say them than
# PostgreSQL to do them. Row security holds here as everywhere.
_HOLD = """
select id, school_id, unit_no, people, due_at, state, opens_at, assignee_id from duties_duty
where day = %s and unit_no = %s and slot = %s and kind = %s and about_id is null for update
"""
_HOLD_ABOUT = """
select id, school_id, unit_no, people, due_at, state, opens_at, assignee_id from duties_duty
where about_id = %s and kind = %s and state = 'open' order by day, slot, unit_no for update
"""
_DISCHARGE = """
update duties_duty set state = 'done', done_at = %s, done_by_id = %s, on_behalf = %s, late = %s,
  next_step_at = null
where id = %s and school_id = %s and state = 'open'
"""


def hold(unit_no: int, kind: str, day: dt.date, slot: str) -> Held | None:
    """Lock the duty for this transaction: whoever reports the same class waits here. None: not due."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [day, unit_no, slot, kind])
        row = cursor.fetchone()
    return Held(*row) if row else None


def hold_about(about_id: UUID, kind: str) -> list[Held]:
    """Lock the open duties of a kind about a row of another app, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_ABOUT, [about_id, kind])
        return [Held(*row) for row in cursor.fetchall()]


def discharge_about(
    actor: Actor, about_id: UUID, kind: str, at: dt.datetime, *, on_behalf: bool = False
) -> int:
    """What was open about a row is done, of the days before too; gives how many duties."""
    found = hold_about(about_id, kind)
    return sum(discharge(actor, held, at, on_behalf=on_behalf) for held in found)


def discharge(actor: Actor, held: Held, at: dt.datetime, *, on_behalf: bool) -> bool:
    """The duty is done, once: what was late stays late. False if it was done before."""
    late = at > held.due_at
    with connection.cursor() as cursor:
        cursor.execute(_DISCHARGE, [at, actor.user_id, on_behalf, late, held.id, held.school_id])
        return bool(cursor.rowcount)


def urge(actor: Actor, duty_ids: Iterable[UUID]) -> int:
    """Ask those who answer for open duties to do them now; each duty keeps who urged whom and when.

    All named duties must be visible and open to urging. Passed over: those done meanwhile, not open yet,
    or urged just now (rules.may_urge). Gives how many were urged.
    """
    wanted = set(duty_ids)
    # Locked, so that two who urge at once see each other's step; in the order in which all lock.
    locked = Duty.objects.select_for_update().order_by("unit_no", "slot")
    rows = list(visible(locked.filter(pk__in=wanted), actor, Permission.URGE))
    if len(rows) < len(wanted):
        raise NotFound
    now = clock.now()
    urged_at = dict(
        Step.objects.filter(kind="urge", duty_id__in=wanted)
        .values_list("duty_id")
        .annotate(last=Max("at"))
    )
    by_school: dict[int, list[Step]] = defaultdict(list)
    for duty in sorted(rows, key=lambda d: (d.school_id, d.unit_no)):
        if duty.state == "open" and rules.may_urge(duty.opens_at, urged_at.get(duty.pk), now):
            told = [who for who in (duty.assignee_id, duty.deputy_id) if who]
            by_school[duty.school_id].append(
                Step(
                    id=uuid7(), school_id=duty.school_id, unit_no=duty.unit_no, duty_id=duty.pk,
                    kind="urge", level=duty.level, at=now, by_id=actor.user_id, recipient_ids=told,
                )
            )  # fmt: skip
    for school_id, steps in by_school.items():
        Step.objects.bulk_create(steps)
        journal.record(actor, _urged(school_id, steps))
    return sum(len(steps) for steps in by_school.values())


def _urged(school_id: int, steps: Sequence[Step]) -> DutiesUrged:
    return DutiesUrged(
        school_id=school_id,
        unit_no=steps[0].unit_no if len(steps) == 1 else school_id,
        duty_ids=tuple(step.duty_id for step in steps),
        recipient_ids=tuple(sorted({who for step in steps for who in step.recipient_ids})),
    )


def escalate(actor: Actor, now: dt.datetime | None = None) -> int:
    """Take every step that is due: one rung per missed duty and call, the next rung's time set.

    Safe beside a second worker: rows that somebody else holds are left to them. Gives how many
    duties were taken up; fewer than BATCH: there are no more.
    """
    now = now or clock.now()
    rows = list(
        Duty.objects.select_for_update(skip_locked=True)
        .filter(state="open", next_step_at__lte=now)
        .order_by("next_step_at", "unit_no")[:BATCH]
    )
    groups: dict[tuple[int, rules.Rung], list[Duty]] = defaultdict(list)
    ladders = queries.ladders()
    for duty in rows:
        rung = rules.next_rung(ladders.of(duty.unit_no), duty.level)
        if rung is None:
            Duty.objects.filter(pk=duty.pk).update(next_step_at=None)
        else:
            groups[duty.school_id, rung].append(duty)
    for (school_id, rung), duties in sorted(groups.items(), key=lambda g: (g[0][0], g[0][1].level)):
        _step_up(actor, school_id, rung, duties, ladders, now)
    return len(rows)


def _step_up(
    actor: Actor,
    school_id: int,
    rung: rules.Rung,
    duties: Sequence[Duty],
    ladders: queries.Ladders,
    now: dt.datetime,
) -> None:
    told = _recipients(actor, rung.role, [duty.unit_no for duty in duties], now.date())
    steps = [
        Step(
            id=uuid7(), school_id=school_id, unit_no=duty.unit_no, duty_id=duty.pk, kind="escalate",
            level=rung.level, role=rung.role, at=now, recipient_ids=told.get(duty.unit_no, []),
        )
        for duty in duties
    ]  # fmt: skip
    Step.objects.bulk_create(steps)
    for duty in duties:
        following = rules.next_rung(ladders.of(duty.unit_no), rung.level)
        duty.level = rung.level
        duty.next_step_at = rules.step_time(duty.due_at, following)
    Duty.objects.bulk_update(duties, ["level", "next_step_at"])
    journal.record(
        actor,
        DutiesEscalated(
            school_id=school_id,
            unit_no=school_id,
            level=rung.level,
            role=rung.role,
            duty_ids=tuple(duty.pk for duty in duties),
            recipient_ids=tuple(sorted({who for step in steps for who in step.recipient_ids})),
        ),
    )


def _recipients(
    actor: Actor, role: str, unit_nos: Sequence[int], on: dt.date
) -> dict[int, list[UUID]]:
    """Who holds `role` above each unit."""
    above = _units_above(set(unit_nos), rules.ROLE_PLACE[role])
    found: dict[int, list[UUID]] = defaultdict(list)
    units = {no for no in above.values() if no is not None}
    for holder in accounts.holders(actor, [role], units, on):
        found[holder.unit_no].append(holder.user_id)
    return {no: found.get(unit, []) if unit else [] for no, unit in above.items()}


def _units_above(unit_nos: set[int], kind: str) -> dict[int, int | None]:
    """The unit of `kind` above each unit; a class's grade is its parent, the rest is arithmetic."""
    if kind == "grade":
        return {no: place.parent_no for no, place in directory.places(unit_nos).items()}
    step = ("school", "township", "county").index(kind)
    return {no: numbering.ancestors(no)[step] for no in unit_nos}


def set_ladder(actor: Actor, unit_no: int, minutes: dict[str, int]) -> None:
    """Set the minutes of each role at a unit (the county, or one school that needs its own)."""
    if not actor.may(Permission.SET_ESCALATION, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
    ladder = [
        rules.Rung(level, role, minutes[role])
        for level, role in enumerate((r.role for r in rules.FIRST_LADDER), start=1)
        if role in minutes
    ]
    fault = rules.faults(ladder)
    if fault or not ladder:
        raise Invalid(
            _("分钟数应在 0 到 1440 之间,并且逐级不减少。"), {"minutes": fault or "empty"}
        )
    EscalationRule.objects.filter(unit_no=unit_no).delete()
    EscalationRule.objects.bulk_create(
        [EscalationRule(unit_no=unit_no, **rung.__dict__) for rung in ladder]
    )
    journal.record(actor, LadderSet(school_id=0, unit_no=unit_no, minutes=minutes))
