"""Which shifts a unit has, and the places of duty with their codes."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.command import rules
from xiaoan.command.events import DutyPhoneSet, RoomChanged, ShiftsSet
from xiaoan.command.models import Office, Room, Seat, ShiftKind
from xiaoan.command.queries import units
from xiaoan.command.services import acts, owing
from xiaoan.directory.queries import Place
from xiaoan.journal import services as journal
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7

MOST_KINDS, MOST_ROOMS = 8, 10


@dataclass(frozen=True)
class NewKind:
    """A shift that a unit is to have from today."""

    id: UUID
    unit_no: int
    name: str
    starts: dt.time
    ends: dt.time
    days: str
    due: str
    lead: bool
    watch: int


def adopt(actor: Actor, act_id: UUID, unit_no: int) -> int:
    """The shifts that ship, where a unit has none yet; gives how many."""
    place = units.keep(actor, unit_no)
    body = said.fingerprint("adopt", unit_no)
    acts.lock(place.no)
    if acts.done_before(actor, act_id, body):
        return 0
    if ShiftKind.objects.filter(unit_no=place.no, until=None).exists():
        raise Conflict(_("本单位已有班次。"))
    today = clock.today()
    rows = [
        ShiftKind(
            id=uuid7(), school_id=place.school_id, unit_no=place.no, since=today, **one.__dict__
        )
        for one in rules.SHIPPED
    ]
    ShiftKind.objects.bulk_create(rows)
    _finish(actor, place, act_id, body, len(rows), [])
    return len(rows)


def add_kind(actor: Actor, given: NewKind) -> None:
    """One more shift of a unit."""
    place = units.keep(actor, given.unit_no)
    name = acts.words(given.name, "name", longest=20, wanted=True)
    _refuse(given)
    body = said.fingerprint(str(given))
    acts.lock(place.no)
    if acts.done_before(actor, given.id, body):
        return
    if ShiftKind.objects.filter(unit_no=place.no, until=None).count() >= MOST_KINDS:
        raise Invalid(_("班次太多了。"), {"name": "too_many"})
    try:
        with transaction.atomic():
            ShiftKind.objects.create(
                id=uuid7(), school_id=place.school_id, unit_no=place.no, name=name,
                starts=given.starts, ends=given.ends, days=given.days, due=given.due,
                lead=given.lead, watch=given.watch, since=clock.today(),
            )  # fmt: skip
    except IntegrityError:
        raise Invalid(_("已有同名的班次。"), {"name": "taken"}) from None
    _finish(actor, place, given.id, body, 1, [])


def _refuse(given: NewKind) -> None:
    if given.days not in rules.DAYS or given.due not in rules.WHEN:
        raise Invalid(_("请从列表中选一项。"), {"days": "unknown"})
    if not 0 <= given.watch <= rules.MOST_WATCH or not (given.lead or given.watch):
        raise Invalid(
            _("每班要有带班领导或 1 到 %(n)s 名值班员。") % {"n": rules.MOST_WATCH},
            {"watch": "range"},
        )


def end_kind(actor: Actor, act_id: UUID, unit_no: int, kind_id: UUID) -> int:
    """A shift is no more from tomorrow: who was planned for later days is not; gives how many."""
    place = units.keep(actor, unit_no)
    body = said.fingerprint("end_kind", unit_no, kind_id)
    acts.lock(place.no)
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return int(known.outcome["seats"])
    row = ShiftKind.objects.select_for_update().filter(pk=kind_id, unit_no=place.no).first()
    if row is None or row.until is not None:
        raise Conflict(_("值班表刚被别人改过。请看过最新情况再改。"))
    row.until = clock.today() + dt.timedelta(days=1)
    row.save(update_fields=["until"])
    seats = list(
        Seat.objects.select_for_update().filter(kind_id=row.pk, day__gte=row.until, until_at=None)
    )
    now = clock.now()
    for one in seats:
        one.until_at, one.ended_as = max(one.since_at, now), "closed"
    Seat.objects.bulk_update(seats, ["until_at", "ended_as"])
    _finish(actor, place, act_id, body, 0, seats)
    return len(seats)


def set_phone(actor: Actor, act_id: UUID, unit_no: int, phone: str) -> None:
    """The number of a unit's duty post; "" for none. Those under the unit read it."""
    place = units.keep(actor, unit_no)
    number = phone.strip()
    if number and not rules.is_phone(number):
        raise Invalid(
            _("电话号码不对:只能有数字、空格、“-”和“转”,如 0378-1234567 转 8。"),
            {"phone": "unreadable"},
        )
    body = said.fingerprint("set_phone", unit_no, number)
    acts.lock(place.no)
    if acts.done_before(actor, act_id, body):
        return
    defaults = {"id": uuid7(), "school_id": place.school_id, "begun_at": clock.now()}
    row, _made = Office.objects.get_or_create(unit_no=place.no, defaults=defaults)
    row.phone = number
    row.save(update_fields=["phone"])
    acts.keep_act(actor, act_id, place, "set_phone", body)
    journal.record(
        actor,
        DutyPhoneSet(
            school_id=place.school_id, unit_no=place.no, act_id=act_id, is_set=bool(number)
        ),
    )


