"""Disinfectants on the register: a school's own, and the county's for all."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Product
from xiaoan.hygiene.rules import measures
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

_SEES = (Permission.SEE_HYGIENE, Permission.DISINFECT, Permission.CHECK_HYGIENE)


@dataclass(frozen=True)
class Bottle:
    """A product as it is shown. `is_ours`: the school's own, else the county's."""

    id: UUID
    unit_no: int
    name: str
    maker: str
    agent: str
    item: str
    strength: int
    strength_most: int
    per_tablet: bool
    licence: str
    keeps_days: int | None
    is_ours: bool
    is_closed: bool
    closed_why: str
    pack: str
    approved: dt.date | None
    licence_until: dt.date | None

    @property
    def unit(self) -> str:
        """Of the strength: mg of a tablet, else the agent's."""
        return "mg" if self.per_tablet else rules.AGENTS[self.agent].unit

    @property
    def licence_state(self) -> str:
        """ "" in order, "missing", "expired" or "shape" (the number has not that of one)."""
        if not self.licence:
            return "missing"
        if self.licence_until is not None and self.licence_until < clock.today():
            return "expired"
        return "" if measures.is_licence(self.licence) else "shape"


def sees(actor: Actor, unit_no: int) -> bool:
    """Whoever has to do with cleaning reads the county's register; a school's, whoever has there."""
    if unit_no % numbering.COUNTY == 0:
        return any(actor.may_anywhere(one) for one in _SEES)
    return any(actor.may(one, unit_no) for one in _SEES) or school_of(actor) == unit_no


def keeps(actor: Actor, unit_no: int) -> bool:
    if unit_no % numbering.COUNTY == 0:
        return actor.may(Permission.CHECK_HYGIENE, unit_no)
    return actor.may(Permission.PLAN_HYGIENE, unit_no)


def school_of(actor: Actor) -> int:
    """The school in which somebody cleans or sees cleaning; 0 for who has several or none."""
    found = {
        numbering.school_of(lo)
        for one in _SEES
        for lo, hi in actor.reach(one)
        if hi - lo <= numbering.SCHOOL
    }
    return found.pop() if len(found) == 1 else 0


def unit(actor: Actor, unit_no: int) -> Place:
    """The school or county whose register the actor may read."""
    if not sees(actor, unit_no):
        raise NotFound
    place = directory.place(unit_no)
    if place.kind not in ("school", "county"):
        raise NotFound
    return place


def of_school(actor: Actor, school_no: int, *, closed: bool = False) -> list[Bottle]:
    """What may be used at a school: its own first, then the county's. `school_no` 0: the county's alone."""
    county = directory.county().no
    if not sees(actor, school_no or county):
        raise NotFound
    with everywhere("hygiene"):
        rows = Product.objects.filter(unit_no__in={school_no or county, county})
        if not closed:
            rows = rows.filter(closed_at=None)
        found = [_bottle(row, school_no or county) for row in rows.order_by("name", "id")]
    return sorted(found, key=lambda one: (one.is_closed, not one.is_ours))


def one(actor: Actor, product_id: UUID) -> Bottle:
    """One product that the actor may read of."""
    with everywhere("hygiene"):
        row = Product.objects.filter(pk=product_id).first()
    if row is None or not sees(actor, row.unit_no):
        raise NotFound
    return _bottle(row, row.unit_no)


def _bottle(row: Product, unit_no: int) -> Bottle:
    return Bottle(
        row.pk, row.unit_no, row.name, row.maker, row.agent, row.item, row.strength,
        row.strength_most, row.per_tablet, row.licence, row.keeps_days, row.unit_no == unit_no,
        row.closed_at is not None and row.closed_at <= clock.now(), row.closed_why, row.pack,
        row.approved, row.licence_until,
    )  # fmt: skip
