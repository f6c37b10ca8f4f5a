"""A new plan: what is shared out, from where, by which weights; looked at before it is reckoned."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.allocation import forms, rules, services
from xiaoan.allocation.pages import words
from xiaoan.allocation.queries import preview
from xiaoan.allocation.queries.words import PART_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries import catalogue, gaps
from xiaoan.supplies.queries.words import amount, item_name, pack_choices
from xiaoan.web.gate import Asked, page, require

_WHERE = ("stores", "schools_give", "keep", "across")
_HOW = ("least", "room", "weight_distance")
_WHO = tuple(f"weight_{name}" for name in rules.PARTS)


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def new_page(request: Asked, unit_no: int) -> HttpResponse:
    """The form of a plan; posted: the plan is reckoned and shown, or what is wrong beside its field. Posted
    with `look`: what there is to share out and who would come first, and nothing is kept."""
    actor = request.actor
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in ("county", "township"):
        raise NotFound
    require(actor, Permission.KEEP_SUPPLIES, unit_no)
    form = _form(request, place)
    if request.method != "POST":
        return _show(request, place, form, [], 200)
    looks = "look" in request.POST
    is_valid = form.is_valid()
    if looks:
        # A name is asked for once there is something to name.
        form.errors.pop("title", None)
        return _show(request, place, form, [], 422 if form.errors else 200, looks=True)
    status, errors = 422, []
    if is_valid:
        try:
            found = services.make(actor, _given(form, unit_no))
            return HttpResponseRedirect(reverse("allocation:plan", args=[found]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, place, form, errors, status)


def _form(request: Asked, place: directory.Place) -> forms.PlanForm:
    items = catalogue.items()
    stores = [place]
    if place.kind == "county":
        stores += directory.places_inside(place.interval, "township")
    initial = {
        "stores": [str(place.no)], "keep": f"{rules.DEFAULT_KEEP:g}", "least": 1,
        "level": gaps.level_at(request.actor, place.no), "items": request.GET.getlist("item"),
        **{f"weight_{name}": f"{value:g}" for name, value in rules.WEIGHTS.items()},
    }  # fmt: skip
    return forms.PlanForm(
        request.POST if request.method == "POST" else None,
        items=list(items.items()), stores=[(str(one.no), one.name) for one in stores],
        packs={item: catalogue.packs(item) for item in items}, initial=initial,
    )  # fmt: skip


def _given(form: forms.PlanForm, unit_no: int) -> services.NewPlan:
    sent = form.cleaned_data
    return services.NewPlan(
        id=sent["act_id"], unit_no=unit_no, title=sent["title"], packs=form.chosen_packs(),
        store_nos=tuple(int(no) for no in sent["stores"]), level=sent["level"],
        weights=form.weights(), schools_give=bool(sent["schools_give"]), keep=sent["keep"],
        across=bool(sent["across"]), least=sent["least"], room=sent["room"],
    )  # fmt: skip


def _show(
    request: Asked, place: directory.Place, form: forms.PlanForm, errors: list[str], status: int,
    *, looks: bool = False,
) -> HttpResponse:  # fmt: skip
    be_patient()
    asked = _asked(form)
    fields = {one["name"]: one for one in forms.shown(form)}
    rows = [_row(one, form, fields["items"]["value"]) for one in _items(request, place, asked)]
    context = {
        "unit": place, "as_of": clock.now(), "errors": errors,
        "act_id": form["act_id"].value() or uuid7(), "version": rules.weights_version,
        "heads": [fields["title"], fields["level"]],
        "where": [fields[name] for name in _WHERE], "who": [fields[name] for name in _WHO],
        "how": [fields[name] for name in _HOW], "items_error": fields["items"]["error"],
        "rows": [one for one in rows if one["missing"] or one["chosen"]],
        "others": [one for one in rows if not one["missing"] and not one["chosen"]],
        "most": f"{rules.MOST_WEIGHT:g}", "looks": looks,
        "firsts": _firsts(request, place, form, asked) if looks else [],
    }  # fmt: skip
    return render(request, "allocation/new.html", context, status=status)


def _asked(form: forms.PlanForm) -> preview.Asked:
    """As far as the form can be read; what cannot be is as it was offered."""
    sent = getattr(form, "cleaned_data", {}) if form.is_bound else {}
    level = sent.get("level") or form.get_initial_for_field(form.fields["level"], "level")
    stores = sent.get("stores", form.initial["stores"])
    keep = sent.get("keep") or rules.DEFAULT_KEEP
    return preview.Asked(
        level, [int(no) for no in stores], bool(sent.get("schools_give")),
        min(max(keep, rules.KEEP_RANGE[0]), rules.KEEP_RANGE[1]), bool(sent.get("across")),
    )  # fmt: skip


def _items(request: Asked, place: directory.Place, asked: preview.Asked) -> list[preview.Item]:
    return preview.items(request.actor, place, asked)


def _row(one: preview.Item, form: forms.PlanForm, chosen: list[str]) -> dict[str, Any]:
    packs = catalogue.packs(one.item)
    sent = form.data.get(f"pack-{one.item}")
    parts = []
    if one.spare:
        parts = [
            _("库房 %(n)s") % {"n": amount(one.item, one.stock)},
            _("学校富余 %(n)s") % {"n": amount(one.item, one.spare)},
        ]
    return {
        "code": one.item, "name": item_name(one.item), "chosen": one.item in chosen,
        "schools": one.schools, "short": one.short, "unknown": one.unknown,
        "missing": amount(one.item, one.missing) if one.missing else "",
        "stock": amount(one.item, one.stock + one.spare), "parts": parts,
        "covered": words.percent(one.covered / one.missing) if one.missing else "",
        "shape": "missed" if one.missing and not one.covered else "late" if one.is_scarce else "done",
        "packs": pack_choices(one.item),
        "pack": rules.usual_pack(packs) if sent is None else sent,
    }  # fmt: skip


def _firsts(
    request: Asked, place: directory.Place, form: forms.PlanForm, asked: preview.Asked
) -> list[dict[str, Any]]:
    """Who would come first by the weights that were typed; nobody while one of them cannot be read."""
    sent = form.cleaned_data
    weights = {name: sent.get(f"weight_{name}") for name in rules.WEIGHTS}
    if any(one is None or not 0 <= one <= rules.MOST_WEIGHT for one in weights.values()):
        return []
    given = {name: float(one or 0) for name, one in weights.items()}
    found = preview.firsts(request.actor, place, asked, sent.get("items", ()), given)
    return [
        {
            "name": one.name, "item": item_name(one.item), "weight": f"{one.weight:.2f}",
            "parts": "、".join(
                f"{PART_NAMES[name]} {getattr(one.parts, name):.2f}×{given[name]:g}"
                for name in rules.PARTS
            ),
        }
        for one in found
    ]  # fmt: skip
