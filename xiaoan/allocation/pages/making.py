"""A new plan: what is shared out, from where, by which weights."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.allocation import forms, rules, services
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries import catalogue, gaps
from xiaoan.web.gate import Asked, page, require


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def new_page(request: Asked, unit_no: int) -> HttpResponse:
    """The form of a plan; posted: the plan is reckoned and shown, or what is wrong beside its field."""
    actor = request.actor
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in ("county", "township"):
        raise NotFound
    require(actor, Permission.KEEP_SUPPLIES, unit_no)
    form = _form(request, place)
    status, errors = 200, []
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = services.make(actor, _given(form, unit_no))
                return HttpResponseRedirect(reverse("allocation:plan", args=[found]))
            except Invalid as refused:
                errors = forms.put(form, refused.fields, str(refused))
            except Conflict as refused:
                status, errors = refused.status, [str(refused)]
    context = {
        "unit": place, "as_of": clock.now(), "errors": errors, "fields": list(forms.shown(form)),
        "act_id": form["act_id"].value() or uuid7(), "version": rules.weights_version,
    }  # fmt: skip
    return render(request, "allocation/new.html", context, status=status)


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
