"""Reading demand: how long each item lasts at each store, and what will be wanted until a day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from xiaoan.demand import rules
from xiaoan.demand.models import Cover as Row
from xiaoan.demand.queries import lasting, outlooks
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries import using

# Beyond it "at least so long" is all that is said, in days.
HORIZON = rules.HORIZON


@dataclass(frozen=True)
class Cover:
    """How long what a store holds of an item will last, as reckoned at `at`.

    `low`, `median`, `high`: days from `day` on, in 95 of 100 cases between `low` and `high`; all None if
    nothing is known (`basis` "unknown"); `HORIZON` means so many or more. `basis`: the worse of what
    the store uses ("use") and what the standard gives a person a day ("standard"). `usable` in base units,
    of which `wasted` will expire before it is used; `coming` is on the way and not counted.
    `per_day`: expected use per day, mean of the next four weeks.
    """

    store_no: int
    item: str
    day: dt.date
    usable: int
    wasted: int
    coming: int
    per_day: float | None
    basis: str
    low: int | None
    median: int | None
    high: int | None
    at: dt.datetime

    def out(self, days: int | None) -> dt.date | None:
        """The first day on which it does not suffice; None: unknown, or beyond the horizon."""
        if days is None or days >= rules.HORIZON:
            return None
        return self.day + dt.timedelta(days=days)

    @property
    def out_interval(self) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
        """Stock-out dates: earliest, median, latest."""
        return self.out(self.low), self.out(self.median), self.out(self.high)


@dataclass(frozen=True)
class Wanted:
    """What a store will want of an item from today until a day (both included), in base units. None: unknown.
    `low`, `high`: in 95 of 100 cases between them; `median`, `mean` of the same."""

    item: str
    until: dt.date
    basis: str
    mean: float | None
    low: int | None
    median: int | None
    high: int | None


def cover(
    actor: Actor, unit_no: int, items: Collection[str] | None = None, *, own_only: bool = False
) -> list[Cover]:
    """One for each store inside a unit (its own among them; `own_only`: its own alone) and item, the soonest
    to run out first, the unknown last; from the kept table. NotFound where the actor sees no supplies."""
    place = supplies.store(actor, unit_no)
    rows = _rows(actor, place).filter(whole=False)
    if own_only:
        rows = rows.filter(unit_no=unit_no)
    if items is not None:
        rows = rows.filter(item__in=list(items))
    return [_cover(row) for row in rows.order_by(*SOONEST)]


# What is out first; unknown last.
SOONEST = (F("median").asc(nulls_last=True), "low", "unit_no", "item")


def page_of_covers(
    actor: Actor, unit_no: int, item: str, offset: int, size: int
) -> tuple[int, list[Cover]]:
    """A page of the same list; `item` "": all."""
    rows = _rows(actor, supplies.store(actor, unit_no)).filter(whole=False)
    if item:
        rows = rows.filter(item=item)
    return rows.count(), [_cover(row) for row in rows.order_by(*SOONEST)[offset : offset + size]]


def whole(actor: Actor, unit_no: int) -> list[Cover]:
    """Item → all stores inside a unit together, as if what they hold were shared out; a school: its own."""
    place = supplies.store(actor, unit_no)
    rows = Row.objects.filter(unit_no=unit_no, whole=place.kind != "school")
    return [_cover(row) for row in rows.order_by(*SOONEST)]


def below_lead(actor: Actor, unit_no: int) -> dict[str, int]:
    """Item → how many stores inside a unit run out of it sooner than it takes to come."""
    rows = _rows(actor, supplies.store(actor, unit_no)).filter(whole=False, median__isnull=False)
    by_lead: dict[int, list[str]] = {}
    for item in using.ITEMS:
        by_lead.setdefault(rules.lead_days(item), []).append(item)
    is_short = Q(
        *(Q(item__in=of, median__lt=days) for days, of in by_lead.items()), _connector=Q.OR
    )
    counts = rows.values("item").annotate(short=Count("id", filter=is_short))
    return dict(counts.values_list("item", "short"))


def _rows(actor: Actor, place: directory.Place) -> QuerySet[Row]:
    rows = visible(Row.objects.all(), actor, Permission.SEE_SUPPLIES)
    return rows.filter(unit_no__gte=place.no, unit_no__lt=place.end)


def _cover(row: Row) -> Cover:
    return Cover(
        row.unit_no, row.item, row.day, row.usable, row.wasted, row.coming, row.per_day, row.basis,
        row.low, row.median, row.high, row.at,
    )  # fmt: skip


def wanted(
    actor: Actor,
    store_no: int,
    until: dt.date,
    items: Collection[str] | None = None,
    scenario_id: UUID | None = None,
) -> dict[str, Wanted]:
    """Item → what a store will want until a day, by the calendar or a scenario. Invalid: a day before today
    or beyond the horizon."""
    ahead = days_ahead(until)
    found = outlooks.of_store(actor, store_no, scenario_id, items)
    return {one.item: wanted_of(one, until, ahead) for one in found}


def days_ahead(until: dt.date) -> int:
    """From today to a day. Invalid: before today or beyond the horizon."""
    today = clock.today()
    ahead = (until - today).days
    if not 0 <= ahead < rules.HORIZON:
        latest = today + dt.timedelta(days=rules.HORIZON - 1)
        raise Invalid(
            _("请选今天到 %(day)s 之间的一天。") % {"day": latest.isoformat()}, {"until": "range"}
        )
    return ahead


def wanted_of(one: lasting.Outlook, until: dt.date, at: int) -> Wanted:
    """What an outlook says of the days until `until`, `at` days from today: the worse of use and standard,
    each end the greater of the two."""
    standard = float(one.standard[at]) if one.standard is not None else 0.0
    mean = float(one.use.mean[0, at]) if one.use is not None else 0.0
    high, median, low = (int(lasting.whole_ends(one, end)[at]) for end in range(3))
    basis = "use" if one.use is not None and mean >= standard else "standard"
    return Wanted(one.item, until, basis, max(mean, standard), low, median, high)
