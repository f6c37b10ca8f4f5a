"""A family's own questions, and asking a new one."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.enquiries import queries, rules, services
from xiaoan.enquiries.pages import words
from xiaoan.enquiries.queries.words import DESK_NAMES, KIND_NAMES, KIND_NOTES
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.ASK)
def mine_page(request: Asked) -> HttpResponse:
    """What one has asked, with who has it by post."""
    actor = request.actor
    offset = whole(request.GET.get("offset", ""))
    rows = queries.mine(actor)
    total = rows.count()
    context = {
        "rows": [words.row(one) for one in queries.rows_of(actor, rows[offset : offset + words.PAGE])],
        "total": total, "tabs": words.tabs(actor, "mine"),
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "enquiries/mine.html", context)


@page(Permission.ASK, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Ask. Another page may link here with ?source=, ?id= and ?title=: what it is about."""
    if request.method != "POST":
        return _form(request, None)
    said = request.POST
    try:
        made = services.ask(
            request.actor,
            services.NewEnquiry(
                reading.read_id(said.get("submission_id", "")),
                reading.read_optional_id(said.get("person", "")), said.get("kind", ""),
                said.get("subject", ""), said.get("text", ""), said.get("source", ""),
                said.get("id", ""), said.get("title", ""),
            ),
        )  # fmt: skip
    except (Invalid, Conflict) as refused:
        return _form(request, refused)
    messages.success(request, _("已送到。到期没有答复,会一级一级催。"))
    return HttpResponseRedirect(reverse("enquiries:enquiry", args=[made]))


def _form(request: Asked, refused: Invalid | Conflict | None) -> HttpResponse:
    said: Any = request.POST if refused else request.GET
    context = {
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "typed": said,
        "children": queries.children(request.actor), "is_answer": refused is not None,
        "kinds": [
            (code, KIND_NAMES[code], DESK_NAMES[desk], KIND_NOTES[code])
            for code, desk in rules.KINDS.items()
        ],
        "form_id": said.get("submission_id") or uuid7(), "back_url": reverse("enquiries:mine"),
        "limits": {"subject": rules.LONGEST_SUBJECT, "text": rules.LONGEST},
    }  # fmt: skip
    return render(request, "enquiries/new.html", context, status=refused.status if refused else 200)
