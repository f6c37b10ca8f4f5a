"""What a store should ask for; one press makes a requisition of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.demand.queries import scenarios
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import rules, services
from xiaoan.procurement.forms import WordsForm
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import proposals
from xiaoan.supplies.queries import holding
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, page, require


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def proposals_page(request: Asked, store_no: int) -> HttpResponse:
    """Items short of what is wanted; posted: a draft of those that were ticked."""
    actor = request.actor
    store = words.unit_of(actor, store_no)
    told = proposals.proposed(actor, store)
    found = told.rows
    if request.method != "POST":
        return _show(request, store, told, words.Tried())
    require(actor, Permission.KEEP_SUPPLIES, store_no)
    form = WordsForm(request.POST)
    ticked = set(request.POST.getlist("item"))
    wishes = [
        services.Wish(
            at, one.item, words.in_pack(one.item, one.ask, one.pace.pack), one.pace.pack,
            _("按建议数量"),
        )
        for at, one in enumerate(one for one in found if one.ask and one.item in ticked)
    ]  # fmt: skip

    def do() -> None:
        new = services.NewRequisition(form.cleaned_data["submission_id"], store_no, "", wishes)
        services.draft(actor, new)

    tried = words.attempt(form, do)
    if tried.done:
        messages.success(request, _("已生成请领单草稿。请核对数量后提交。"))
        made = form.cleaned_data["submission_id"]
        return HttpResponseRedirect(reverse("procurement:requisition", args=[made]))
    return _show(request, store, told, tried)


def _show(
    request: Asked, store: Any, told: proposals.Proposals, tried: words.Tried
) -> HttpResponse:
    found = told.rows
    asked = [one for one in found if one.ask or one.register]
    covered = [one for one in found if one.short and not one.ask and not one.register]
    context = {
        "unit": store, "crumbs": words.crumbs(request, store.no, "procurement:requisitions"),
        "as_of": clock.now(), "reckoned_at": told.at, "errors": tried.errors, "submission_id": uuid7(),
        "keeps": request.actor.may(Permission.KEEP_SUPPLIES, store.no), "of": len(found),
        "scenario": scenarios.in_force(request.actor), "review": rules.REVIEW_DAYS,
        "rows": [_row(one) for one in asked], "to_ask": sum(one.ask > 0 for one in asked),
        "enough": len(found) - len(asked),
        "covered": [_row(one) for one in covered], "is_school": store.kind == "school",
        "with_standard": sum(one.want.has_standard for one in found),
        "short": sum(one.short > 0 for one in found),
        "ahead": sum(one.short == 0 for one in asked),
        "compare_url": reverse("supplies:unit", args=[store.no]),
        "back_url": reverse("procurement:requisitions", args=[store.no]),
    }  # fmt: skip
    return render(request, "procurement/proposals.html", context, status=tried.status)


def _row(one: proposals.Proposal) -> dict[str, Any]:
    return {
        "code": one.item, "name": item_name(one.item), "wanted": amount(one.item, one.want.amount),
        "known": one.want.known, "usable": amount(one.item, one.usable),
        "parts": "" if one.want.of_office else holding.parts(one.item, one.held),
        "aside": "" if one.want.of_office else holding.aside(one.item, one.held),
        "short": amount(one.item, one.short) if one.short else "",
        "asked": amount(one.item, one.coming.asked) if one.coming.asked else "",
        "ordered": amount(one.item, one.coming.ordered) if one.coming.ordered else "",
        "moving": amount(one.item, one.coming.moving) if one.coming.moving else "",
        "drafted": amount(one.item, one.coming.drafted) if one.coming.drafted else "",
        "asks": one.ask > 0, "register": amount(one.item, one.register) if one.register else "",
        "ask": words.packed(one.item, one.ask, one.pace.pack), "days": one.pace.lead_days,
        "is_ours": one.pace.is_ours, "whys": words.why_wanted(one),
    }  # fmt: skip
