"""Use and forecast, for the pages of supplies."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.beside import Link


def beside(actor: Actor, unit_no: int, item: str) -> list[Link]:
    """The forecast of an item of a store, or of all items of a unit."""
    if not actor.may(Permission.SEE_SUPPLIES, unit_no):
        return []
    if item:
        return [Link(_l("用量与预测"), reverse("demand:item", args=[unit_no, item]))]
    return [Link(_l("还能用几天"), reverse("demand:unit", args=[unit_no]))]
