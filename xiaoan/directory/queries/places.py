"""The tree: places by number, by interval, and the way up."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xiaoan.directory.models import FormerName, Unit
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Interval
from xiaoan.kernel.errors import NotFound

# The stages of schooling in words, in the order of age.
STAGE_NAMES = {
    "kindergarten": _("幼儿园"),
    "primary": _("小学"),
    "teaching_point": _("教学点"),
    "nine_year": _("九年一贯制"),
    "junior": _("初中"),
    "senior": _("高中"),
    "special": _("特殊教育"),
}
PLACE = (
    "no", "end", "parent_no", "kind", "name", "code", "school_id", "stage", "boarding", "opened",
    "closed",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A unit of the tree; `closed` is the first day on which it is no more."""

    no: int
    end: int
    parent_no: int | None
    kind: str
    name: str
    code: str
    school_id: int
    stage: str
    boarding: bool
    opened: dt.date
    closed: dt.date | None

    @property
    def interval(self) -> Interval:
        return (self.no, self.end)

    def is_open_on(self, day: dt.date) -> bool:
        return self.opened <= day and (self.closed is None or self.closed > day)


# Written out, like a class's roll: every roll-call of the morning's rush asks for them.
_PLACES = """
select no, "end", parent_no, kind, name, code, school_id, stage, boarding, opened, closed
from directory_unit where no {}
"""
# Of a few, their number is part of the statement: else PostgreSQL plans it anew each time.
_FEW = 4


def place(unit_no: int) -> Place:
    """The unit with exactly this number; NotFound if there is none."""
    found = places([unit_no])
    if not found:
        raise NotFound
    return found[unit_no]


def places(unit_nos: Iterable[int]) -> dict[int, Place]:
    """The units with these numbers, as far as there are any."""
    wanted = list(set(unit_nos))
    few = 0 < len(wanted) <= _FEW
    numbers = f"in ({', '.join(['%s'] * len(wanted))})" if few else "= any(%s)"
    with connection.cursor() as cursor:
        cursor.execute(_PLACES.format(numbers), wanted if few else [wanted])
        return {row[0]: Place(*row) for row in cursor.fetchall()}


def coded(code: str) -> Place | None:
    """The unit with this code of the roster, open or not."""
    row = Unit.objects.filter(code=code).values_list(*PLACE).first()
    return Place(*row) if row else None


def places_inside(interval: Interval, *kinds: str, day: dt.date | None = None) -> list[Place]:
    """Units of these kinds inside an interval, in number order, those left out that are closed on a day.

    Of today, unless another is named. What is only going to close is there; what is going to open too.
    """
    lo, hi = interval
    rows = Unit.objects.filter(
        Q(closed=None) | Q(closed__gt=day or clock.today()),
        no__gte=lo, no__lt=hi, kind__in=kinds,
    )  # fmt: skip
    return [Place(*row) for row in rows.order_by("no").values_list(*PLACE)]


def path_to(unit_no: int) -> list[Place]:
    """The units above a unit and itself, the county first."""
    rows = Unit.objects.filter(no__lte=unit_no, end__gt=unit_no).order_by("no", "-end")
    return [Place(*row) for row in rows.values_list(*PLACE)]


def names_on(unit_nos: Iterable[int], day: dt.date) -> dict[int, str]:
    """What units were called on a day, where that was not what they are called now."""
    rows = FormerName.objects.filter(unit_no__in=set(unit_nos), until__gt=day)
    return dict(rows.order_by("unit_no", "-until").values_list("unit_no", "name"))


def full_name(unit_no: int) -> str:
    """School and class in one line, as people say it."""
    return " ".join(p.name for p in path_to(unit_no) if p.kind in ("school", "class", "dormitory"))


def county() -> Place:
    """The county itself; NotFound before one is set up."""
    row = Unit.objects.filter(kind="county").order_by(F("no")).values_list(*PLACE).first()
    if row is None:
        raise NotFound
    return Place(*row)
