"""The call list of a class or of a school's staff: whom to call, and what came of it."""

from typing import Any
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
from xiaoan.notices import rules, services
from xiaoan.notices.pages import words
from xiaoan.notices.queries import calls, inbox
from xiaoan.notices.queries.words import OUTCOME_NAMES, OUTCOME_SHAPES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.CALL_FAMILIES, methods="GET POST")
def calls_page(request: Asked, chase_id: UUID) -> HttpResponse:
    """Whoever had not confirmed in time; posted: what came of a call."""
    actor = request.actor
    chase = calls.chase(actor, chase_id)
    error, status, about = "", 200, request.POST.get("about", "")
    if request.method == "POST":
        try:
            left = services.note_call(actor, _call(request, chase_id))
            told = (
                _("已记下。还要打 %(n)s 个。") % {"n": left} if left else _("已记下,名单全部办完。")
            )
            messages.success(request, told)
            return HttpResponseRedirect(reverse("notices:calls", args=[chase_id]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            chase = calls.chase(actor, chase_id)
    found = calls.listed(actor, chase)
    services.list_seen(actor, chase.unit_no, [one.person_id for one in found.lines])
    notice = calls.notice_of(chase)
    text, _code = inbox.text_of(notice, words.language())
    context = {
        "chase": chase, "place": directory.full_name(chase.unit_no), "notice": notice,
        "title": words.title_of(notice), "as_of": clock.now(), "left": found.left,
        "all": len(found.lines), "error": error, "outcomes": list(OUTCOME_NAMES.items()),
        "paragraphs": inbox.paragraphs(words.shown(notice, text.body)),
        "lines": [_line(one, about, request) for one in found.lines],
        "hides_phones": not accounts.sees_family_phones(actor), "tries": rules.NUMBERS["call_tries"],
        "is_open": chase.closed_at is None and notice.state == "sent",
        "back_url": reverse("duties:today"),
    }  # fmt: skip
    return render(request, "notices/calls.html", context, status=status)


def _call(request: Asked, chase_id: UUID) -> services.NewCall:
    said = request.POST
    return services.NewCall(
        reading.read_id(said.get("submission_id", "")), chase_id,
        reading.read_id(said.get("about", "")), said.get("outcome", ""), said.get("note", ""),
    )  # fmt: skip


def _line(one: calls.Line, about: str, request: Asked) -> dict[str, Any]:
    is_this = about == str(one.about_id)
    if one.confirmed_at:
        by = _("电话确认") if one.confirmed_how == rules.BY_CALL else _("自己确认")
        state = ("done", by)
    elif one.told:
        last = one.told[-1].outcome
        state = (OUTCOME_SHAPES[last], str(OUTCOME_NAMES[last]))
    else:
        state = ("due", _("待打电话"))
    return {
        "one": one, "shape": state[0], "state": state[1], "submission_id": uuid7(),
        "told": [{"words": OUTCOME_NAMES[call.outcome], "call": call} for call in one.told],
        "typed_outcome": request.POST.get("outcome", "") if is_this else "",
        "typed_note": request.POST.get("note", "") if is_this else "", "is_this": is_this,
    }  # fmt: skip
