"""What a school is asked: its list, and one ask to answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.returns import services
from xiaoan.returns.pages import frame
from xiaoan.returns.pages.requests import row
from xiaoan.returns.queries import requests
from xiaoan.returns.services.answering import Faulty
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page, require


@page(Permission.FILL_RETURNS)
def asked_page(request: Asked) -> HttpResponse:
    """What the actor's schools are asked, open ones first."""
    rows = [
        {
            "ask": ask, "office": one.office, "due_at": due_at, "unit": directory.place(ask.unit_no).name,
            "url": reverse("returns:answer", args=[ask.id]), "is_over": one.state != "open",
        }
        for ask, one, due_at in requests.of_school(request.actor)
    ]  # fmt: skip
    context = {"tabs": frame.tabs(request.actor, "asked"), "rows": rows, "as_of": clock.now()}
    return render(request, "returns/asked.html", context)


@page(Permission.SEE_RETURNS, methods="GET POST")
def answer_page(request: Asked, ask_id: UUID) -> HttpResponse:
    """The questions of an ask; posted: answered, and every fault at its question."""
    actor, posted = request.actor, request.method == "POST"
    ask = requests.ask(actor, ask_id)
    one = requests.of([ask.request_id])[ask.request_id]
    sentences: dict[int, str] = {}
    errors: list[str] = []
    status = 200
    said = dict(ask.answers.items())
    if posted:
        require(actor, Permission.FILL_RETURNS, ask.unit_no)
        said = {q.no: request.POST.get(f"a-{q.no}", "") for q in one.asked}
        try:
            services.answer(
                actor, reading.read_id(request.POST.get("submission_id", "")), ask_id, said
            )
            messages.success(request, _("已交。同一天同一项数据,别的部门再要不用重填。"))
            return HttpResponseRedirect(reverse("returns:asked"))
        except Faulty as refused:
            status, sentences, errors = refused.status, refused.sentences, [str(refused)]
        except (Invalid, Conflict) as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        **row(one), "ask": ask, "unit": directory.place(ask.unit_no), "errors": errors,
        "questions": _questions(one, ask, said, sentences),
        "submission_id": request.POST.get("submission_id", uuid7()),
        "may": one.state == "open" and actor.may(Permission.FILL_RETURNS, ask.unit_no),
        "back_url": reverse("returns:asked"), "held": one.held,
    }  # fmt: skip
    return render(request, "returns/answer.html", context, status=status)


def _questions(
    one: requests.RequestRow, ask: requests.AskRow, said: dict[int, str], sentences: dict[int, str]
) -> list[dict[str, Any]]:
    return [
        {
            "q": q, "value": said.get(q.no, ""), "error": sentences.get(q.no, ""),
            "reused": q.no in ask.reused,
            "id": f"f-a-{q.no}", "name": f"a-{q.no}",
        }
        for q in one.asked
    ]  # fmt: skip
