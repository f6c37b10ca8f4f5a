"""Reading devices: who keeps which, where, how it stands; shares of a unit; a school's count."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL, school_of
from xiaoan.duties import queries as duties
from xiaoan.equipment import rules
from xiaoan.equipment.models import Seen, Step, Stocktake, Tool
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.screening import queries as screening
from xiaoan.screening.queries import keeps as keeps

CALIBRATION, CHECK, REFILL = "equipment.calibration", "equipment.kit_check", "equipment.kit_refill"
# Numbers of the catalogue of duties.
AHEAD, EVERY = f"{CALIBRATION}.ahead", f"{CHECK}.every"
WITHIN = f"{REFILL}.within"
UNIT_KINDS = ("county", "township", "school")
_KEEPERS = (
    "principal", "school_doctor", "logistics", "canteen", "dormitory_keeper", "grade_head", "class_teacher",
    "subject_teacher", "township_liaison", "bureau_officer", "county_leader",
)  # fmt: skip


@dataclass(frozen=True)
class Device:
    """A device with what the register of `screening` says of it and how its calibration stands."""

    id: UUID
    school_no: int
    unit_no: int
    item: str
    state: str
    keeper_id: UUID | None
    lent_to_id: UUID | None
    lent_until: dt.date | None
    fault: str
    valid_until: dt.date | None
    since: dt.datetime
    serial: str
    place: str
    calibrated: dt.date | None
    doubtful: bool
    sends: bool
    validity: str


@dataclass(frozen=True)
class Filter:
    """Which devices of a unit: in a state, of a kind, and by how their calibration stands."""

    state: str = ""
    item: str = ""
    validity: str = ""


def unit(actor: Actor, unit_no: int, permission: Permission) -> directory.Place:
    """A county, township or school at which the actor holds a right."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in UNIT_KINDS or not actor.may(permission, unit_no):
        raise NotFound
    return place


def kept_unit(actor: Actor, unit_no: int) -> directory.Place:
    """The same, of whoever keeps its devices."""
    place = unit(actor, unit_no, Permission.USE_DEVICES)
    if not screening.keeps(actor, unit_no):
        raise Forbidden
    return place


def at_home(home_no: int) -> Q:
    """Rows of a school with its places, or of an office itself."""
    return Q(unit_no__gte=home_no, unit_no__lt=home_no + SCHOOL)


def ahead(unit_no: int) -> dt.timedelta:
    """So long before its last day a device is due for calibration."""
    return _ahead([unit_no])[unit_no]


def _ahead(unit_nos: Iterable[int]) -> dict[int, dt.timedelta]:
    ladders = duties.ladders()
    return {no: dt.timedelta(days=ladders.value(AHEAD, no)) for no in unit_nos}


def devices(
    actor: Actor, interval: Interval, asked: Filter, offset: int, limit: int
) -> tuple[int, list[Device]]:
    """How many devices of a unit the actor may use, and one page of them, what is due first."""
    rows = Tool.objects.filter(
        inside(actor.reach(Permission.USE_DEVICES)),
        unit_no__gte=interval[0],
        unit_no__lt=interval[1],
    )
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.item:
        rows = rows.filter(item=asked.item)
    if asked.validity:
        rows = _of_validity(rows, asked.validity, ahead(interval[0]))
    page = rows.order_by("valid_until", "unit_no", "id")[offset : offset + limit]
    return rows.count(), _values(list(page))


def _of_validity(rows: QuerySet[Tool], wanted: str, soon: dt.timedelta) -> QuerySet[Tool]:
    today = clock.today()
    timed = [item for item, one in rules.DEVICE_KINDS.items() if one.months]
    rows = rows.filter(item__in=timed).exclude(state__in=["lost", "retired"])
    if wanted == "unknown":
        return rows.filter(valid_until=None)
    if wanted == "over":
        return rows.filter(valid_until__lt=today)
    if wanted == "soon":
        return rows.filter(valid_until__gte=today, valid_until__lte=today + soon)
    return rows.filter(valid_until__gt=today + soon)


def device(actor: Actor, device_id: UUID) -> Device:
    """One device that the actor may use."""
    rows = Tool.objects.filter(inside(actor.reach(Permission.USE_DEVICES)), pk=device_id)
    found = _values(list(rows))
    if not found:
        raise NotFound
    return found[0]


def _values(rows: Sequence[Tool]) -> list[Device]:
    known = screening.device_values(row.pk for row in rows)
    today = clock.today()
    soon = _ahead({school_of(row.unit_no) for row in rows}) if rows else {}
    found = []
    for row in rows:
        one = known[row.pk]
        found.append(
            Device(
                row.pk, school_of(row.unit_no), row.unit_no, row.item, row.state, row.keeper_id,
                row.lent_to_id, row.lent_until, row.fault, row.valid_until, row.since, one.serial,
                one.place, one.calibrated, one.doubtful, one.seen_at is not None,
                rules.validity(row.item, row.valid_until, today, soon[school_of(row.unit_no)]),
            )
        )  # fmt: skip
    return found


