"""Reach: confirmed families of all that were addressed, by school and class, and over time.

Unknown stays unknown: who has not confirmed is not said to know or not to know. A family is that of one
pupil: a guardian of two confirms for both, and each class counts its own.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, F, Func, QuerySet, Sum

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.notices.models import Family, Notice, Reach, Recipient

FIGURES = (
    "families", "with_account", "phone_only", "read", "confirmed", "by_call", "staff", "staff_read",
    "staff_confirmed",
)  # fmt: skip
# More columns than these are no curve any more.
_POINTS = 48


@dataclass(frozen=True)
class Figures:
    """Of a notice in a place. `unreachable`: families with neither account nor phone."""

    families: int = 0
    with_account: int = 0
    phone_only: int = 0
    read: int = 0
    confirmed: int = 0
    by_call: int = 0
    staff: int = 0
    staff_read: int = 0
    staff_confirmed: int = 0

    @property
    def unreachable(self) -> int:
        return self.families - self.with_account - self.phone_only

    @property
    def unknown(self) -> int:
        return self.families - self.confirmed


@dataclass(frozen=True)
class Row:
    """A school, class or office with its figures."""

    place: directory.Place
    figures: Figures


@dataclass(frozen=True)
class Unconfirmed:
    """A family (of its pupil) or a member of staff without a confirmation."""

    person_id: UUID | None
    name: str
    has_account: bool
    has_phone: bool
    read_at: dt.datetime | None
    outcome: str


def _seen(actor: Actor, notice_id: UUID, interval: Interval | None) -> QuerySet[Reach]:
    rows = Reach.objects.filter(inside(actor.reach(Permission.WRITE_NOTICES)), notice_id=notice_id)
    return rows.filter(unit_no__gte=interval[0], unit_no__lt=interval[1]) if interval else rows


def total(actor: Actor, notice_id: UUID, interval: Interval | None = None) -> Figures:
    """All that the actor sees of it, or inside a unit."""
    sums = _seen(actor, notice_id, interval).aggregate(
        **{f"sum_{name}": Sum(name) for name in FIGURES}
    )
    return Figures(*(sums[f"sum_{name}"] or 0 for name in FIGURES))


def rows(actor: Actor, notice_id: UUID, interval: Interval | None) -> list[Row]:
    """By school (and office); inside one school by class. In the order of the tree."""
    by_class = interval is not None and interval[1] - interval[0] <= numbering.SCHOOL
    found = _seen(actor, notice_id, interval)
    if not by_class:
        schools = found.values_list("school_id", flat=True).distinct()[:2]
        by_class = len(schools) == 1 and schools[0] > 0
    keyed = found if by_class else found.annotate(at=_school())
    key = "unit_no" if by_class else "at"
    sums = (
        keyed.values(key).annotate(**{f"sum_{name}": Sum(name) for name in FIGURES}).order_by(key)
    )
    figures = {one[key]: Figures(*(one[f"sum_{name}"] for name in FIGURES)) for one in sums}
    places = directory.places(figures)
    return [Row(places[no], figures[no]) for no in sorted(figures) if no in places]


def _school() -> Any:
    """The school, or the office itself."""
    return F("unit_no") - F("unit_no") % numbering.SCHOOL


def _hour(field: str) -> Func:
    """The hour that an instant lies in. The county's hours are those of UTC (no half hours, no summer time),
    and without a zone the sum over 150,000 families takes half the time."""
    return Func(
        F(field), output_field=DateTimeField(),
        template="date_bin('1 hour', %(expressions)s, 'epoch'::timestamptz)",
    )  # fmt: skip


def curve(actor: Actor, row: Notice, interval: Interval | None) -> list[tuple[dt.datetime, int]]:
    """How many had confirmed by the end of each hour since it was sent, the last hour there was."""
    if row.sent_at is None:
        return []
    found = Family.objects.filter(
        inside(actor.reach(Permission.WRITE_NOTICES)), notice_id=row.pk,
        confirmed_at__isnull=False,
    )  # fmt: skip
    if interval:
        found = found.filter(unit_no__gte=interval[0], unit_no__lt=interval[1])
    hours = found.annotate(hour=_hour("confirmed_at")).values("hour")
    counted = dict(hours.annotate(n=Count("*")).values_list("hour", "n"))
    if not counted:
        return []
    first = row.sent_at.astimezone(clock.ZONE).replace(minute=0, second=0, microsecond=0)
    last = max(counted)
    width = max(1, -(-(int((last - first).total_seconds() // 3600) + 1) // _POINTS))
    # When it was sent nobody had confirmed.
    points, sum_so_far, at = [(row.sent_at, 0)], 0, first
    while at <= last:
        end = at + dt.timedelta(hours=width)
        sum_so_far += sum(n for hour, n in counted.items() if at <= hour < end)
        points.append((end, sum_so_far))
        at = end
    return points


def unconfirmed(actor: Actor, notice_id: UUID, unit_no: int) -> list[Unconfirmed]:
    """Families of a class without a confirmation, by name."""
    found = list(
        Family.objects.filter(notice_id=notice_id, unit_no=unit_no, confirmed_at=None).order_by(
            "id"
        )
    )
    names = person_names(actor, [one.person_id for one in found])
    lines = [
        Unconfirmed(
            one.person_id, names.get(one.person_id, ""), one.has_account, one.has_phone,
            one.read_at, one.outcome,
        )
        for one in found
    ]  # fmt: skip
    return sorted(lines, key=lambda one: one.name)


def unconfirmed_staff(actor: Actor, notice_id: UUID, unit_no: int) -> list[Unconfirmed]:
    """Members of staff of a school or office without a confirmation, by name."""
    found = Recipient.objects.filter(
        notice_id=notice_id, unit_no=unit_no, kind="staff", acked_at=None
    )
    users = dict(found.values_list("user_id", "read_at"))
    names = accounts.names(actor, [one for one in users if one])
    lines = [
        Unconfirmed(None, names.get(user, "") if user else "", True, False, read, "")
        for user, read in users.items()
    ]
    return sorted(lines, key=lambda one: one.name)
