"""A requisition is written, or written anew, row by row."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import services
from xiaoan.procurement.forms import RequisitionForm
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import lists
from xiaoan.procurement.queries import rows as register
from xiaoan.procurement.queries.rows import Requisition
from xiaoan.web.gate import Asked, kept, page, require


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def new_here_page(request: Asked) -> HttpResponse:
    """The same for the store of whoever asks, at an address that a phone can know ahead."""
    reach = max(request.actor.reach(Permission.KEEP_SUPPLIES), key=lambda one: one[1] - one[0])
    return _new(request, reach[0])


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def new_page(request: Asked, store_no: int) -> HttpResponse:
    """An empty requisition; posted: the draft."""
    return _new(request, store_no)


def _new(request: Asked, store_no: int) -> HttpResponse:
    actor = request.actor
    store = words.unit_of(actor, store_no)
    require(actor, Permission.KEEP_SUPPLIES, store_no)
    if request.method != "POST":
        return _show(request, store, RequisitionForm(), 0, words.Tried(), None)
    form = RequisitionForm(request.POST)

    def do() -> None:
        given = form.cleaned_data
        new = services.NewRequisition(
            given["submission_id"], store_no, given["reason"], _wishes(form)
        )
        services.draft(actor, new)

    tried = words.attempt(form, do)
    if not tried.done:
        return _show(request, store, form, 0, tried, None)
    messages.success(request, _("已保存草稿。核对后请提交。"))
    made = form.cleaned_data["submission_id"]
    return HttpResponseRedirect(reverse("procurement:requisition", args=[made]))


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def edit_page(request: Asked, requisition_id: UUID) -> HttpResponse:
    """A requisition that nobody has approved; posted: its lines anew."""
    actor = request.actor
    row = register.requisition(actor, requisition_id)
    require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    store = directory.place(row.unit_no)
    lines = lists.requisition_lines([row.pk]).get(row.pk, [])
    rows = [
        {
            "item": one.item, "quantity": words.in_pack(one.item, one.quantity, one.pack),
            "pack": one.pack, "reason": one.reason,
        }
        for one in lines
    ]  # fmt: skip
    if request.method != "POST":
        form = RequisitionForm(initial={"reason": row.reason}, rows=rows)
        return _show(request, store, form, row.edits, words.Tried(), row)
    form = RequisitionForm(request.POST)

    def do() -> None:
        given = form.cleaned_data
        change = services.Change(
            given["submission_id"], row.pk, form.seen, given["reason"], _wishes(form)
        )
        services.change(actor, change)

    tried = words.attempt(form, do)
    if not tried.done:
        return _show(request, store, form, whole(request.POST.get("base", "")), tried, row)
    messages.success(request, _("已修改,原来的留作旧版本。"))
    return HttpResponseRedirect(reverse("procurement:requisition", args=[row.pk]))


def _wishes(form: RequisitionForm) -> list[services.Wish]:
    return [
        services.Wish(at, one["item"], one["quantity"], one["pack"], one["reason"])
        for at, one in form.filled()
    ]


def _show(
    request: Asked, store: directory.Place, form: RequisitionForm, base: int, tried: words.Tried,
    row: Requisition | None,
) -> HttpResponse:  # fmt: skip
    back = (
        reverse("procurement:requisition", args=[row.pk])
        if row
        else reverse("procurement:requisitions", args=[store.no])
    )
    context: dict[str, Any] = {
        "unit": store, "title": _("修改请领单") if row else _("新开请领单"), "errors": tried.errors,
        "form": words.offered(form, base, "", "", _("保存")), "back_url": back,
    }  # fmt: skip
    answer = render(request, "procurement/write.html", context, status=tried.status)
    return kept(request, answer) if row is None and request.method != "POST" else answer
