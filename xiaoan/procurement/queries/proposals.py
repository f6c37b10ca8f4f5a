"""What a store should ask for: wanted less what is there and what comes, rounded up to packs."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.procurement import rules
from xiaoan.procurement.models import RequisitionLine
from xiaoan.procurement.queries import suppliers
from xiaoan.procurement.queries.wanted import Want, wanted
from xiaoan.supplies.queries import catalogue, holding, moves


@dataclass(frozen=True)
class Coming:
    """Of an item to a store: asked for (handed in) and not decided or ordered yet, ordered, on the way from a
    store. `drafted`: in drafts that may be forgotten, and does not count; a draft of an order counts where
    it buys what a requisition asked for."""

    asked: int = 0
    ordered: int = 0
    moving: int = 0
    drafted: int = 0

    @property
    def all(self) -> int:
        return self.asked + self.ordered + self.moving


@dataclass(frozen=True)
class Proposal:
    """One item: what is wanted, held and coming; what to ask for, in base units of whole packs.

    Of a school all that counts for the standard is held, the same figure as in the gap table; of an office
    only what lies in its store: it is there to be given on.
    """

    want: Want
    held: holding.Holding
    coming: Coming
    pace: rules.Pace
    size: int

    @property
    def item(self) -> str:
        return self.want.item

    @property
    def usable(self) -> int:
        return self.held.stock if self.want.of_office else self.held.usable

    @property
    def short(self) -> int:
        """What is missing of the standard now, whatever is on its way: the gap of the gap table."""
        return 0 if self.want.of_office else max(self.want.standard - self.usable, 0)

    @property
    def idle(self) -> int:
        """What lies in a school's store unregistered and counts once it is registered: not bought anew."""
        return 0 if self.want.of_office else self.held.aside

    @property
    def register(self) -> int:
        """How much of what is wanted is to be registered first: it lies in the store already."""
        return min(self.idle, max(self.want.amount - self.usable - self.coming.all, 0))

    @property
    def ask(self) -> int:
        """What has to be bought even when all that lies in the store is registered."""
        return rules.to_order(self.want.amount, self.usable + self.idle, self.coming.all, self.size)


_COMING = """
select item, sum(asked)::bigint, sum(ordered)::bigint, sum(drafted)::bigint from (
  select l.item, case when r.state = 'draft' then 0 else l.waits end as asked, 0 as ordered,
         case when r.state = 'draft' then l.waits else 0 end as drafted
  from procurement_requisition_line l join procurement_requisition r on r.id = l.requisition_id
  where l.unit_no = %(store)s and l.waits > 0
  union all
  select l.item, 0, case when o.state = 'draft' and o.requisition_id is null then 0 else l.left end,
         case when o.state = 'draft' and o.requisition_id is null then l.left else 0 end
  from procurement_order_line l
  join procurement_order o on o.id = l.order_id and o.state in ('draft', 'sent')
  where l.unit_no = %(store)s and l.left > 0
) c group by item
"""


def coming(store_no: int) -> dict[str, Coming]:
    """Item → what is on its way to a store, of whatever kind; inside the running scope."""
    moving = moves.on_the_way(store_no)
    with connection.cursor() as cursor:
        cursor.execute(_COMING, {"store": store_no})
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
    return {
        item: Coming(asked, ordered, moving.get(item, 0), drafted)
        for item in {*rows, *moving}
        for asked, ordered, drafted in [rows.get(item, (0, 0, 0))]
    }


@dataclass(frozen=True)
class Proposals:
    """Of every item that is wanted at a store, what falls short first. What is held and coming is of now;
    what will be used, of `at`."""

    rows: list[Proposal]
    at: dt.datetime


def proposals(actor: Actor, store: directory.Place) -> list[Proposal]:
    """The rows alone."""
    return proposed(actor, store).rows


def proposed(actor: Actor, store: directory.Place) -> Proposals:
    """What a store should ask for."""
    told = wanted(actor, store)
    wants = told.items
    held = holding.of_store(store.no)
    on_way, paces = coming(store.no), suppliers.paces([one.item for one in wants])
    found = [
        Proposal(
            one, held.get(one.item, holding.NOTHING),
            on_way.get(one.item, Coming()), paces[one.item],
            catalogue.size_of(one.item, paces[one.item].pack) or 1,
        )
        for one in wants
    ]  # fmt: skip
    return Proposals(
        sorted(found, key=lambda one: (one.ask == 0, one.register == 0, one.item)), told.at
    )


def missing(one: Proposal, line: RequisitionLine, *, asked: bool) -> int:
    """What is wanted less what is usable, lies unregistered and is coming, without the line itself.
    `asked`: it has been handed in, and counts as coming; a draft does not."""
    own = line.waits if asked else 0
    return max(one.want.amount - one.usable - one.idle - one.coming.all + own, 0)


def excess(one: Proposal, line: RequisitionLine, *, asked: bool) -> int:
    """What a line asks for beyond that, rounded up to whole packs; 0 where what is wanted is not known."""
    if not one.want.known:
        return 0
    size = max(one.size, catalogue.size_of(line.item, line.pack))
    return max(line.quantity - rules.to_order(missing(one, line, asked=asked), 0, 0, size), 0)


def beside(actor: Actor, store: directory.Place, items: Collection[str]) -> dict[str, Proposal]:
    """The same, of the items of a requisition, for whoever approves it."""
    return {one.item: one for one in proposals(actor, store) if one.item in items}
