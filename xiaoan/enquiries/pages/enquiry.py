"""One question with its messages; posted with `?act=`: what either side does with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.enquiries import queries, rules, services
from xiaoan.enquiries.pages import words
from xiaoan.enquiries.queries.words import DESK_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

ALL = (Permission.ASK, Permission.ANSWER_ENQUIRIES, Permission.SEE_ENQUIRIES)


@page(*ALL, methods="GET POST")
def enquiry_page(request: Asked, enquiry_id: UUID) -> HttpResponse:
    """A question as this person may read it."""
    if request.method != "POST":
        return _show(request, enquiry_id, "", None)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        said = _ACTS[act](request, enquiry_id)
    except (Invalid, Conflict) as refused:
        return _show(request, enquiry_id, act, refused)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("enquiries:enquiry", args=[enquiry_id]))


def _say(request: Asked, enquiry_id: UUID) -> services.Say:
    said = request.POST
    return services.Say(
        reading.read_id(said.get("submission_id", "")), enquiry_id, said.get("text", "")
    )


def _add(request: Asked, enquiry_id: UUID) -> str:
    services.add(request.actor, _say(request, enquiry_id))
    return _("已补充。")


def _reopen(request: Asked, enquiry_id: UUID) -> str:
    services.reopen(request.actor, _say(request, enquiry_id))
    return _("已重新打开,等答复。")


def _reply(request: Asked, enquiry_id: UUID) -> str:
    if services.reply(request.actor, _say(request, enquiry_id)):
        return _("已答复。超过了期限,会一直标明。")
    return _("已按期答复。")


def _pass(request: Asked, enquiry_id: UUID) -> str:
    said = request.POST
    services.pass_on(
        request.actor,
        services.Pass(
            reading.read_id(said.get("submission_id", "")), enquiry_id, said.get("text", ""),
            said.get("desk", ""), said.get("health") == "1",
        ),
    )  # fmt: skip
    return _("已转交,期限不变。")


def _close(request: Asked, enquiry_id: UUID) -> str:
    services.close(request.actor, _say(request, enquiry_id))
    return _("已办结。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "add": _add, "reopen": _reopen, "reply": _reply, "pass": _pass, "close": _close,
}  # fmt: skip


def _show(
    request: Asked, enquiry_id: UUID, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    actor = request.actor
    found = services.see(actor, enquiry_id)
    one = found.enquiry
    said: Any = request.POST if act else {}
    is_own = queries.is_own(actor, one)
    context = {
        "as_of": clock.now(), "row": words.row(found.row), "one": one, "is_own": is_own, "act": act,
        "messages_": [words.message(each) for each in found.messages], "is_masked": found.is_masked,
        "about_title": "" if found.is_masked else queries.about_title(one),
        "vacant": found.vacant, "error": str(refused or ""),
        "fields": getattr(refused, "fields", {}), "typed": said,
        "offered": queries.acts(actor, one), "longest": rules.LONGEST,
        "reason": rules.LONGEST_REASON,
        "desks": [(code, name) for code, name in DESK_NAMES.items() if code != one.desk],
        "form_ids": {name: uuid7() for name in _ACTS} | ({act: said.get("submission_id")} if act else {}),
        "back_url": reverse(_back(request, is_own=is_own)),
    }  # fmt: skip
    return render(
        request, "enquiries/enquiry.html", context, status=refused.status if refused else 200
    )


def _back(request: Asked, *, is_own: bool) -> str:
    if is_own:
        return "enquiries:mine"
    answers = request.actor.may_anywhere(Permission.ANSWER_ENQUIRIES)
    return "enquiries:desk" if answers else "enquiries:figures"
