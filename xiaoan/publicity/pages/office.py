"""The office's pages: all texts, one of them with its versions, and how it will look."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.publicity import rules, services
from xiaoan.publicity.pages import words
from xiaoan.publicity.pages.kept import path_of
from xiaoan.publicity.queries import shown, texts
from xiaoan.publicity.queries.words import (
    KIND_NAMES,
    LANGUAGE_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    STEP_NAMES,
)
from xiaoan.publicity.services.keeping import Act
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.wording import queries as wording

PAGE = 50
_OFFICE = (Permission.WRITE_PUBLIC, Permission.APPROVE_PUBLIC)


@page(*_OFFICE)
def office_page(request: Asked) -> HttpResponse:
    """Texts; the address holds the filter."""
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    offset = whole(request.GET.get("offset", ""))
    total, rows = texts.page_of(request.actor, kind, state, offset, PAGE)
    context = {
        "as_of": clock.now(), "total": total, "kind": kind, "state": state,
        "kinds": list(KIND_NAMES.items()), "states": list(STATE_NAMES.items()),
        "rows": [_line(one) for one in rows], "pager": pager(request, total, offset, PAGE),
        "new_url": reverse("publicity:new") if texts.writes_at(request.actor) else "",
        "public_url": path_of(rules.FIRST), "filtered": bool(kind or state),
    }  # fmt: skip
    return render(request, "publicity/office.html", context)


def _line(one: texts.Line) -> dict[str, Any]:
    return {
        **one.__dict__, "url": reverse("publicity:own", args=[one.id]),
        "kind_words": KIND_NAMES[one.kind], "state_words": STATE_NAMES[one.state],
        "shape": STATE_SHAPES[one.state],
    }  # fmt: skip


def _approve(request: Asked, act: Act) -> str:
    services.approve(request.actor, act)
    return _("已公布。")


def _refuse(request: Asked, act: Act) -> str:
    services.refuse(request.actor, act, request.POST.get("why", ""))
    return _("已退回,没有公布。")


def _withdraw(request: Asked, act: Act) -> str:
    services.withdraw(request.actor, act, request.POST.get("why", ""))
    return _("已撤回,公开页面上已经没有。")


def _drop(request: Asked, act: Act) -> str:
    services.drop(request.actor, act)
    return _("已作废,草稿仍在档。")


def _pin(request: Asked, act: Act) -> str:
    services.pin(request.actor, act, pinned=True)
    return _("已置顶。")


def _unpin(request: Asked, act: Act) -> str:
    services.pin(request.actor, act, pinned=False)
    return _("已取消置顶。")


_ACTS: dict[str, Callable[[Asked, Act], str]] = {
    "approve": _approve, "refuse": _refuse, "withdraw": _withdraw, "drop": _drop, "pin": _pin,
    "unpin": _unpin,
}  # fmt: skip


@page(*_OFFICE, methods="GET POST")
def text_page(request: Asked, text_id: UUID) -> HttpResponse:
    """One text; posted: `?act=`."""
    texts.text(request.actor, text_id)
    if request.method != "POST":
        return _show(request, text_id, "", None)
    name = request.GET.get("act", "")
    if name not in _ACTS:
        raise NotFound
    try:
        form_id = reading.read_id(request.POST.get("submission_id", ""))
        told = _ACTS[name](request, _read(request, form_id, text_id))
    except (Invalid, Conflict) as refused:
        return _show(request, text_id, name, refused)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("publicity:own", args=[text_id]))


def _read(request: Asked, form_id: UUID, text_id: UUID) -> Act:
    looked = request.POST.getlist(wording.FIELD)
    return Act(form_id, text_id, whole(request.POST.get("base", "")), looked)


def _looked(request: Asked, found: texts.Detail, refused: Exception | None) -> dict[str, Any]:
    """What whoever approves is asked about names beside a disease."""
    if not found.may_approve:
        return {}
    said = texts.said_in(found.last.words, found.last.reason)
    asked = wording.beside(said, texts.county_of(found.row))
    return wording.question(request.POST.getlist(wording.FIELD), refused, asked)


def _show(
    request: Asked, text_id: UUID, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    found = texts.detail(request.actor, text_id)
    row = found.row
    title = rules.words_in(found.last.words, rules.FIRST)["title"]
    context = {
        "found": found, "row": row, "title": title,
        "looked": _looked(request, found, refused), "kind": KIND_NAMES[row.kind],
        "state_words": STATE_NAMES[row.state], "shape": STATE_SHAPES[row.state], "act": act,
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "why": request.POST.get("why", ""), "form_ids": {name: uuid7() for name in _ACTS},
        "views": [(code, LANGUAGE_NAMES[code]) for code in rules.PREFIXES],
        "last": [
            (rules.TAGS[code], LANGUAGE_NAMES[code], found.last.words[code])
            for code in rules.PREFIXES
            if code in found.last.words
        ],
        "steps": [
            {
                "words": STEP_NAMES[one.kind], "no": one.version_no, "at": one.at, "why": one.why,
                "by": found.names.get(one.by_id, "") if one.by_id else "",
            }
            for one in found.steps
        ],
        "public_url": path_of(rules.FIRST, f"texts/{row.pk}/"),
        "edit_url": reverse("publicity:edit", args=[row.pk]), "back_url": reverse("publicity:office"),
    }  # fmt: skip
    return render(request, "publicity/own.html", context, status=refused.status if refused else 200)


@page(*_OFFICE)
def preview_page(request: Asked, text_id: UUID, no: int, language: str) -> HttpResponse:
    """A version as the public page would show it."""
    found = texts.detail(request.actor, text_id)
    version = texts.version_words(found, no)
    if language not in rules.PREFIXES:
        raise NotFound
    said = rules.words_in(version.words, language)
    one = shown.Shown(
        found.row.pk, found.row.kind, said["title"], said["body"], said["tag"], version.phone, False,
        version.at, version.at, no, version.reason,
    )  # fmt: skip
    with translation.override(language):
        context = {
            **words.frame(language, ""), "county": shown.county().name, "made_at": clock.now(),
            "one": words.text(one, language), "kind": KIND_NAMES[one.kind], "title": one.title,
            "preview_url": reverse("publicity:own", args=[text_id]),
        }  # fmt: skip
        return render(request, "publicity/public/text.html", context)
