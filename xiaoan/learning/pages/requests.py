"""What somebody wants to collect of families: asked, refused by rule with its source, let through by name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.learning import forms, rules, services
from xiaoan.learning.queries import rates
from xiaoan.learning.queries import requests as asked
from xiaoan.web import fields
from xiaoan.web.gate import Asked, page

_SHAPES = {"allowed": "done", "refused": "missed", "passed": "late"}


def state_words(state: str) -> str:
    return {"allowed": _("可以收"), "refused": _("按规定不收"), "passed": _("破例收")}[state]


def source_words(code: str) -> str:
    rule = rules.refusal(code)
    if rule is None:
        return ""
    if rule.confirmed:
        return rule.source
    return _("%(source)s(未核对原文)") % {"source": rule.source}


@page(Permission.SEE_LEARNING, methods="GET POST")
def requests_page(request: Asked, unit_no: int) -> HttpResponse:
    """Those of a unit, and the form; posted: registered, and refused at once where a rule says so."""
    place = rates.require(request.actor, unit_no)
    may = request.actor.may(Permission.ASK_COLLECTION, unit_no)
    posted = request.method == "POST"
    if posted and not may:
        raise Forbidden
    form = forms.AskForm(request.POST if posted else None)
    status, errors = (422 if posted else 200), []
    if posted and form.is_valid():
        given = form.cleaned_data
        new = services.NewRequest(
            given["submission_id"], unit_no, given["what"], given["why"], given["until"]
        )
        try:
            if services.ask(request.actor, new) == "refused":
                messages.warning(request, _("按规定不收,原因和出处在下面。"))
            else:
                messages.success(request, _("已登记,可以收。"))
            return HttpResponseRedirect(reverse("learning:requests", args=[unit_no]))
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    found = asked.at_unit(request.actor, place)
    names = accounts.names(
        request.actor, [pk for one in found for pk in (one.by_id, one.passed_by_id) if pk]
    )
    context = {
        "unit": place, "rows": [_row(request, one, names) for one in found], "may": may,
        "errors": errors, "fields": list(fields.shown(form, is_plain=True)), "as_of": clock.now(),
        "submission_id": form["submission_id"].value() or uuid7(),
        "back_url": reverse("learning:unit", args=[unit_no]),
    }  # fmt: skip
    return render(request, "learning/requests.html", context, status=status)


def _row(request: Asked, one: asked.Registered, names: dict[UUID, str]) -> dict[str, Any]:
    passes = one.state == "refused" and one.by_id != request.actor.user_id
    return {
        "what": dict(forms.WHAT)[one.what], "why": one.why, "until": one.until, "at": one.at,
        "by": names.get(one.by_id, ""), "shape": _SHAPES[one.state], "words": state_words(one.state),
        "source": source_words(one.rule), "reason": one.reason,
        "passed_by": names.get(one.passed_by_id, "") if one.passed_by_id else "",
        "url": reverse("learning:let_through", args=[one.pk])
        if passes and request.actor.may(Permission.SET_WORKLOAD, one.unit_no) else "",
    }  # fmt: skip


@page(Permission.SET_WORKLOAD, methods="GET POST")
def let_through_page(request: Asked, request_id: UUID) -> HttpResponse:
    """The reason; posted: let through, by name."""
    one = asked.request(request.actor, request_id)
    posted = request.method == "POST"
    form = forms.ReasonForm(request.POST if posted else None)
    status, errors = (422 if posted else 200), []
    back = reverse("learning:requests", args=[one.unit_no])
    if posted and form.is_valid():
        try:
            services.let_through(request.actor, request_id, form.cleaned_data["reason"])
            messages.success(request, _("已破例,姓名和理由写在旁边。"))
            return HttpResponseRedirect(back)
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "sub": one.why, "source": source_words(one.rule), "errors": errors, "back_url": back,
        "fields": list(fields.shown(form, is_plain=True)),
    }  # fmt: skip
    return render(request, "learning/let_through.html", context, status=status)
