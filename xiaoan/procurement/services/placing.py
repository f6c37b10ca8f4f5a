"""How much of a requisition's lines is in orders: what is not is asked for again."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.procurement.models import OrderLine, RequisitionLine


def take(requisition_id: UUID, lines: Sequence[OrderLine]) -> None:
    """The lines of a new order cover what was decided to be bought; what is rounded up to packs is beside."""
    asked = {
        one.item: one
        for one in RequisitionLine.objects.select_for_update().filter(
            requisition_id=requisition_id
        ).order_by("at")
    }  # fmt: skip
    for line in lines:
        wanted = asked.get(line.item)
        if wanted is None or not wanted.bought:
            raise Invalid(
                _("请领单没有决定采购这种物资。请去掉这一行。"), {f"item-{line.at}": "foreign"}
            )
        if wanted.placed >= wanted.bought:
            raise Conflict(_("请领单上的这种物资已经订过了。请刷新后再看。"))
        line.requisition_line_id = wanted.pk
        line.placed = min(line.quantity, wanted.bought - wanted.placed)
        _shift(wanted, line.placed)


def cut(lines: Sequence[OrderLine]) -> None:
    """What was cancelled or refused for good is not covered any more."""
    wanted = _hold(lines)
    for line in lines:
        covers = min(line.placed, line.quantity - line.cancelled - line.refused)
        if line.requisition_line_id and covers < line.placed:
            _shift(wanted[line.requisition_line_id], covers - line.placed)
            line.placed = covers
            line.save(update_fields=["placed"])


def give_back(lines: Sequence[OrderLine]) -> None:
    """A draft that is written anew covers nothing meanwhile."""
    wanted = _hold(lines)
    for line in lines:
        if line.requisition_line_id:
            _shift(wanted[line.requisition_line_id], -line.placed)


def _hold(lines: Sequence[OrderLine]) -> dict[UUID, RequisitionLine]:
    """The requisition's lines, locked in its own order: two orders may name them in different ones."""
    ids = [line.requisition_line_id for line in lines if line.requisition_line_id]
    rows = RequisitionLine.objects.select_for_update().filter(pk__in=ids)
    return {one.pk: one for one in rows.order_by("requisition_id", "at")}


def _shift(wanted: RequisitionLine, by: int) -> None:
    wanted.placed += by
    wanted.waits = wanted.bought - wanted.placed
    wanted.save(update_fields=["placed", "waits"])
