"""Above which amount a second person releases an order: what holds, what is asked for, and the form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import forms, services
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import releases
from xiaoan.procurement.queries.money import yuan
from xiaoan.procurement.queries.words import RELEASE_STATES, RELEASER_NAMES
from xiaoan.web.gate import Asked, page

SHAPES = {"asked": "late", "set": "done", "declined": "excused"}


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def release_page(request: Asked) -> HttpResponse:
    """The rule; posted: another from a day on. `?agree=` and `?decline=` with an id: one that waits."""
    actor = request.actor
    if request.method == "POST" and (decided := _decided(request)):
        return decided
    now = releases.in_force()
    form = forms.ReleaseForm(
        initial={"yuan": yuan(now.fen), "who": now.who, "since": clock.today()}
    )
    tried = words.Tried()
    if request.method == "POST":
        if not services.may_set(actor):
            raise Forbidden
        form = forms.ReleaseForm(request.POST)
        tried = words.attempt(form, lambda: _set(request, form))
    if tried.done:
        return HttpResponseRedirect(reverse("procurement:release"))
    return _show(request, form, tried)


def _set(request: Asked, form: forms.ReleaseForm) -> None:
    given = form.cleaned_data
    state = services.set_release(
        request.actor,
        services.NewRelease(
            given["submission_id"], given["yuan"], given["who"], given["since"], given["reason"]
        ),
    )
    told = _("已设定。") if state == "set" else _("比现在宽,要由另一个人确认后才生效。")
    messages.success(request, told)


def _decided(request: Asked) -> HttpResponse | None:
    """What another agrees to or declines."""
    for name in ("agree", "decline"):
        if (text := request.GET.get(name)) is None:
            continue
        found = words.as_id(text)
        if found is None:
            raise NotFound
        return _decide(request, found, agreed=name == "agree")
    return None


def _decide(request: Asked, release_id: UUID, *, agreed: bool) -> HttpResponse:
    try:
        services.decide_release(request.actor, release_id, agreed=agreed)
    except Conflict as refused:
        tried = words.Tried(status=refused.status, errors=[str(refused)])
        return _show(request, forms.ReleaseForm(), tried)
    messages.success(request, _("已确认。") if agreed else _("没有同意,照原来的规定。"))
    return HttpResponseRedirect(reverse("procurement:release"))


def _show(request: Asked, form: forms.ReleaseForm, tried: words.Tried) -> HttpResponse:
    actor = request.actor
    now = releases.in_force()
    context = {
        "as_of": clock.now(), "errors": tried.errors, "most": yuan(now.fen),
        "who": RELEASER_NAMES[now.who], "is_ours": now.is_ours, "rows": _rows(actor),
        "form": words.offered(form, 0, "", _("改规定"), _("设定"))
        if services.may_set(actor) else None,
    }  # fmt: skip
    return render(request, "procurement/release.html", context, status=tried.status)


def _rows(actor: Actor) -> list[dict[str, Any]]:
    found = releases.history()
    people = {who for row in found for who in (row.asked_by_id, row.decided_by_id) if who}
    names = accounts.names(actor, people)
    return [
        {
            "id": row.pk, "most": yuan(row.fen), "who": RELEASER_NAMES[row.who],
            "since": row.since, "reason": row.reason, "at": row.asked_at,
            "by": names.get(row.asked_by_id, "") if row.asked_by_id else _("系统"),
            "decided_by": names.get(row.decided_by_id, "") if row.decided_by_id else "",
            "shape": SHAPES[row.state], "words": RELEASE_STATES[row.state],
            "may_decide": row.state == "asked" and row.asked_by_id != actor.user_id
            and actor.may(Permission.APPROVE_REQUISITION, row.unit_no),
        }
        for row in found
    ]  # fmt: skip