def of_serial(actor: Actor, school_no: int, typed: str) -> UUID | None:
    """The device of a school whose label, address or serial number was scanned or typed."""
    text = typed.strip().rstrip("/").rsplit("/", 1)[-1]
    rows = Tool.objects.filter(
        at_home(school_no), inside(actor.reach(Permission.USE_DEVICES))
    ).values_list("id", flat=True)
    try:
        return rows.filter(pk=UUID(text)).first()
    except ValueError:
        known = screening.device_values(rows)
        return next((pk for pk, one in known.items() if one.serial.lower() == text.lower()), None)


def history(actor: Actor, device_id: UUID) -> list[Step]:
    """What was done with a device, the newest first. Values for its own page only."""
    device(actor, device_id)
    return list(Step.objects.filter(device_id=device_id).order_by("-at", "-id")[:200])


def keepers(actor: Actor, school_no: int) -> dict[UUID, str]:
    """Who may keep or borrow a device: whoever holds a position at the school or office, or in a class."""
    places = directory.places_inside((school_no, school_no + SCHOOL), "grade", "class")
    numbers = [school_no, *(one.no for one in places)]
    found = accounts.holders(actor, _KEEPERS, numbers, clock.today())
    return {one.user_id: one.name for one in found}


@dataclass(frozen=True)
class Share:
    """Devices of a school that it has not given up: how many of them are in use, and how their calibration
    stands, of those that have one (`timed`)."""

    held: int
    in_use: int
    faults: int
    timed: int
    over: int
    unknown: int


_SHARES = """
select unit_no / 4096 * 4096, count(*), count(*) filter (where state = 'in_use'),
       count(*) filter (where state in ('fault', 'repair')), count(*) filter (where item = any(%(timed)s)),
       count(*) filter (where item = any(%(timed)s) and valid_until < %(day)s),
       count(*) filter (where item = any(%(timed)s) and valid_until is null)
from equipment_tool
where unit_no >= %(lo)s and unit_no < %(hi)s and state not in ('lost', 'retired')
group by 1
"""


def shares(interval: Interval) -> dict[int, Share]:
    """School or office → its devices; one without any is not in there. Inside the running scope."""
    timed = [item for item, one in rules.DEVICE_KINDS.items() if one.months]
    values: dict[str, Any] = {
        "lo": interval[0],
        "hi": interval[1],
        "timed": timed,
        "day": clock.today(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHARES, values)
        return {row[0]: Share(*row[1:]) for row in cursor.fetchall()}


def usable_by_item(school_no: int) -> dict[str, int]:
    """Item → how many devices of it a school has registered that are in use: also 0, where it has some
    that are not."""
    rows = Tool.objects.filter(at_home(school_no)).values_list("item", "state")
    found: dict[str, int] = {}
    for item, state in rows:
        found[item] = found.get(item, 0) + (state == "in_use")
    return found


def faults_waiting(actor: Actor) -> int:
    """Devices of the actor's own school that were reported faulty and wait for the keeper."""
    return Tool.objects.filter(own_schools(actor), state="fault").count()


def own_schools(actor: Actor) -> Q:
    """Rows of the schools or offices whose devices the actor keeps as one of them."""
    keeps = {*actor.reach(Permission.KEEP_DEVICES), *actor.reach(Permission.KEEP_SUPPLIES)}
    own = [(lo, min(hi, lo + SCHOOL)) for lo, hi in sorted(keeps) if screening.keeps(actor, lo)]
    return inside(tuple(own))


@dataclass(frozen=True)
class Taking:
    """A count that runs: what has been seen of what is there, by device."""

    id: UUID
    begun_at: dt.datetime
    begun_by_id: UUID | None
    seen: Mapping[UUID, dt.datetime]
    devices: list[Device]

    @property
    def missing(self) -> list[Device]:
        return [one for one in self.devices if one.id not in self.seen]


def taking(actor: Actor, school_no: int) -> Taking | None:
    """The count that runs at a school; None if none does. What is lost or retired is not looked for."""
    row = Stocktake.objects.filter(unit_no=school_no, closed_at=None).first()
    if row is None:
        return None
    seen = dict(Seen.objects.filter(stocktake_id=row.pk).values_list("device_id", "at"))
    rows = Tool.objects.filter(
        at_home(school_no), inside(actor.reach(Permission.USE_DEVICES))
    ).exclude(state__in=["lost", "retired"])
    return Taking(
        row.pk, row.begun_at, row.begun_by_id, seen, _values(list(rows.order_by("unit_no", "id")))
    )


def past_takings(school_no: int) -> list[Stocktake]:
    """Counts that were closed, the newest first. Values for the page of counts only."""
    rows = Stocktake.objects.filter(unit_no=school_no).exclude(closed_at=None)
    return list(rows.order_by("-closed_at")[:10])


def due_for_calibration(until: dt.date) -> list[Tool]:
    """Devices in hand whose certificate ends by a day. For the nightly look, inside the running scope."""
    rows = Tool.objects.filter(valid_until__lte=until).exclude(state__in=["lost", "retired"])
    return list(rows.order_by("unit_no", "id"))


def names(actor: Actor, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    return accounts.names(actor, {one for one in ids if one})
