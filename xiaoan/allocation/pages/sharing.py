"""Who gets how much of an item and why; all items of a school; a line changed by hand."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.allocation import forms, queries, services
from xiaoan.allocation.pages import words
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.catalogue import item_name, pack_choices
from xiaoan.supplies.queries.words import amount
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager


@page(Permission.DECIDE_ALLOCATION)
def item_page(request: Asked, plan_id: UUID, item: str) -> HttpResponse:
    """One item of a plan, school by school: those that miss something, who presses most first."""
    head = queries.plan(request.actor, plan_id)
    if item not in head.packs:
        raise NotFound
    found = [one for one in queries.shares(head, item=item) if one.need]
    offset = whole(request.GET.get("offset", ""))
    shown = found[offset : offset + words.PAGE]
    known = words.names(
        {one.school_no for one in shown} | {part.from_no for one in shown for part in one.given}
    )
    spare = {int(no): of.get(item, 0) for no, of in head.spare.items()}
    gone: dict[int, int] = {}
    for one in found:
        for part in one.given:
            gone[part.from_no] = gone.get(part.from_no, 0) + part.quantity
    stores = words.names(no for no, n in spare.items() if n)
    context = {
        "row": words.head(head, ""), "as_of": clock.now(), "name": item_name(item), "item": item,
        "figures": words.item_row(head, item), "total": len(found),
        "pager": pager(request, len(found), offset, words.PAGE),
        "rows": [words.share(one, known, head) for one in shown],
        "stores": [
            {"name": name, "spare": amount(item, spare[no]), "gone": amount(item, gone.get(no, 0)),
             "left": amount(item, spare[no] - gone.get(no, 0))}
            for no, name in stores.items()
        ],
    }  # fmt: skip
    return render(request, "allocation/item.html", context)


@page(Permission.DECIDE_ALLOCATION, methods="GET POST")
def school_page(request: Asked, plan_id: UUID, school_no: int) -> HttpResponse:
    """All items of a school in a plan, explained; `?item=`: that one's form, posted: a line by hand."""
    actor = request.actor
    head = queries.plan(actor, plan_id)
    found = queries.shares(head, school_no=school_no)
    if not found:
        raise NotFound
    item = request.GET.get("item", "")
    edits = actor.may(Permission.KEEP_SUPPLIES, head.unit_no) and head.state == "draft"
    form, status, errors = _form(request, head, item), 200, []
    if request.method == "POST":
        status = 422
        require(actor, Permission.KEEP_SUPPLIES, head.unit_no)
        if form is None:
            raise NotFound
        if form.is_valid():
            try:
                services.edit(actor, _edit(request, form, head, item, school_no))
                messages.success(request, _("已改,标为人工。"))
                return HttpResponseRedirect(reverse("allocation:school", args=[plan_id, school_no]))
            except Invalid as refused:
                errors = forms.put(form, refused.fields, str(refused))
            except Conflict as refused:
                status, errors = refused.status, [str(refused)]
    known = words.names({school_no} | {part.from_no for one in found for part in one.given})
    context = {
        "row": words.head(head, ""), "as_of": clock.now(), "school": known[school_no],
        "rows": [words.share(one, known, head) for one in found], "errors": errors,
        "edits": edits, "item": item, "name": item_name(item) if form else "", "base": head.edits,
        "fields": list(forms.shown(form)) if form and edits else [],
    }  # fmt: skip
    return render(request, "allocation/school.html", context, status=status)


def _form(request: Asked, head: queries.PlanHead, item: str) -> forms.EditForm | None:
    """The form of an item of the plan; the stores that have some of it to spare."""
    if item not in head.packs:
        return None
    spare = {int(no): of[item] for no, of in head.spare.items() if of.get(item)}
    names = words.names(spare)
    return forms.EditForm(
        request.POST if request.method == "POST" else None,
        stores=[(str(no), f"{names[no]} ({amount(item, n)})") for no, n in spare.items()],
        packs=pack_choices(item), initial={"pack": head.packs[item]},
    )  # fmt: skip


def _edit(
    request: Asked, form: forms.EditForm, head: queries.PlanHead, item: str, school_no: int
) -> services.Edit:
    sent = form.cleaned_data
    return services.Edit(
        head.id, whole(request.POST.get("base", "")), item, int(sent["from_no"]), school_no,
        sent["quantity"], sent["pack"], bool(sent["loose"]),
    )  # fmt: skip
