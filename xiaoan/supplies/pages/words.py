"""Supplies as pages say them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import rules
from xiaoan.supplies.queries import Held, ItemHeld, Out, holding
from xiaoan.supplies.queries.cards import CardLine
from xiaoan.supplies.queries.words import KIND_NAMES, SOURCE_NAMES, amount, item_name
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked

PAGE = 50


def crumbs(request: Asked, store_no: int) -> list[dict[str, str]]:
    """The units above a store, each with its supplies as far as the actor sees them."""
    actor = request.actor
    places = [place for place in directory.path_to(store_no) if actor.sees(place.no)]
    found = above(actor, store_no)
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != store_no and actor.may(Permission.SEE_SUPPLIES, place.no)
        crumb["url"] = reverse("supplies:unit", args=[place.no]) if seen else ""
    return found


def expiry(one: Held, today: dt.date) -> tuple[str, str]:
    """How a lot stands: a shape and words; both empty for what is fine."""
    if one.recalled:
        return "missed", _("召回中,不能发放")
    if one.expires is not None and one.expires < today:
        return "missed", _("已过期")
    if one.runs_out(today):
        return "late", _("30 天内到期")
    return "", ""


def lot(one: Held) -> dict[str, Any]:
    shape, state = expiry(one, clock.today())
    return {
        "id": one.lot_id, "batch": one.batch or _("无批号"), "maker": one.maker,
        "expires": one.expires, "held": amount(one.item, one.held), "shape": shape, "state": state,
    }  # fmt: skip


def lot_choices(stocks: Iterable[Held]) -> list[tuple[str, str]]:
    """Lots of an item, as a form offers them."""
    return [(str(one.lot_id), lot_words(one)) for one in stocks]


def lot_words(one: Held) -> str:
    until = one.expires.isoformat() if one.expires else _("无有效期")
    return f"{one.batch or _('无批号')} · {until} · {amount(one.item, one.held)}"


def item_row(
    store_no: int, one: ItemHeld, counted: holding.Holding | None = None
) -> dict[str, Any]:
    """`counted`: what counts for the standard, said where it is not the same as what may be given out."""
    return {
        "code": one.item, "name": item_name(one.item), "usable": amount(one.item, one.usable),
        "expiring": amount(one.item, one.expiring) if one.expiring else "",
        "blocked": amount(one.item, one.blocked) if one.blocked else "",
        "counts": _counts(one.item, counted) if counted else "",
        "url": reverse("supplies:item", args=[store_no, one.item]),
    }  # fmt: skip


def _counts(item: str, one: holding.Holding) -> str:
    """What counts for the standard and where it comes from; empty where all of it lies in the store."""
    parts = holding.parts(item, one)
    if not parts:
        return ""
    said = _("与标准比算 %(n)s:%(parts)s") % {"n": amount(item, one.usable), "parts": parts}
    return ";".join(filter(None, (said, holding.aside(item, one))))


def goals(actor: Actor, rows: Sequence[Out | CardLine]) -> dict[Any, str]:
    """Class, store or person of issues, returns and transfers → its name."""
    found: dict[Any, str] = {
        no: place.name for no, place in directory.places({one.to_no for one in rows if one.to_no}).items()
    }  # fmt: skip
    return {**found, **person_names(actor, {one.to_id for one in rows if one.to_id})}


def goal(names: dict[Any, str], to_no: int | None, to_id: UUID | None) -> str:
    if to_no or to_id:
        return names.get(to_no or to_id, _("(不在您的范围内)"))
    return ""


def card_line(
    item: str, one: CardLine, names: dict[Any, str], users: dict[UUID, str]
) -> dict[str, Any]:
    came = one.quantity > 0
    return {
        "day": one.day, "at": one.at, "late": one.is_late, "kind": KIND_NAMES[one.kind],
        "came": amount(item, one.quantity) if came else "",
        "went": amount(item, -one.quantity) if not came else "", "left": amount(item, one.left),
        "batch": one.batch, "expires": one.expires,
        "whom": goal(names, one.to_no, one.to_id) or one.supplier
        or str(SOURCE_NAMES.get(one.source, "")),
        "reason": one.reason, "papers": one.papers, "price": price(one.price),
        "by": users.get(one.by_id, "") if one.by_id else _("系统"),
        "back_url": reverse("supplies:issued", args=[one.id]) if one.kind == "issue" else "",
    }  # fmt: skip


def price(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"


def users_of(actor: Actor, rows: Iterable[CardLine]) -> dict[UUID, str]:
    return accounts.names(actor, {one.by_id for one in rows if one.by_id})


def item_choices() -> list[tuple[str, str]]:
    return [(code, item_name(code)) for code in rules.ITEMS]
