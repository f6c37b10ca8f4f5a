"""The practical part: who waits for a second person, and what that person says."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.training import forms, queries, services
from xiaoan.training.queries import attempts
from xiaoan.web.gate import Asked, page

_EVERYWHERE = (0, 2**31 - 1)
_MOST = 300


@page(Permission.CERTIFY)
def waiting_page(request: Asked) -> HttpResponse:
    """Who has passed and waits for somebody to see it done, the longest waiting first."""
    actor = request.actor
    found = attempts.waiting_in(actor, _EVERYWHERE, _MOST)
    names = accounts.names(actor, {one.user_id for one in found})
    places, titles = directory.places({one.unit_no for one in found}), queries.course_titles()
    context = {
        "rows": [
            {
                "url": reverse("training:check", args=[one.id]), "name": names.get(one.user_id, ""),
                "title": titles.get(one.course, one.course), "at": one.handed_at,
                "place": places[one.unit_no].name,
            }
            for one in found
        ],
        "total": attempts.waiting_count(actor), "as_of": clock.now(),
        "back_url": reverse("training:mine"),
    }  # fmt: skip
    return render(request, "training/waiting.html", context)


@page(Permission.CERTIFY, methods="GET POST")
def check_page(request: Asked, attempt_id: UUID) -> HttpResponse:
    """The points to look at; posted: passed, or to be practised again."""
    posted = request.POST if request.method == "POST" else None
    form = forms.CheckForm(posted)
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        said = services.Check(given["act_id"], attempt_id, given["passed"] == "1", given["note"])
        try:
            made = services.check(request.actor, said)
            words = _("已确认,证书已生成。") if made else _("已记下,等本人再练后重新确认。")
            messages.success(request, words)
            return HttpResponseRedirect(reverse("training:waiting"))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
            if isinstance(refused, Conflict):
                messages.error(request, str(refused))
                return HttpResponseRedirect(reverse("training:waiting"))
    one, held = attempts.waiting_one(request.actor, attempt_id)
    names = accounts.names(request.actor, [one.user_id])
    context = {
        "name": names.get(one.user_id, ""), "title": held.course.title, "at": one.handed_at,
        "points": held.course.practical, "place": directory.place(one.unit_no).name, "errors": errors,
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "back_url": reverse("training:waiting"),
    }  # fmt: skip
    return render(request, "training/check.html", context, status=status)
