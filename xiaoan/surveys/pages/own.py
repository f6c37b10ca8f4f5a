"""A member of staff answers for themselves, by their own account. No address names anybody else."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.surveys import forms, queries, services
from xiaoan.surveys.pages.answers import WRONG, answer_context, doubt_of, fault_words, said_of
from xiaoan.web.gate import Asked, page


@page(Permission.MY_DUTIES)
def own_page(request: Asked) -> HttpResponse:
    """The rounds that ask whoever is signed in about themselves."""
    rows = [
        {
            "name": one.title, "title": "", "due_at": one.due_at, "answered_at": one.answered_at,
            "url": reverse("surveys:own_answer", args=[one.round_id]),
        }
        for one in queries.of_self(request.actor)
    ]  # fmt: skip
    return render(request, "surveys/mine.html", {"rows": rows, "for_self": True})


@page(Permission.MY_DUTIES, methods="GET POST")
def own_answer_page(request: Asked, round_id: UUID) -> HttpResponse:
    """One's own form in a round: where, how, which key group."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        sent = _send(request, round_id)
        if isinstance(sent, HttpResponse):
            return sent
        errors = sent
    row, standing, name = queries.own_form(request.actor, round_id)
    context = {
        **answer_context(row, standing, request, errors),
        "name": name,
        "place": _("本人"),
        "back_url": reverse("surveys:own"),
    }
    return render(request, "surveys/answer.html", context, status=WRONG if errors else 200)


def _send(request: Asked, round_id: UUID) -> HttpResponse | dict[str, str]:
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return fault_words(form.errors)
    said = form.said(request.POST.getlist("categories"))
    try:
        receipt = services.answer_for_self(
            request.actor, form.cleaned_data["id"], round_id, said, form.cleaned_data["reason"],
            form.cleaned_data["sure"],
        )  # fmt: skip
    except services.Doubtful as asked:
        return doubt_of(asked)
    except Invalid as refused:
        return fault_words(refused.fields)
    except Conflict as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said_of(receipt))
    return HttpResponseRedirect(reverse("surveys:own"))
