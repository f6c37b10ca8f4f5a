"""Notices that wait for a second person: the list, and one with all that it would do."""

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
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.notices import queries, rules, services
from xiaoan.notices.pages import previews, warnings, words
from xiaoan.notices.queries import attached, checking, resolving, sent
from xiaoan.notices.queries.words import KIND_NAMES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.wording import queries as wording


@page(Permission.APPROVE_NOTICES)
def approvals_page(request: Asked) -> HttpResponse:
    """What waits for somebody's consent, the oldest first."""
    found = sent.to_agree(request.actor)
    offices = directory.places({one.unit_no for one in found})
    context = {
        "as_of": clock.now(), "tabs": words.tabs(request.actor, "approvals"),
        "rows": [
            {**words.row(one, offices), "people": one.asked_people, "at": one.asked_at,
             "is_own": bool(checking.why_not_by(one, request.actor.user_id)),
             "url": reverse("notices:approval", args=[one.pk])}
            for one in found
        ],
    }  # fmt: skip
    return render(request, "notices/approvals.html", context)


@page(Permission.APPROVE_NOTICES, methods="GET POST")
def approval_page(request: Asked, notice_id: UUID) -> HttpResponse:
    """What would go out, to whom; posted: agreed or not."""
    row = sent.asked(request.actor, notice_id)
    if row.state != "asked" and request.method != "POST":
        messages.info(request, _("这条通知已经有人决定过了。"))
        return HttpResponseRedirect(reverse("notices:approvals"))
    error, status, said, fault = "", 200, request.POST, None
    if request.method == "POST":
        try:
            decision = services.NewDecision(
                reading.read_id(said.get("submission_id", "")), notice_id,
                whole(said.get("base", "")), said.get("act") == "approve", said.get("reason", ""),
                tuple(said.getlist(wording.FIELD)),
            )  # fmt: skip
            state = services.decide(request.actor, decision)
            told = _("没有同意,已退回写的人。") if state == "draft" else _("已同意,通知按时发出。")
            messages.success(request, told)
            return HttpResponseRedirect(reverse("notices:approvals"))
        except wording.Unanswered as refused:
            fault, status = refused, refused.status
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    if error and row.state != "asked":
        messages.error(request, error)
        return HttpResponseRedirect(reverse("notices:approvals"))
    return _shown(request, row, error, fault, status)


def _shown(
    request: Asked, row: queries.Notice, error: str, fault: Exception | None, status: int
) -> HttpResponse:
    said, office = request.POST, queries.office_of(row.unit_no)
    audience = rules.audience_of(row.audience)
    counted = resolving.count(audience, row.corrects_id)
    found = wording.beside(checking.said_of(row), checking.inside(office))
    context = {
        "row": row, "office": office, "error": error, "as_of": clock.now(), "base": row.edits,
        "counted": counted, "people": sent.people(request.actor, row),
        "previews": previews.of(row, office), "parts": previews.audience_words(audience),
        "attached": attached.lines(row.attachments),
        "kind": KIND_NAMES[row.kind], "submission_id": uuid7(), "typed": said.get("reason", ""),
        "why_not": checking.why_not_by(row, request.actor.user_id),
        "wrong": checking.still_wrong(row, office, counted),
        "warnings": warnings.of(request.actor, row, counted),
        "looked": wording.question(said.getlist(wording.FIELD), fault, found),
        "hours": rules.NUMBERS["confirm_hours"], "back_url": reverse("notices:approvals"),
    }  # fmt: skip
    return render(request, "notices/approval.html", context, status=status)
