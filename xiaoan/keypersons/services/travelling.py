"""Returns to the county, announced ahead: on the day somebody finds out whether they arrived."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.scope import inside
from xiaoan.keypersons import rules
from xiaoan.keypersons.events import TravelAnnounced, TravelAnswered
from xiaoan.keypersons.models import Change, Travel
from xiaoan.keypersons.queries.sealed import ORIGIN_PLACE, TRANSPORT_PLACE, opened
from xiaoan.keypersons.services import due
from xiaoan.keypersons.services.writing import (
    What,
    checked_code,
    checked_day,
    checked_note,
    keep,
    lock_person,
    person_for,
    require,
    seal,
)


@dataclass(frozen=True)
class NewTravel:
    """Who comes back when, from where, how, and who said so; `id` made by the form."""

    id: UUID
    person_id: UUID
    expected: dt.date
    origin: str
    transport: str
    number: str
    announced_by: str


def announce(actor: Actor, wanted: NewTravel) -> bool:
    """Keep a return that is to come; on its day it is somebody's duty to confirm. False if this very one
    has been kept before."""
    person = person_for(actor, wanted.person_id)
    before = Travel.objects.filter(inside(actor.intervals), pk=wanted.id).first()
    if before is not None:
        if _body(before) != _asked(wanted):
            raise taken()
        return False
    _check(wanted)
    row = Travel(
        id=wanted.id, school_id=person.school_id, unit_no=person.unit_no, person_id=person.pk,
        expected=wanted.expected, transport=wanted.transport, announced_by=wanted.announced_by,
        origin_cipher=seal(wanted.origin, ORIGIN_PLACE, wanted.id),
        transport_cipher=seal(wanted.number, TRANSPORT_PLACE, wanted.id),
        announced_at=clock.now(), announced_by_id=actor.user_id,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    keep(actor, [row], What("travel_announced", {"expected": row.expected.isoformat()}))
    journal.record(
        actor,
        TravelAnnounced(
            school_id=row.school_id, unit_no=row.unit_no, travel_id=row.pk,
            person_id=row.person_id, expected=row.expected,
        ),
    )  # fmt: skip
    if row.expected <= clock.today():
        due.open_arrivals(actor, [row])
    return True


def _asked(wanted: NewTravel) -> tuple[object, ...]:
    return (
        wanted.person_id, wanted.expected.isoformat(), wanted.origin.strip(), wanted.transport,
        wanted.number.strip(), wanted.announced_by,
    )  # fmt: skip


def _body(row: Travel) -> tuple[object, ...]:
    """What was announced first: the day may have been put off since."""
    first = Change.objects.get(about_id=row.pk, what="travel_announced")
    return (
        row.person_id, first.detail["expected"], opened(row.origin_cipher, ORIGIN_PLACE, row.pk),
        row.transport, opened(row.transport_cipher, TRANSPORT_PLACE, row.pk), row.announced_by,
    )  # fmt: skip


def _check(wanted: NewTravel) -> None:
    checked_code(wanted.transport, rules.TRANSPORTS, "transport")
    checked_code(wanted.announced_by, rules.ANNOUNCERS, "announced_by")
    checked_note(wanted.number)
    if not checked_note(wanted.origin):
        raise Invalid(_("请填从哪里回来。"), {"origin": "missing"})
    checked_day(wanted.expected, "expected")
    if wanted.expected < clock.today():
        raise Invalid(_("预计到达日期应是今天或以后。"), {"expected": "past"})


def arrived(actor: Actor, travel_id: UUID, day: dt.date) -> None:
    """They have arrived, on this day."""
    row = _hold(actor, travel_id)
    if day > clock.today() or day < row.announced_at.astimezone(clock.ZONE).date():
        raise Invalid(_("到达日期应在报备以后、今天以前。"), {"day": "out_of_range"})
    row.state, row.arrived_on = "arrived", day
    _answer(actor, row, "arrived", day)
    duties.discharge_about(actor, row.pk, due.ARRIVAL, clock.now())


def not_arrived(actor: Actor, travel_id: UUID, expected: dt.date, note: str) -> None:
    """They have not arrived: another day, on which it is asked again."""
    row = _hold(actor, travel_id)
    if expected <= clock.today():
        raise Invalid(_("新的到达日期应在今天以后;不回来了请选“取消返县”。"), {"expected": "past"})
    checked_day(expected, "expected")
    duties.discharge_about(actor, row.pk, due.ARRIVAL, clock.now())
    row.expected = expected
    _answer(actor, row, "not_arrived", expected, checked_note(note))


def withdraw_travel(actor: Actor, travel_id: UUID, note: str) -> None:
    """They do not come back after all."""
    row = _hold(actor, travel_id)
    words = checked_note(note, wanted=True)
    row.state = "withdrawn"
    due.close(actor, due.ARRIVAL, [row.pk])
    _answer(actor, row, "withdrawn", clock.today(), words)


_WHAT = {"arrived": "arrived", "not_arrived": "not_arrived", "withdrawn": "travel_withdrawn"}


def _answer(actor: Actor, row: Travel, answer: str, day: dt.date, note: str = "") -> None:
    row.answered_at, row.answered_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "arrived_on", "expected", "answered_at", "answered_by_id"])
    keep(actor, [row], What(_WHAT[answer], {"day": day.isoformat()}, note))
    journal.record(
        actor,
        TravelAnswered(
            school_id=row.school_id, unit_no=row.unit_no, travel_id=row.pk,
            person_id=row.person_id, answer=answer, day=day,
        ),
    )  # fmt: skip


def _hold(actor: Actor, travel_id: UUID) -> Travel:
    seen = Travel.objects.filter(inside(actor.intervals), pk=travel_id).first()
    if seen is None:
        raise NotFound
    require(actor, Permission.KEEP_KEY_PERSONS, seen.unit_no)
    lock_person(seen.person_id)
    row = Travel.objects.select_for_update().get(pk=travel_id)
    if row.state != "expected":
        raise Conflict(_("这次返县已经有结果了。请刷新后核对。"))
    return row
