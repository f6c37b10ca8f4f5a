"""One's own record, with the right to reply to what it holds against one."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accountability import services
from xiaoan.accountability.forms import ReplyForm, shown
from xiaoan.accountability.pages import instants
from xiaoan.accountability.pages.record import figure
from xiaoan.accountability.queries import own, words
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.MY_DUTIES, methods="GET POST")
def own_record_page(request: Asked) -> HttpResponse:
    """What the record says of whoever looks; posted: a reply to an entry (`?to=`), or to a month."""
    if request.method != "POST":
        return _show(request, "", None, [], 200)
    to = request.GET.get("to", "")
    form = ReplyForm(request.POST, prefix="reply")
    status, errors = 422, [_("有几处要改,见下面。")]
    if form.is_valid():
        try:
            _reply(request, to, form.cleaned_data)
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("accountability:own_record"))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, to, form, errors, status)


def _reply(request: Asked, to: str, given: dict[str, Any]) -> None:
    """`to` is the id of an entry, or school-month as the page has written it."""
    school, dot, month = to.partition(".")
    try:
        if not dot:
            services.reply_to_fault(request.actor, given["step_id"], UUID(to), given["text"])
            return
        where = int(school), dt.date.fromisoformat(month)
    except ValueError as error:
        raise NotFound from error
    services.reply_own(request.actor, given["step_id"], *where, given["text"])


def _show(
    request: Asked, to: str, form: ReplyForm | None, errors: list[str], status: int
) -> HttpResponse:
    found = own.own(request.actor)
    context = {
        "as_of": clock.now(), "errors": errors, "meanings": instants.meanings(),
        "entries": [
            {
                **one.__dict__, "kind_words": words.CONDUCT_NAMES[one.kind],
                "acts": [_act(str(one.id), to, form)] if one.kind == "fault" else [],
            }
            for one in found.entries
        ],
        "months": [
            {
                **one.__dict__, "figures": [figure(f) for f in one.figures],
                "acts": [_act(f"{one.school_id}.{one.month}", to, form)] if one.has_fault else [],
            }
            for one in found.months
        ],
    }  # fmt: skip
    return render(request, "accountability/own_record.html", context, status=status)


def _act(name: str, to: str, form: ReplyForm | None) -> dict[str, Any]:
    answer = form if name == to else None
    asked = answer or ReplyForm(prefix="reply")
    fields = [{**one, "id": f"{one['id']}-{name}"} for one in shown(asked)]
    return {
        "name": "reply", "title": _("答复"), "url": f"?to={name}", "fields": fields,
        "is_answer": answer is not None,
        "step_id": (asked["step_id"].value() if answer else "") or uuid7(),
    }  # fmt: skip
