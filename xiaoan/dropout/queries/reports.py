"""What a month's report and a quarter's review say, drafted from the ledger."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import moves as roll
from xiaoan.dropout.models import Entry, Report, Review
from xiaoan.dropout.queries import children
from xiaoan.dropout.rules import ledger as rules
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

_COMPULSORY = ("primary", "teaching_point", "nine_year", "junior", "special")


@dataclass(frozen=True)
class Draft:
    """Of one school and month: pupils of school age on the roll now, open lines of both ledgers, lines opened
    and closed in the month."""

    on_roll: int
    suspected: int
    dropped: int
    opened: int
    closed: int


@dataclass(frozen=True)
class Line:
    """Of one township (`no` None: all): reports signed of those wanted, what is open now; `children`: of the
    third ledger, None for whoever does not read that."""

    no: int | None
    name: str
    reports: int
    wanted: int
    suspected: int
    dropped: int
    closed: int
    children: int | None = None
    children_closed: int | None = None


@dataclass(frozen=True)
class Quarter:
    first: dt.date
    months: tuple[dt.date, ...]
    rows: tuple[Line, ...]
    total: Line
    signed: Review | None


def next_month(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=32)).replace(day=1)


def quarter_of(day: dt.date) -> dt.date:
    """The first day of the quarter."""
    return dt.date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def schools() -> list[int]:
    """Schools that owe reports: those of compulsory schooling, open today."""
    county = directory.place(numbering.COUNTY)
    found = directory.places_inside(county.interval, "school")
    return [one.no for one in found if one.stage in _COMPULSORY]


def draft(school_no: int, month: dt.date) -> Draft:
    """From the ledger at this moment, in the running scope."""
    place = directory.place(school_no)
    lo, hi = place.interval
    since = clock.at(month, dt.time.min)
    until = clock.at(next_month(month), dt.time.min)
    rows = Entry.objects.filter(unit_no__gte=lo, unit_no__lt=hi)
    found = rows.aggregate(
        suspected=Count("id", filter=Q(closed_at=None, ledger="suspected")),
        dropped=Count("id", filter=Q(closed_at=None, ledger="dropped")),
        opened=Count("id", filter=Q(opened_at__gte=since, opened_at__lt=until)),
        closed=Count("id", filter=Q(closed_at__gte=since, closed_at__lt=until)),
    )
    on_roll = roll.of_age((lo, hi), clock.today(), *rules.AGES).get(school_no, 0)
    return Draft(on_roll, **found)


def signed(actor: Actor, school_no: int) -> list[Report]:
    """The reports of a school, the latest first."""
    rows = Report.objects.filter(inside(actor.reach(Permission.SEE_DROPOUT)), unit_no=school_no)
    return list(rows.order_by("-month")[:24])


def quarter(actor: Actor, first: dt.date) -> Quarter:
    """Reports and ledgers by township, inside the reach."""
    second = next_month(first)
    months = (first, second, next_month(second))
    begun = [one for one in months if one <= clock.today()]
    reach = actor.reach(Permission.SEE_DROPOUT)
    mine = [no for no in schools() if any(lo <= no < hi for lo, hi in reach)]
    reports = Report.objects.filter(inside(reach), month__in=months)
    said = list(reports.values_list("unit_no", flat=True))
    until = clock.at(next_month(months[2]), dt.time.min)
    in_quarter = Q(closed_at__gte=clock.at(first, dt.time.min), closed_at__lt=until)
    kept = list(
        Entry.objects.filter(Q(closed_at=None) | in_quarter, inside(reach)).values_list(
            "unit_no", "ledger", "closed_at"
        )
    )
    townships = sorted({numbering.ancestors(no)[1] for no in mine})
    since = clock.at(first, dt.time.min)
    counted = children.by_township(reach, since, until)
    reads = [no for no in townships if any(lo <= no < hi for lo, hi in reach)]
    names = directory.places(townships)

    def line(no: int | None, name: str) -> Line:
        def here(unit: int) -> bool:
            return no is None or numbering.ancestors(unit)[1] == no

        open_now = [ledger for unit, ledger, at in kept if at is None and here(unit)]
        return Line(
            no, name, sum(here(unit) for unit in said), sum(map(here, mine)) * len(begun),
            open_now.count("suspected"), open_now.count("dropped"),
            sum(at is not None and here(unit) for unit, _l, at in kept),
            *(_third(counted, [one for one in reads if no in (None, one)])),
        )  # fmt: skip

    rows = tuple(line(no, names[no].name) for no in townships if no in names)
    review = Review.objects.filter(quarter=first).first()
    return Quarter(first, months, rows, line(None, ""), review)


def _third(
    counted: dict[int, tuple[int, int]], townships: list[int]
) -> tuple[int | None, int | None]:
    """Lines of the third ledger that are open, and closed in the quarter, of these townships."""
    if not townships:
        return None, None
    found = [counted.get(no, (0, 0)) for no in townships]
    return sum(one[0] for one in found), sum(one[1] for one in found)
