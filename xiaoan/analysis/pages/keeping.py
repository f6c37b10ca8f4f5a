"""Questions kept, opened and dropped."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.analysis import forms, queries, services
from xiaoan.analysis.pages.asking import address_of, asked_of, context_of
from xiaoan.analysis.rules import Question
from xiaoan.indicators import queries as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web.fields import put
from xiaoan.web.gate import Asked, page


@page(Permission.ANALYSE, methods="POST")
def save_page(request: Asked, unit_no: int) -> HttpResponse:
    """Keep the question of the address under the name that is sent."""
    place = indicators.place_seen(request.actor, unit_no)
    form, asked = asked_of(request, place)
    save = forms.SaveForm(request.POST)
    errors: list[str] = []
    status = 422
    if asked is None:
        errors = [_("请先选指标,再保存。")]
    elif save.is_valid():
        given = save.cleaned_data
        try:
            services.save(
                request.actor, given["submission_id"], given["name"], asked, shared=given["shared"]
            )
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(address_of(asked))
        except Invalid as refused:
            errors = put(save, refused.fields, str(refused))
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
    found = _answered(request.actor, asked) if asked else None
    context = context_of(request, place, form, found, errors, save)
    return render(request, "analysis/ask.html", context, status=status)


def _answered(actor: Actor, asked: Question) -> queries.Answer | None:
    """None where the question itself is at fault: what was typed stands on the page all the same."""
    try:
        return queries.answer(actor, asked)
    except Invalid:
        return None


@page(Permission.ANALYSE)
def saved_page(request: Asked, saved_id: UUID) -> HttpResponse:
    """To the address that asks it, now."""
    return HttpResponseRedirect(address_of(queries.one_saved(request.actor, saved_id).question))


@page(Permission.ANALYSE, methods="POST")
def drop_page(request: Asked, saved_id: UUID) -> HttpResponse:
    """Take one's own off the list."""
    services.drop(request.actor, saved_id)
    messages.success(request, _("已删去。"))
    return HttpResponseRedirect(reverse("analysis:home"))
