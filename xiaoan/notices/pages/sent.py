"""Notices of whoever writes or leads: the list; one of them with its text, course and reach."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.notices import queries, rules, services
from xiaoan.notices.pages import previews, reach, words
from xiaoan.notices.queries import attached, channels, inbox, sent
from xiaoan.notices.queries.words import KIND_NAMES, STATE_NAMES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.WRITE_NOTICES)
def home_page(request: Asked) -> HttpResponse:
    """Notices by whose they are and how they stand."""
    actor = request.actor
    which, state = request.GET.get("which", "own"), request.GET.get("state", "")
    which = which if which in sent.WHICH else "own"
    state = state if state in rules.STATES else ""
    offset = whole(request.GET.get("offset", ""))
    total, found = sent.page_of(actor, which, state, offset)
    offices = directory.places({one.unit_no for one in found})
    names = {"own": _("本单位的"), "below": _("下级的"), "above": _("上级发来的")}
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "home"), "total": total, "which": which,
        "state": state, "rows": [words.row(one, offices) for one in found],
        "choices": list(names.items()), "states": list(STATE_NAMES.items()),
        "clear_url": reverse("notices:home") if state or which != "own" else "",
        "pager": pager(request, total, offset, sent.PAGE),
    }  # fmt: skip
    return render(request, "notices/home.html", context)


@page(Permission.WRITE_NOTICES, methods="GET POST")
def notice_page(request: Asked, notice_id: UUID) -> HttpResponse:
    """A notice with what became of it; posted with `act`: recalled, put right, taken back."""
    row = sent.in_sight(request.actor, notice_id)
    error, status, said = "", 200, ""
    if request.method == "POST":
        said = request.POST.get("reason", "")
        act = _ACTS.get(request.POST.get("act", ""))
        if act is None:
            raise NotFound
        try:
            return HttpResponseRedirect(act(request, notice_id))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            row = sent.in_sight(request.actor, notice_id)
    elif request.GET.get("file") == "xlsx" and row.sent_at is not None:
        return reach.sheet(request, row, None, directory.place(row.unit_no).name)
    return render(request, "notices/notice.html", _shown(request, row, error, said), status=status)


def _form_id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _recall(request: Asked, notice_id: UUID) -> str:
    reason = request.POST.get("reason", "")
    n = services.recall(request.actor, services.NewRecall(_form_id(request), notice_id, reason))
    messages.success(request, _("已撤回,收件人会看到原因。还没发出的 %(n)s 条不再发。") % {"n": n})
    return reverse("notices:notice", args=[notice_id])


def _correct(request: Asked, notice_id: UUID) -> str:
    made = services.correct(request.actor, _form_id(request), notice_id)
    messages.success(request, _("已按原文起草更正。改好后发给原来的收件人。"))
    return reverse("notices:draft", args=[made])


def _back(request: Asked, notice_id: UUID) -> str:
    services.take_back(request.actor, _form_id(request), notice_id)
    messages.success(request, _("已收回,又是草稿了。"))
    return reverse("notices:draft", args=[notice_id])


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "recall": _recall, "correct": _correct, "back": _back,
}  # fmt: skip


def _shown(request: Asked, row: queries.Notice, error: str, said: str) -> dict[str, Any]:
    actor = request.actor
    text, _code = inbox.text_of(row, words.language())
    is_own = row.unit_no in {one.no for one in queries.offices(actor)}
    office = directory.place(row.unit_no)
    later = sent.corrections(row)
    state, shape = words.state_of(row)
    return {
        "row": row, "office": office, "title": words.title_of(row), "error": error,
        "as_of": clock.now(), "typed": said, "is_own": is_own,
        "kind": KIND_NAMES[row.kind], "state": state, "shape": shape,
        "people": sent.people(actor, row),
        "paragraphs": inbox.paragraphs(words.shown(row, text.body)),
        "attached": attached.lines(row.attachments),
        "parts": previews.audience_words(rules.audience_of(row.audience)),
        "counted": queries.Counted(**row.counts) if row.counts else None,
        "reach": reach.shown(request, row, None) if row.sent_at else None,
        "became": channels.became(actor, row.pk) if row.channels and row.sent_at else [],
        "corrects_url": _url(row.corrects_id),
        "corrections": [(_url(pk), at) for pk, at in later],
        "recall_id": uuid7(), "correct_id": uuid7(), "back_id": uuid7(),
        "may_recall": is_own and row.state == "sent",
        "may_correct": is_own and row.state in ("sent", "recalled"),
        "may_take_back": is_own and row.state in ("asked", "scheduled", "sending"),
        "back_url": reverse("notices:home"),
    }  # fmt: skip


def _url(notice_id: UUID | None) -> str:
    return reverse("notices:notice", args=[notice_id]) if notice_id else ""
