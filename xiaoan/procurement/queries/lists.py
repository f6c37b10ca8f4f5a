"""Lists of requisitions, orders and gifts of a unit and all under it, filtered and paged."""

import datetime as dt
from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from django.db.models import F, Model, Q, QuerySet

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.procurement.models import (
    Donation,
    DonationLine,
    Order,
    OrderLine,
    Requisition,
    RequisitionLine,
)
from xiaoan.procurement.queries import waiting

MOST_ROWS = 10_000
Row = TypeVar("Row", bound=Model)


def requisitions(
    actor: Actor, unit: directory.Place, state: str, offset: int, size: int
) -> tuple[int, list[Requisition]]:
    """Requisitions, the newest first. `state`: one of them, "" for all."""
    rows = _inside(Requisition.objects.all(), actor, unit)
    if state:
        rows = rows.filter(state=state)
    return rows.count(), list(rows.order_by("-made_at", "id")[offset : offset + size])


def orders(
    actor: Actor, unit: directory.Place, state: str, supplier_id: UUID | None, offset: int, size: int
) -> tuple[int, list[Order]]:  # fmt: skip
    """Orders, the newest first. `state`: one of them, late (past the day promised), unpaid (invoiced, not
    paid), part (some of it came), "" for all."""
    rows = _inside(Order.objects.select_related("supplier"), actor, unit)
    special = {
        "late": Q(state="sent", expected__lt=clock.today()),
        "part": Q(state="sent", last_came_on__isnull=False),
        "unpaid": Q(invoiced__gt=F("paid")),
    }
    if state:
        rows = rows.filter(special.get(state, Q(state=state)))
    if supplier_id:
        rows = rows.filter(supplier_id=supplier_id)
    return rows.count(), list(rows.order_by("-made_at", "id")[offset : offset + size])


def donations(
    actor: Actor, unit: directory.Place, state: str, offset: int, size: int
) -> tuple[int, list[Donation]]:
    """Gifts, the newest first. `state`: one of them, or asked or published of the public list;
    waiting: those that the actor may answer or publish."""
    rows = _inside(Donation.objects.all(), actor, unit)
    if state == "waiting":
        rows = rows.filter(waiting.waits_for(actor))
    elif state in ("asked", "published"):
        rows = rows.filter(public=state)
    elif state:
        rows = rows.filter(state=state)
    return rows.count(), list(rows.order_by("-made_at", "id")[offset : offset + size])


def published(
    actor: Actor, unit: directory.Place, since: dt.date, offset: int, size: int
) -> tuple[int, list[Donation]]:
    """The public list of gifts received since a day, the newest first."""
    rows = _inside(Donation.objects.all(), actor, unit).filter(
        public="published", received_on__gte=since
    )
    return rows.count(), list(rows.order_by("-published_at", "id")[offset : offset + size])


def _inside(rows: "QuerySet[Row]", actor: Actor, unit: directory.Place) -> "QuerySet[Row]":
    lo, hi = unit.interval
    return visible(rows, actor, Permission.SEE_SUPPLIES).filter(unit_no__gte=lo, unit_no__lt=hi)


def requisition_lines(ids: Collection[UUID]) -> dict[UUID, list[RequisitionLine]]:
    found: dict[UUID, list[RequisitionLine]] = {}
    for one in RequisitionLine.objects.filter(requisition_id__in=ids).order_by("at"):
        found.setdefault(one.requisition_id, []).append(one)
    return found


def order_lines(ids: Collection[UUID]) -> dict[UUID, list[OrderLine]]:
    found: dict[UUID, list[OrderLine]] = {}
    for one in OrderLine.objects.filter(order_id__in=ids).order_by("at"):
        found.setdefault(one.order_id, []).append(one)
    return found


def donation_lines(ids: Collection[UUID]) -> dict[UUID, list[DonationLine]]:
    found: dict[UUID, list[DonationLine]] = {}
    for one in DonationLine.objects.filter(donation_id__in=ids).order_by("at"):
        found.setdefault(one.donation_id, []).append(one)
    return found


def next_to_receive(actor: Actor, store_no: int, but: UUID) -> tuple[int, UUID | None]:
    """How many other orders a store waits for, and the one that is expected first; none for who does not
    keep it."""
    if not actor.may(Permission.KEEP_SUPPLIES, store_no):
        return 0, None
    rows = Order.objects.filter(unit_no=store_no, state="sent").exclude(pk=but)
    return rows.count(), rows.order_by("expected", "id").values_list("id", flat=True).first()


def orders_of(requisition_id: UUID) -> list[Order]:
    """The orders that buy what a requisition asked for; inside the running scope."""
    rows = Order.objects.filter(requisition_id=requisition_id).select_related("supplier")
    return list(rows.order_by("made_at", "id"))
