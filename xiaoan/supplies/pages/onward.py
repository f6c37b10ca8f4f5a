"""Where to go on when something is done: the next one that waits, then the store."""

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries import moves

Ways = list[dict[str, str]]


def to_store(actor: Actor, store_no: int) -> Ways:
    """The store's own page, for whoever sees it."""
    if not actor.may(Permission.SEE_SUPPLIES, store_no):
        return []
    return [{"words": _("物资库存"), "url": reverse("supplies:store", args=[store_no])}]


def from_transfer(actor: Actor, found: moves.Move) -> Ways:
    """The next consignment that the same store has to count in."""
    own = found.to_no if actor.may(Permission.SEE_SUPPLIES, found.to_no) else found.from_no
    n, after = moves.next_sent(actor, found.to_no)
    if found.state == "sent" or after is None:
        return to_store(actor, own)
    words = _("点收下一批(还有 %(n)s 批)") % {"n": n}
    return [
        {"words": words, "url": reverse("supplies:transfer", args=[after])}, *to_store(actor, own)
    ]  # fmt: skip


def from_count(actor: Actor, found: moves.Counting) -> Ways:
    """The next count of the store that the actor has to confirm."""
    n, after = moves.next_counted(actor, found.store_no)
    if found.state == "counted" or after is None:
        return to_store(actor, found.store_no)
    words = _("确认下一个盘点(还有 %(n)s 个)") % {"n": n}
    way = {"words": words, "url": reverse("supplies:count", args=[after])}
    return [way, *to_store(actor, found.store_no)]
