"""Asking for goods, for the pages of supplies and of what stands above them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.beside import Link


def beside(actor: Actor, unit_no: int, item: str) -> list[Link]:
    """The proposals and requisitions of a unit with a store; of an item there is no page of its own."""
    if item or not actor.may(Permission.SEE_SUPPLIES, unit_no):
        return []
    return [
        Link(_l("补货建议"), reverse("procurement:proposals", args=[unit_no])),
        Link(_l("请领"), reverse("procurement:requisitions", args=[unit_no])),
    ]
