"""Opening, discharging, excusing, urging and escalating duties; levels and numbers by which that goes."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.directory.services import copy_in as load_rows
from xiaoan.duties import queries, rules
from xiaoan.duties.events import DutiesOpened
from xiaoan.duties.models import Duty
from xiaoan.duties.services.answering import (
    SetAnswering,
    ask_answering,
    decide_answering,
    follow_answering,
    lapse_answering,
    refuse_answering,
    rename,
)
from xiaoan.duties.services.asking import NewAsking, answer, ask
from xiaoan.duties.services.bulk import MOST, escalate_each, reassign_each, urge_each
from xiaoan.duties.services.deputising import NewDeputising, answer_deputy, ask_deputy
from xiaoan.duties.services.escalating import BATCH, escalate, urge
from xiaoan.duties.services.excusing import (
    Why,
    bring_forward,
    excuse_about,
    excuse_many,
    name_about,
    open_again,
    put_off,
    reopen,
    resize,
)
from xiaoan.duties.services.levels import ask_level, decide_level, follow_level
from xiaoan.duties.services.looking import names_seen
from xiaoan.duties.services.owners import renew_owners
from xiaoan.duties.services.values import SetValues, require_setting, set_ladder, set_values
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7

__all__ = [
    "BATCH",
    "DUTY_COLUMNS",
    "MOST",
    "Held",
    "NewAsking",
    "NewDeputising",
    "NewDuty",
    "SetAnswering",
    "SetValues",
    "Why",
    "answer",
    "answer_deputy",
    "ask",
    "ask_answering",
    "ask_deputy",
    "ask_level",
    "bring_forward",
    "decide_answering",
    "decide_level",
    "discharge",
    "discharge_about",
    "escalate",
    "escalate_each",
    "excuse_about",
    "excuse_many",
    "follow_answering",
    "follow_level",
    "hold",
    "hold_about",
    "hold_about_many",
    "hold_each",
    "lapse_answering",
    "load_duties",
    "name_about",
    "names_seen",
    "open_again",
    "open_duties",
    "put_off",
    "reassign_each",
    "refuse_answering",
    "rename",
    "renew_owners",
    "reopen",
    "require_setting",
    "resize",
    "set_ladder",
    "set_values",
    "urge",
    "urge_each",
]


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
    fresh = _as_set(
        kind, day, [duty for duty in wanted if (duty.about_id or duty.unit_no) not in known]
    )
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


def _as_set(kind: str, day: dt.date, wanted: list[NewDuty]) -> list[NewDuty]:
    """A kind that does not go up the usual way has its first step by its own chain; one for which
    somebody has set who answers names them."""
    if not wanted:
        return wanted
    catalogue, ladders = rules.CATALOGUE, queries.ladders()
    is_set = kind in ladders.chosen_kinds
    if is_set or catalogue.chain_of(kind) != catalogue.chains[rules.USUAL]:
        wanted = [
            replace(one, next_step_at=ladders.first_step_at(one.unit_no, one.due_at, kind))
            if one.next_step_at
            else one
            for one in wanted
        ]
    return _named(kind, day, wanted, ladders) if is_set else wanted


def _named(
    kind: str, day: dt.date, wanted: list[NewDuty], ladders: queries.Ladders
) -> list[NewDuty]:
    on = max(day, clock.today())
    at = max(clock.now(), clock.at(on, dt.time.min))
    units = {
        one.unit_no
        for one in wanted
        if queries.is_in_school(one.unit_no) and ladders.posts(kind, one.unit_no, at=at)
    }
    holders = queries.present_holders([(kind, no) for no in units], on, ladders)
    return [
        replace(
            one, assignee_id=holders[kind, one.unit_no][0], deputy_id=holders[kind, one.unit_no][1]
        )
        if one.unit_no in units
        else one
        for one in wanted
    ]


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


_LATER_COLUMNS = ("opens_at", "about_id", "for_id", "recorded_at")
DUTY_COLUMNS = tuple(
    field.attname for field in Duty._meta.concrete_fields if field.attname not in _LATER_COLUMNS
)


def load_duties(
    actor: Actor,
    rows: Iterable[Sequence[Any]],
    facts: Iterable[DutiesOpened],
    recorded_at: dt.datetime,
) -> int:
    """Load duties of past days, done or missed, by COPY; one bulk fact per school, day and slot.

    `recorded_at`: when the record came to know that those were done that are.
    """
    if not actor.is_system:
        raise Forbidden
    columns, known = (*DUTY_COLUMNS, "recorded_at"), recorded_at.isoformat()
    count = load_rows("duties_duty", columns, ((*row, known) for row in rows))
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
_HOLD_ABOUT_MANY = _HOLD_ABOUT.replace("about_id = %s", "about_id = any(%s)")
_DISCHARGE = """
update duties_duty set state = 'done', done_at = %s, done_by_id = %s, on_behalf = %s, late = %s,
  next_step_at = null, recorded_at = %s
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


def hold_about_many(about_ids: Collection[UUID], kind: str) -> list[Held]:
    """The same of many rows, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD_ABOUT_MANY, [list(about_ids), kind])
        return [Held(*row) for row in cursor.fetchall()]


def hold_each(kind: str, about_ids: Iterable[UUID]) -> None:
    """Lock the duties about many rows of another app, whatever their state, as all lock them."""
    rows = Duty.objects.select_for_update().filter(about_id__in=set(about_ids), kind=kind)
    list(rows.order_by("unit_no", "slot", "day").values_list("id"))


def discharge_about(
    actor: Actor, about_id: UUID, kind: str, at: dt.datetime, *, on_behalf: bool = False
) -> int:
    """What was open about a row is done, of the days before too; gives how many duties."""
    found = hold_about(about_id, kind)
    return sum(discharge(actor, held, at, on_behalf=on_behalf) for held in found)


def discharge(actor: Actor, held: Held, at: dt.datetime, *, on_behalf: bool) -> bool:
    """The duty is done, once: what was late stays late. False if it was done before. `at` may be past, of
    what was done without a network: then the record keeps when it came to know of it, too."""
    late, now = at > held.due_at, clock.now()
    known = now if at < now else None
    with connection.cursor() as cursor:
        cursor.execute(
            _DISCHARGE, [at, actor.user_id, on_behalf, late, known, held.id, held.school_id]
        )
        return bool(cursor.rowcount)
