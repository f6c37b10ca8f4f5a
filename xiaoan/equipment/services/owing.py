"""What is owed: a calibration before it runs out, a kit looked at every so often, a kit filled up again."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory.rules import chain_of, school_of
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.equipment import queries
from xiaoan.equipment.models import Kit
from xiaoan.equipment.queries import AHEAD, CALIBRATION, CHECK, EVERY, REFILL, WITHIN, kits
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.scope import everywhere

# At the end of the working day of the last day (own choice).
BY = dt.time(17, 30)
# Of offices those last ones, who keep the store there.
_ANSWERS = ("school_doctor", "logistics", "principal", "township_liaison", "bureau_officer")
# A certificate is looked for so far ahead at the most, whatever a county has set.
_FARTHEST = dt.timedelta(days=120)


@dataclass(frozen=True)
class _Owed:
    about_id: UUID
    school_no: int
    unit_no: int
    day: dt.date
    due_at: dt.datetime
    keeper_id: UUID | None = None


def owe_today(actor: Actor) -> int:
    """Open what has become due; of the system, and twice opens nothing twice. Gives how many are new."""
    if not actor.is_system:
        raise Forbidden
    return _open(actor, CALIBRATION, _calibrations()) + _open(actor, CHECK, _checks())


def _calibrations() -> list[_Owed]:
    """The duty bears the day on which the certificate ends: one for each certificate."""
    today, ladders = clock.today(), duty_queries.ladders()
    found = []
    for row in queries.due_for_calibration(today + _FARTHEST):
        until = row.valid_until
        if until is None or until - today > dt.timedelta(
            days=ladders.value(AHEAD, school_of(row.unit_no))
        ):
            continue
        due_at = clock.at(max(until, today), BY)
        found.append(
            _Owed(row.pk, school_of(row.unit_no), row.unit_no, until, due_at, row.keeper_id)
        )
    return found


def _checks() -> list[_Owed]:
    today, ladders = clock.today(), duty_queries.ladders()
    found = []
    for kit_id, school_no, last in kits.due_for_check():
        every = dt.timedelta(days=ladders.value(EVERY, school_no))
        day = last.astimezone(clock.ZONE).date() + every
        if day <= today:
            found.append(_Owed(kit_id, school_no, school_no, day, clock.at(today, BY)))
    return found


def _open(actor: Actor, kind: str, owed: Sequence[_Owed]) -> int:
    """Each under the day it is of, with whoever keeps it or answers for such things at the school."""
    posts = _posts(actor, {one.school_no for one in owed})
    by_day: dict[dt.date, list[_Owed]] = {}
    for one in owed:
        by_day.setdefault(one.day, []).append(one)
    ladders = duty_queries.ladders()
    return sum(
        duties.open_duties(
            actor, kind, day, "", [_duty(one, kind, posts, ladders) for one in ones]
        )
        for day, ones in sorted(by_day.items())
    )  # fmt: skip


def _duty(
    one: _Owed, kind: str, posts: dict[int, list[UUID]], ladders: duty_queries.Ladders
) -> duties.NewDuty:
    people = ([one.keeper_id] if one.keeper_id else []) + posts.get(one.school_no, [])
    first = people[0] if people else None
    return duties.NewDuty(
        school_id=chain_of(one.unit_no), unit_no=one.unit_no, people=0, due_at=one.due_at,
        assignee_id=first, deputy_id=next((who for who in people if who != first), None),
        next_step_at=ladders.first_step_at(one.unit_no, one.due_at, kind), about_id=one.about_id,
    )  # fmt: skip


def _posts(actor: Actor, school_nos: Iterable[int]) -> dict[int, list[UUID]]:
    found: dict[int, list[UUID]] = {}
    holders = accounts.holders(actor, _ANSWERS, school_nos, clock.today())
    for one in sorted(holders, key=lambda one: _ANSWERS.index(one.role)):
        found.setdefault(one.unit_no, []).append(one.user_id)
    return found


def hold_device(device_id: UUID) -> None:
    """What is owed of a device is locked after it, before the chain of facts."""
    duties.hold_about(device_id, CALIBRATION)


def hold_kit(row: Kit) -> None:
    """The same of a kit, before its store."""
    duties.hold_about(row.pk, CHECK)
    if row.refill_id:
        duties.hold_about(row.refill_id, REFILL)


def follow_device(actor: Actor, device_id: UUID, what: str, keeper_id: UUID | None) -> None:
    """A new certificate is done; what was given up is owed no more; a new keeper is who is named."""
    if what == "certify":
        duties.discharge_about(actor, device_id, CALIBRATION, clock.now())
    elif what in ("lose", "retire"):
        held = [one.id for one in duties.hold_about(device_id, CALIBRATION)]
        duties.excuse_many(actor, held, duties.Why("ended"))
    elif what == "assign" and keeper_id is not None:
        duties.hold_about(device_id, CALIBRATION)
        duties.name_about(CALIBRATION, [device_id], keeper_id)


class Act(Protocol):
    """What was done with a kit: services.kits.KitAct."""

    @property
    def id(self) -> UUID: ...

    @property
    def what(self) -> str: ...


def follow_kit(actor: Actor, row: Kit, given: Act, short: int, at: dt.datetime) -> None:
    """Looked at is done; what is short is owed, what is complete no more. `at`: the instant the act is of.
    The kit is locked."""
    step_id, what = given.id, given.what
    if what == "check":
        duties.discharge_about(actor, row.pk, CHECK, at)
    if what == "close":
        held = [one.id for one in duties.hold_about(row.pk, CHECK)]
        held += (
            [one.id for one in duties.hold_about(row.refill_id, REFILL)] if row.refill_id else []
        )
        duties.excuse_many(actor, held, duties.Why("ended"))
    elif not short and row.refill_id:
        duties.discharge_about(actor, row.refill_id, REFILL, at)
        row.refill_id = None
    elif short and not row.refill_id:
        row.refill_id = step_id
        with everywhere("equipment") as system:
            within = dt.timedelta(days=duty_queries.ladders().value(WITHIN, row.unit_no))
            due_at = clock.at(clock.today() + within, BY)
            owed = _Owed(step_id, row.unit_no, row.unit_no, clock.today(), due_at)
            _open(system, REFILL, [owed])
    row.save(update_fields=["refill_id"])
