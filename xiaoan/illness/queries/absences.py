"""Absences of which nobody knows the cause: the list, and one with what was asked so far."""

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.illness.models import Absence, Asking
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.screening import queries as screening

CAUSE = "illness.cause"
ASKING_PLACE = "illness_asking.words"
MOST_SHOWN = 100


@dataclass(frozen=True)
class AbsenceRow:
    """One of them on a list, with the name as the roll has it."""

    id: UUID
    person_id: UUID
    unit_no: int
    school_id: int
    name: str
    since: dt.date
    slot: str
    seen_on: dt.date
    due_at: dt.datetime
    tries: int
    outcome: str
    closed_at: dt.datetime | None
    illness_id: UUID | None

    @property
    def is_overdue(self) -> bool:
        return self.closed_at is None and self.due_at < clock.now()


@dataclass(frozen=True)
class AskedRow:
    """What somebody said who asked."""

    outcome: str
    at: dt.datetime
    by: str
    words: dict[str, str]


@dataclass(frozen=True)
class AbsenceDetail:
    """One with everything its page shows. `is_back`: today's roll-call has the child in class."""

    row: AbsenceRow
    place: directory.Place
    asked: list[AskedRow]
    contacts: list[directory.Contact]
    may_say: bool
    is_back: bool


_FIELDS = tuple(name for name in AbsenceRow.__dataclass_fields__ if name != "name")


def _rows(actor: Actor, found: QuerySet[Absence]) -> list[AbsenceRow]:
    kept = list(found[:MOST_SHOWN])
    if not kept:
        return []
    roll = directory.enrolments(actor, {one.person_id for one in kept}, clock.today())
    names = {who: pupil.name for who, pupil in roll.items()}
    rows = []
    for one in kept:
        told = {name: getattr(one, name) for name in _FIELDS}
        rows.append(AbsenceRow(name=names.get(one.person_id, ""), **told))
    return rows


def absences(actor: Actor, interval: Interval) -> tuple[int, list[AbsenceRow]]:
    """How many are asked after inside an interval, and the first of them, the earliest due first."""
    lo, hi = interval
    rows = visible(Absence.objects.filter(closed_at=None), actor, Permission.SEE_ILLNESS)
    rows = rows.filter(unit_no__gte=lo, unit_no__lt=hi).order_by("due_at", "id")
    found = _rows(actor, rows)
    return (len(found) if len(found) < MOST_SHOWN else rows.count()), found


def absences_in_hand(actor: Actor) -> list[AbsenceRow]:
    """Those where the actor sees illnesses, the earliest due first."""
    rows = visible(Absence.objects.filter(closed_at=None), actor, Permission.SEE_ILLNESS)
    return _rows(actor, rows.order_by("due_at", "id"))


def absence(actor: Actor, absence_id: UUID) -> AbsenceDetail:
    """One of them, open or not; NotFound if it is not the actor's to see. The caller records the look."""
    rows = Absence.objects.filter(inside(actor.reach(Permission.SEE_ILLNESS)), pk=absence_id)
    found = _rows(actor, rows)
    if not found:
        raise NotFound
    row = found[0]
    seen = screening.last_seen(actor, {row.person_id: row.unit_no}, clock.today())
    full = accounts.sees_family_phones(actor)
    return AbsenceDetail(
        row=row,
        place=directory.place(row.unit_no),
        asked=_asked(actor, row.id),
        contacts=directory.contacts(actor, row.person_id, in_full=full),
        may_say=actor.may(Permission.TRACE, row.unit_no),
        is_back=row.person_id in seen and seen[row.person_id].is_in_class,
    )


def _asked(actor: Actor, absence_id: UUID) -> list[AskedRow]:
    found = list(Asking.objects.filter(absence_id=absence_id).order_by("-no"))
    names = accounts.names(actor, {one.by_id for one in found if one.by_id})
    return [
        AskedRow(one.outcome, one.at, names.get(one.by_id, "") if one.by_id else "", _words(one))
        for one in found
    ]


def _words(one: Asking) -> dict[str, str]:
    if one.words is None:
        return {}
    told = ciphers.unseal(one.words, place=ASKING_PLACE, row=one.pk)
    return {str(name): str(text) for name, text in json.loads(told).items()}