def _finish(
    actor: Actor, place: Place, act_id: UUID, body: bytes, begun: int, seats: list[Seat]
) -> None:
    Office.objects.get_or_create(
        unit_no=place.no,
        defaults={"id": uuid7(), "school_id": place.school_id, "begun_at": clock.now()},
    )
    acts.keep_act(actor, act_id, place, "shifts", body, begun=begun, seats=len(seats))
    owing.drop_check_ins(actor, seats)
    owing.owe_gaps(actor, [place])
    journal.record(
        actor,
        ShiftsSet(
            school_id=place.school_id, unit_no=place.no, act_id=act_id, begun=begun,
            ended=int(not begun), seats=len(seats),
        ),
    )  # fmt: skip


def open_room(actor: Actor, room_id: UUID, unit_no: int, name: str) -> None:
    """A place of duty, with a code to put on its wall."""
    place = units.keep(actor, unit_no)
    title = acts.words(name, "room", longest=20, wanted=True)
    body = said.fingerprint("room", unit_no, title)
    acts.lock(place.no)
    if acts.done_before(actor, room_id, body):
        return
    if Room.objects.filter(unit_no=place.no, until=None).count() >= MOST_ROOMS:
        raise Invalid(_("值班地点太多了。"), {"room": "too_many"})
    try:
        with transaction.atomic():
            Room.objects.create(
                id=room_id, school_id=place.school_id, unit_no=place.no, name=title,
                since=clock.today(),
            )  # fmt: skip
    except IntegrityError:
        raise Invalid(_("已有同名的值班地点。"), {"room": "taken"}) from None
    acts.keep_act(actor, room_id, place, "room", body)
    _changed(actor, place, room_id, "opened")


def renew_room(actor: Actor, act_id: UUID, unit_no: int, room_id: UUID, *, close: bool) -> None:
    """Another code for a place (the old one is worth nothing from now on), or none any more."""
    place = units.keep(actor, unit_no)
    body = said.fingerprint("renew", unit_no, room_id, close)
    acts.lock(place.no)
    if acts.done_before(actor, act_id, body):
        return
    row = Room.objects.select_for_update().filter(pk=room_id, unit_no=place.no, until=None).first()
    if row is None:
        raise Conflict(_("这个值班地点已经停用。"))
    if close:
        row.until = max(row.since, clock.today())
    else:
        row.turn += 1
    row.save(update_fields=["until", "turn"])
    acts.keep_act(actor, act_id, place, "room", body)
    _changed(actor, place, room_id, "closed" if close else "renewed")


def _changed(actor: Actor, place: Place, room_id: UUID, what: str) -> None:
    journal.record(
        actor,
        RoomChanged(school_id=place.school_id, unit_no=place.no, room_id=room_id, what=what),
    )
