"""The inbox of everybody who is signed in, and a notice as its reader sees it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.notices import rules, services
from xiaoan.notices.pages import words
from xiaoan.notices.queries import attached, inbox
from xiaoan.notices.queries.words import KIND_NAMES, LANGUAGE_NAMES
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.READ_NOTICES)
def inbox_page(request: Asked) -> HttpResponse:
    """What was addressed to the reader: the unread first."""
    actor = request.actor
    offset = whole(request.GET.get("offset", ""))
    total, found = inbox.page_of(actor, offset, words.language())
    context = {
        "as_of": clock.now(), "total": total, "rows": [brief(one) for one in found],
        "unread": inbox.unread(actor), "writes": actor.may_anywhere(Permission.WRITE_NOTICES),
        "pager": pager(request, total, offset, inbox.PAGE),
    }  # fmt: skip
    return render(request, "notices/inbox.html", context)


def brief(one: inbox.Brief) -> dict[str, Any]:
    """A line of the inbox: what is asked, in one state."""
    if one.is_recalled:
        state = ("excused", _("已撤回"))
    elif one.needs_ack and not one.is_acked:
        late = one.ack_by is not None and one.ack_by < clock.now()
        state = ("missed", _("过期未确认")) if late else ("due", _("请确认"))
    elif one.is_acked:
        state = ("done", _("已确认"))
    else:
        state = ("done", _("已读")) if one.is_read else ("due", _("未读"))
    return {
        "one": one, "kind": KIND_NAMES[one.kind], "shape": state[0], "state": state[1],
        "url": reverse("notices:read", args=[one.notice_id]),
    }  # fmt: skip


@page(Permission.READ_NOTICES)
def unread_page(request: Asked) -> HttpResponse:
    """How many were not opened yet, for the navigation."""
    return JsonResponse({"count": inbox.unread(request.actor)})


@page(Permission.READ_NOTICES)
def read_page(request: Asked, notice_id: UUID) -> HttpResponse:
    """A notice, under the reader's own rights: opened is read."""
    services.mark_read(request.actor, notice_id)
    return _show(request, notice_id)


@page(Permission.READ_NOTICES, methods="POST")
def confirm_page(request: Asked, notice_id: UUID) -> HttpResponse:
    """The reader confirms; pressed twice is confirmed once."""
    try:
        services.acknowledge(request.actor, notice_id)
    except Conflict as refused:
        return _show(request, notice_id, str(refused), refused.status)
    messages.success(request, _("已确认收到。"))
    return HttpResponseRedirect(reverse("notices:read", args=[notice_id]))


def _show(request: Asked, notice_id: UUID, error: str = "", status: int = 200) -> HttpResponse:
    found = inbox.opened(request.actor, notice_id, words.language())
    one = found.brief
    context = {
        "found": found, "row": brief(one), "error": error,
        "other_language": ""
        if found.language == words.language()
        else LANGUAGE_NAMES[found.language],
        "may_confirm": one.needs_ack and not one.is_acked and not one.is_recalled,
        "by_call": found.acked_how == rules.BY_CALL, "attached": attached.lines(found.attachments),
        "corrects_url": _url(found.corrects_id), "corrected_url": _url(found.corrected_by),
        "back_url": reverse("notices:inbox"),
    }  # fmt: skip
    return render(request, "notices/read.html", context, status=status)


def _url(notice_id: UUID | None) -> str:
    return reverse("notices:read", args=[notice_id]) if notice_id else ""
