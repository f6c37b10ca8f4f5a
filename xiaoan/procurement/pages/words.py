"""Procurement as pages say it, and how an act of a page goes."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import forms, queries, services
from xiaoan.procurement.queries import proposals
from xiaoan.procurement.queries import words as said
from xiaoan.procurement.queries.rows import Order
from xiaoan.procurement.queries.wanted import Want
from xiaoan.procurement.queries.words import SHAPES, STEP_NAMES, order_state
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries.words import PACK_NAMES, amount, item_name, unit_name
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked
from xiaoan.web.templatetags.web_tags import day

PAGE = 50
packed, size_of = said.packed, said.size_of


@dataclass
class Tried:
    """How an act went: `done`, or a status with sentences that no field is at fault for."""

    done: bool = False
    status: int = 200
    errors: list[str] = field(default_factory=list)


def attempt(form: forms.ActForm, do: Callable[[], object]) -> Tried:
    """Do what a form says; what is refused stands beside its field and nothing typed is lost."""
    if not form.is_valid():
        hidden = [name for name in form.errors if name in ("submission_id", "base")]
        return Tried(status=422, errors=[_("表单已过期。请刷新后重新填写。")] if hidden else [])
    try:
        do()
    except Invalid as refused:
        return Tried(status=422, errors=_put(form, refused))
    except Conflict as refused:
        return Tried(status=refused.status, errors=[str(refused)])
    return Tried(done=True)


def _put(form: forms.ActForm, refused: Invalid) -> list[str]:
    if not isinstance(refused, services.Several):
        return forms.put(form, refused.fields, str(refused))
    return [
        left
        for field, sentence in refused.sentences.items()
        for left in forms.put(form, {field: refused.fields[field]}, sentence)
    ]


def offered(
    form: forms.ActForm, base: int, act: str, title: str, button: str, *, danger: bool = False
) -> dict[str, Any]:
    """A form as `_act.html` shows it: `act` is where it is posted, by `?act=`."""
    whole, rows = forms.rows_of(form)
    every = [one for row in (*rows, whole) for one in row]
    for one in every if act else ():
        # Several forms stand on one page.
        one["id"] = f"f-{act}-{one['name']}"
    return {
        "act": act, "title": title, "button": button, "danger": danger, "fields": whole, "rows": rows,
        "all": every,
        "submission_id": form["submission_id"].value() or uuid7(), "base": base,
    }  # fmt: skip


def unit_of(actor: Actor, unit_no: int) -> directory.Place:
    """A unit that keeps a store the actor sees."""
    return supplies.store(actor, unit_no)


def crumbs(request: Asked, unit_no: int, name: str) -> list[dict[str, str]]:
    """The units above, each with the same list as far as the actor sees it."""
    actor = request.actor
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    found = above(actor, unit_no)
    for crumb, place in zip(found, places, strict=True):
        seen = place.kind in queries.STORE_KINDS and actor.may(Permission.SEE_SUPPLIES, place.no)
        crumb["url"] = reverse(name, args=[place.no]) if seen and place.no != unit_no else ""
    return found


def tabs(unit_no: int, here: str) -> list[dict[str, Any]]:
    """The lists of a unit, one beside the other."""
    return [
        {"words": words, "url": reverse(name, args=[unit_no]), "here": name == here}
        for name, words in (
            ("procurement:requisitions", _("请领单")), ("procurement:orders", _("采购单")),
            ("procurement:gifts", _("捐赠")), ("procurement:published", _("捐赠公示")),
        )
    ]  # fmt: skip


def state(code: str, names: Mapping[str, Any]) -> dict[str, str]:
    return {"shape": SHAPES[code], "words": str(names[code])}


def state_of_order(row: Order) -> dict[str, str]:
    code, text = order_state(row)
    return {"shape": SHAPES[code], "words": text}


def timeline(actor: Actor, steps: list[queries.Stepped]) -> list[dict[str, Any]]:
    """Who did what when, the newest first; a change with what it was before."""
    names = accounts.names(actor, queries.people_of(steps))
    return [
        {
            "what": STEP_NAMES[one.what], "at": one.at,
            "note": f"{one.whom}:{one.note}" if one.whom else one.note,
            "by": names.get(one.by_id, _("(不在您的范围内)")) if one.by_id else _("系统"),
            "before": [
                f"{item_name(line[0])} {packed(line[0], line[1], line[2])}"
                for line in one.details.get("lines", ())
            ] if one.what == "changed" else [],
        }
        for one in reversed(steps)
    ]  # fmt: skip


def packs_of(item: str, quantity: int, pack: str) -> tuple[str, str]:
    """A quantity as it is typed, and the pack: whole packs, else base units; nothing is left out."""
    if not quantity:
        return "", pack
    size = size_of(item, pack)
    return (str(quantity // size), pack) if quantity % size == 0 else (str(quantity), "")


def in_pack(item: str, quantity: int, pack: str) -> str:
    """A quantity as it would be typed in its pack; in base units it is the number itself."""
    size = size_of(item, pack)
    return str(quantity // size) if quantity % size == 0 else f"{quantity / size:.3f}"


def pack_word(item: str, pack: str) -> str:
    return str(PACK_NAMES[pack]) if pack else unit_name(item)


def place_names(numbers: Iterable[int]) -> dict[int, str]:
    return {no: place.name for no, place in directory.places(set(numbers)).items()}


def year_ago(days: int = 365) -> dt.date:
    return clock.today() - dt.timedelta(days=days)


def as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Way:
    """An act of a page: its form, what it does, the right it needs (or this other one), what is said
    afterwards."""

    make: Callable[[Any, Any], forms.ActForm]
    do: Callable[[Actor, Any, Any], object]
    needs: Permission
    told: Any
    or_needs: Permission | None = None

    def may(self, actor: Actor, unit_no: int) -> bool:
        rights = (self.needs, self.or_needs)
        return any(actor.may(one, unit_no) for one in rights if one)


def act(request: Asked, ways: Mapping[str, Way], row: Any, unit_no: int) -> tuple[str, Any, Tried]:
    """Do what `?act=` says about a row: its name, the form and how it went. Not there: NotFound; without the
    right: Forbidden."""
    name = request.GET.get("act", "")
    if name not in ways:
        raise NotFound
    way = ways[name]
    if not way.may(request.actor, unit_no):  # the row is seen
        raise Forbidden
    form = way.make(row, request.POST)
    tried = attempt(form, lambda: way.do(request.actor, row, form))
    return name, form, tried


def why_wanted(one: proposals.Proposal) -> list[str]:
    """Why an item is asked for, a sentence each: what the standard lacks, then what is expected."""
    want, item, found = one.want, one.item, []
    if want.of_office and want.standard:
        found.append(_("下属学校共缺 %(n)s") % {"n": amount(item, want.standard)})
    if want.kits:
        found.append(_("本单位的套装缺 %(n)s") % {"n": amount(item, want.kits)})
    elif not want.of_office and want.standard > one.usable:
        found.append(_("标准缺 %(n)s") % {"n": amount(item, want.standard - one.usable)})
    return [*found, *expected(want)]


def expected(want: Want) -> list[str]:
    """When it runs out, what will be used; or that this is unknown."""
    item, found = want.item, []
    if want.out is not None:
        found.append(_("预计 %(day)s用完") % {"day": day(want.out)})
    if want.forecast is not None and want.until is not None and want.why == "forecast":
        found.append(
            _("到 %(day)s最多要用 %(n)s")
            % {"day": day(want.until), "n": amount(item, want.forecast)}
        )
    if want.forecast is None and not want.of_office:
        found.append(_("用量不明,只按标准"))
    return found
