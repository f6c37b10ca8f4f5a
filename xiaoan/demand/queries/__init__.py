"""Reading demand: how long each item lasts at each store, and what will be wanted until a day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from xiaoan.demand import rules
from xiaoan.kernel.actor import Actor


@dataclass(frozen=True)
class Cover:
    """How long what a store holds of an item will last, as reckoned at `at`.

    `low`, `median`, `high`: days from `day` on, in 95 of 100 cases between `low` and `high`; all None if
    nothing is known (`basis` "unknown"); `rules.HORIZON` means so many or more. `basis`: the worse of what
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


def cover(actor: Actor, unit_no: int, items: Collection[str] | None = None) -> list[Cover]:
    """One for each store inside a unit (its own among them) and item, the soonest to run out first, the
    unknown last; from the kept table. NotFound where the actor sees no supplies."""
    raise NotImplementedError


def wanted(
    actor: Actor,
    store_no: int,
    until: dt.date,
    items: Collection[str] | None = None,
    scenario_id: UUID | None = None,
) -> dict[str, Wanted]:
    """Item → what a store will want until a day, by the calendar or a scenario. Invalid: a day before today
    or beyond the horizon."""
    raise NotImplementedError
