"""Which positions people hold, and who holds those of a unit, with the day since when; as of any day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts.models import Grant
from xiaoan.accounts.queries import running
from xiaoan.kernel.actor import Interval


@dataclass(frozen=True)
class Standing:
    """Somebody in a position at a unit since a day; `acting`: for whoever holds it."""

    user_id: UUID
    name: str
    role: str
    unit_no: int
    since: dt.date
    acting: bool


_COLUMNS = ("user_id", "user__name", "role", "unit_no", "since", "deputises_id")


def _standing(rows: Iterable[tuple[UUID, str, str, int, dt.date, UUID | None]]) -> list[Standing]:
    return [Standing(*row[:5], row[5] is not None) for row in rows]


def of_people(user_ids: Iterable[UUID], on: dt.date) -> dict[UUID, list[Standing]]:
    """The positions of some people on a day, as far as the running scope reaches."""
    rows = Grant.objects.filter(running(on), user_id__in=set(user_ids), user__is_active=True)
    found: dict[UUID, list[Standing]] = defaultdict(list)
    for one in _standing(rows.exclude(role="guardian").order_by("id").values_list(*_COLUMNS)):
        found[one.user_id].append(one)
    return dict(found)


def at_units(
    roles: Iterable[str], unit_nos: Iterable[int], on: dt.date
) -> dict[tuple[str, int], list[Standing]]:
    """Who holds one of some roles exactly at each of some units on a day; whoever stands in first."""
    rows = Grant.objects.filter(
        running(on), role__in=list(roles), unit_no__in=list(unit_nos), user__is_active=True
    )
    found: dict[tuple[str, int], list[Standing]] = defaultdict(list)
    for one in _standing(rows.order_by("since", "id").values_list(*_COLUMNS)):
        found[one.role, one.unit_no].append(one)
    for holders in found.values():
        holders.sort(key=lambda one: not one.acting)
    return dict(found)


def inside(interval: Interval, on: dt.date) -> list[Standing]:
    """Everybody with a position inside an interval on a day, by name."""
    lo, hi = interval
    rows = Grant.objects.filter(
        running(on), unit_no__gte=lo, unit_no__lt=hi, user__is_active=True
    ).exclude(role="guardian")
    return _standing(rows.order_by("user__name", "unit_no", "id").values_list(*_COLUMNS))
