"""The register of measuring devices, and how each has been doing."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Q

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL, is_office
from xiaoan.kernel.actor import Actor, Scope
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside
from xiaoan.screening import rules
from xiaoan.screening.models import Device, Reading


@dataclass(frozen=True)
class DeviceValue:
    """A device as other apps read it. `unit_no`: the place it is at, as far as that is a unit."""

    id: UUID
    school_id: int
    unit_no: int
    kind: str
    method: str
    serial: str
    place: str
    calibrated: dt.date | None
    valid_until: dt.date | None
    out: bool
    doubtful: bool
    revoked: bool
    seen_at: dt.datetime | None
    added_at: dt.datetime


def device_values(device_ids: Iterable[UUID]) -> dict[UUID, DeviceValue]:
    """Devices by their ids, inside the running scope."""
    rows = Device.objects.filter(pk__in=set(device_ids))
    return {
        row.pk: DeviceValue(
            row.pk, row.school_id, row.unit_no, row.kind, row.method, row.serial, row.place,
            row.calibrated, row.valid_until, row.out_at is not None, row.doubtful,
            row.revoked_at is not None, row.seen_at, row.added_at,
        )
        for row in rows
    }  # fmt: skip


def keeps(actor: Actor, unit_no: int) -> bool:
    """Whether the actor keeps the devices of a unit; at an office whoever keeps its store does."""
    if actor.may(Permission.KEEP_DEVICES, unit_no):
        return True
    return is_office(unit_no) and actor.may(Permission.KEEP_SUPPLIES, unit_no)


def serials_of(home_no: int) -> set[str]:
    """Serial numbers taken at a school or office."""
    rows = Device.objects.filter(unit_no__gte=home_no, unit_no__lt=home_no + SCHOOL)
    return set(rows.values_list("serial", flat=True))


@dataclass(frozen=True)
class Registered:
    """A device, its school's name, and its readings of a day."""

    row: Device
    school: str
    day: rules.DeviceDay


def token_hash(token: str) -> bytes:
    """What is kept of a token. 256 random bits need no slow hash: nobody guesses them."""
    return sha256(token.encode()).digest()


def device_of(token: str) -> Device | None:
    """The device whose token this is, whatever the running scope; None for any other text."""
    with everywhere("screening.devices"):
        return Device.objects.filter(
            token_hash=token_hash(token), revoked_at=None, out_at=None
        ).first()


def actor_of(device: Device) -> Actor:
    """A device acts inside its own school, and is nobody: it holds no right of any page."""
    school = directory.place(device.school_id)
    scope = Scope("device", school.no, school.end, frozenset())
    return Actor(user_id=None, name=f"device-{device.pk}", scopes=(scope,))


def devices(actor: Actor, day: dt.date, offset: int, limit: int) -> tuple[int, list[Registered]]:
    """How many devices the actor keeps, and one page of them, by school and place."""
    # Those of offices send nothing: they are in the register of equipment alone.
    rows = Device.objects.filter(inside(actor.reach(Permission.KEEP_DEVICES))).exclude(school_id=0)
    page = rows.order_by("school_id", "place", "id")[offset : offset + limit]
    return rows.count(), _registered(list(page), day)


def device(actor: Actor, device_id: UUID, day: dt.date) -> Registered:
    """One device of the register."""
    rows = Device.objects.filter(inside(actor.reach(Permission.KEEP_DEVICES)), pk=device_id)
    rows = rows.exclude(school_id=0)
    found = _registered(list(rows), day)
    if not found:
        raise NotFound
    return found[0]


def _registered(rows: Sequence[Device], day: dt.date) -> list[Registered]:
    days = _days({row.pk for row in rows}, {row.school_id for row in rows}, [day])
    schools = directory.places({row.school_id for row in rows}) if rows else {}
    none = rules.DeviceDay(0, 0, 0, 0)
    return [
        Registered(row, schools[row.school_id].name, days.get((row.pk, day), none)) for row in rows
    ]


def device_days(
    actor: Actor, device_id: UUID, days: Sequence[dt.date]
) -> list[tuple[dt.date, rules.DeviceDay]]:
    """A device day by day, days without a reading left out."""
    row = device(actor, device_id, days[-1]).row
    found = _days({row.pk}, {row.school_id}, days)
    return [(day, found[row.pk, day]) for day in days if (row.pk, day) in found]


def _days(
    ids: set[UUID], school_ids: set[int], days: Sequence[dt.date]
) -> dict[tuple[UUID, dt.date], rules.DeviceDay]:
    counted = (
        Reading.objects.filter(school_id__in=school_ids, day__in=days, device_id__in=ids)
        .values("device_id", "day")
        .annotate(
            n=Count("id"),
            faults=Count("id", filter=Q(verdict__in=rules.DEVICE_FAULTS)),
            high=Count("id", filter=Q(verdict="high")),
            unknown=Count("id", filter=Q(person_id=None)),
        )
        .values_list("device_id", "day", "n", "faults", "high", "unknown")
    )
    return {(pk, day): rules.DeviceDay(*sums) for pk, day, *sums in counted}
