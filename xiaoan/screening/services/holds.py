"""Pupils who are not simply let in: whoever follows them places the hold, and lifts it when they are free."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import rules
from xiaoan.screening.events import HoldLifted, HoldPlaced, HoldsLifted
from xiaoan.screening.models import Hold

_PLACE = (Permission.CARE, Permission.TRACE, Permission.KEEP_KEY_PERSONS)
_LIFT = (Permission.CLEAR, Permission.RELEASE)
# Who follows a child that is ill says that it is over; a certificate is the doctor's to see.
_LIFT_SICK = (*_LIFT, Permission.CARE, Permission.TRACE)


@dataclass(frozen=True)
class HeldBack:
    """Who is held back, why (rules.HOLDS), from which day on, for the sake of which row; of a sick pupil
    what the next roll-call proposes.
    """

    person_id: UUID
    kind: str
    about_id: UUID
    since: dt.date
    symptoms: int = 0
    onset: dt.date | None = None


def hold_back(actor: Actor, wanted: HeldBack) -> bool:
    """Hold a pupil back from a day on; a second time for the same row does nothing and gives False.

    Raises NotFound for who is not on a roll that the actor sees, Forbidden without a right to place holds.
    """
    if wanted.kind not in rules.HOLDS:
        raise ValueError(wanted.kind)
    unit_no = directory.classes_of_people(actor, [wanted.person_id], clock.today()).get(
        wanted.person_id
    )
    if unit_no is None:
        raise NotFound
    _require(actor, _PLACE, unit_no)
    row = Hold(
        id=uuid7(), school_id=school_of(unit_no), unit_no=unit_no, person_id=wanted.person_id,
        kind=wanted.kind, about_id=wanted.about_id, since=wanted.since, symptoms=wanted.symptoms,
        onset=wanted.onset, placed_at=clock.now(), placed_by_id=actor.user_id,
    )  # fmt: skip
    Hold.objects.bulk_create([row], ignore_conflicts=True)
    if not Hold.objects.filter(pk=row.pk).exists():
        return False
    journal.record(
        actor,
        HoldPlaced(
            school_id=row.school_id, unit_no=unit_no, hold=row.kind, person_id=row.person_id,
            about_id=row.about_id, since=row.since,
        ),
    )  # fmt: skip
    return True


def let_in(actor: Actor, about_id: UUID, kind: str) -> bool:
    """Lift what holds a pupil back for the sake of a row; False if nothing does (any more)."""
    row = Hold.objects.filter(about_id=about_id, kind=kind, lifted_at=None).first()
    if row is None:
        return False
    _require(actor, _LIFT_SICK if kind == "sick" else _LIFT, row.unit_no)
    done = Hold.objects.filter(pk=row.pk, lifted_at=None).update(
        lifted_at=clock.now(), lifted_by_id=actor.user_id
    )
    if done:
        journal.record(
            actor,
            HoldLifted(
                school_id=row.school_id, unit_no=row.unit_no, hold=row.kind,
                person_id=row.person_id, about_id=row.about_id,
            ),
        )  # fmt: skip
    return bool(done)


def let_in_many(actor: Actor, about_ids: Iterable[UUID], kind: str) -> int:
    """Lift what holds pupils back for the sake of many rows: one statement, one fact per school. Gives how
    many were still held back."""
    rows = Hold.objects.filter(about_id__in=set(about_ids), kind=kind, lifted_at=None)
    held = list(rows.order_by("school_id", "id").select_for_update())
    for unit_no in {row.unit_no for row in held}:
        _require(actor, _LIFT, unit_no)
    Hold.objects.filter(pk__in=[row.pk for row in held]).update(
        lifted_at=clock.now(), lifted_by_id=actor.user_id
    )
    for school_id, found in groupby(held, key=lambda row: row.school_id):
        lifted = list(found)
        journal.record(
            actor,
            HoldsLifted(
                school_id=school_id, unit_no=school_id, hold=kind,
                person_ids=tuple(row.person_id for row in lifted),
                about_ids=tuple(row.about_id for row in lifted),
            ),
        )  # fmt: skip
    return len(held)


def _require(actor: Actor, any_of: tuple[Permission, ...], unit_no: int) -> None:
    if actor.is_system or any(actor.may(one, unit_no) for one in any_of):
        return
    raise Forbidden if actor.sees(unit_no) else NotFound
