"""The joint inspection on a phone, and what it found until it is mended and seen again."""

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
from xiaoan.kernel.permission import Permission
from xiaoan.readiness import services
from xiaoan.readiness.pages import words
from xiaoan.readiness.queries import board, course, pack_words, packs
from xiaoan.readiness.queries import words as names
from xiaoan.readiness.rules import packs as rules
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, kept, page

P = Permission


@page(P.INSPECT_READINESS)
def findings_page(request: Asked) -> HttpResponse:
    """Inspections under way and what was found and is not closed."""
    actor = request.actor
    rows, visits = board.open_findings(actor), board.open_inspections(actor)
    places = directory.places({row.unit_no for row in rows} | {row.unit_no for row in visits})
    context = {
        "rows": [{**_line(row), "school": places[row.unit_no].name} for row in rows],
        "visits": [
            {"row": row, "school": places[row.unit_no].name,
             "url": reverse("readiness:inspection", args=[row.pk])}
            for row in visits
        ],
        "tabs": words.tabs(actor, "findings"), "as_of": clock.now(),
    }  # fmt: skip
    return render(request, "readiness/findings.html", context)


def _line(row: Any) -> dict[str, Any]:
    return {
        "row": row, "text": pack_words.said(row.text), "state": names.FINDING_NAMES[row.state],
        "shape": names.FINDING_SHAPES[row.state],
        "url": reverse("readiness:finding", args=[row.pk]),
    }  # fmt: skip


@page(P.SEE_READINESS, methods="GET POST")
def inspection_page(request: Asked, inspection_id: UUID) -> HttpResponse:
    """An inspection; posted: what was seen of an item, or its end."""
    row = course.inspection(request.actor, inspection_id)
    if request.method != "POST":
        return _show(request, row, None)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        words_ = _ACTS[act](request, inspection_id)
    except (Invalid, Conflict) as refused:
        return _show(request, course.inspection(request.actor, inspection_id), refused)
    if words_:
        messages.success(request, words_)
    return HttpResponseRedirect(reverse("readiness:inspection", args=[inspection_id]))


def _id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _mark(request: Asked, inspection_id: UUID) -> str:
    said = request.POST
    services.mark(
        request.actor,
        services.Mark(
            _id(request), inspection_id, said.get("item", ""), said.get("result", ""),
            said.get("note", ""), words.shown(request),
        ),
    )  # fmt: skip
    return ""


def _close(request: Asked, inspection_id: UUID) -> str:
    bad = services.close(request.actor, _id(request), inspection_id, request.POST.get("text", ""))
    if bad:
        return _("核查结束,%(n)s 个问题已发给学校整改。") % {"n": bad}
    return _("核查结束,没有查出问题。")


def _drop(request: Asked, inspection_id: UUID) -> str:
    services.drop(request.actor, _id(request), inspection_id, request.POST.get("why", ""))
    return _("已取消,理由记录在案。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {"mark": _mark, "close": _close, "drop": _drop}


def _show(request: Asked, row: Any, refused: Invalid | Conflict | None) -> HttpResponse:
    actor, typed = request.actor, request.POST
    school = directory.place(row.unit_no)
    said = [
        one for one in course.said(row.unit_no, inspection_id=row.pk)
        if one.kind == "joint" and one.gone is None
    ]  # fmt: skip
    newest = {one.item: one for one in reversed(said)}
    shown = course.papers_of(said)
    pack = packs.in_force().pack
    again = typed.get("item", "") if refused and typed.get("act") == "mark" else ""
    may = row.state == "open" and actor.may(P.INSPECT_READINESS, row.unit_no)
    items = [
        {
            "item": pack_words.told_item(item),
            "said": words.said(newest[code], shown) if code in newest else None,
            "is_again": code == again, "form_id": typed.get("submission_id") if code == again else uuid7(),
            "photo": pictures.widget(typed if code == again else None, key=f"-{code}"),
            "self": None,
        }
        for code in row.items
        if (item := pack.item(code)) is not None
    ]  # fmt: skip
    context = {
        "row": row, "pack": pack_words.name(row.pack, rules.shipped().values()), "school": school,
        "may": may, "items": items,
        "todo": [one for one in items if one["said"] is None or one["is_again"]],
        "done": [one for one in items if one["said"] is not None and not one["is_again"]],
        "left": sum(one["said"] is None for one in items),
        "members": [{**one, "authority": names.AUTHORITY_NAMES[one["authority"]]} for one in row.members],
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "typed": typed,
        "close_id": uuid7(), "drop_id": uuid7(), "as_of": clock.now(),
        "back_url": reverse("readiness:school", args=[row.unit_no]),
    }  # fmt: skip
    status = refused.status if refused else 200
    response = render(request, "readiness/inspection.html", context, status=status)
    return kept(request, response) if status == 200 and may else response


@page(P.SEE_READINESS, methods="GET POST")
def finding_page(request: Asked, finding_id: UUID) -> HttpResponse:
    """What was found; posted with `?act=`: mended by the school, seen again by an inspector."""
    row = course.finding(request.actor, finding_id)
    act = request.GET.get("act", "")
    if request.method != "POST":
        return _show_finding(request, row, "", None)
    if act not in ("mend", "good", "bad"):
        raise NotFound
    try:
        told = services.Told(
            _id(request), finding_id, request.POST.get("note", ""), words.shown(request)
        )
        if act == "mend":
            services.mend(request.actor, told)
            messages.success(request, _("已报整改,等核查人复查。"))
        else:
            services.recheck(request.actor, told, good=act == "good")
            messages.success(
                request, _("复查通过,已销号。") if act == "good" else _("已退回重新整改。")
            )
    except (Invalid, Conflict) as refused:
        return _show_finding(request, course.finding(request.actor, finding_id), act, refused)
    return HttpResponseRedirect(reverse("readiness:finding", args=[finding_id]))


def _show_finding(
    request: Asked, row: Any, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    actor, typed = request.actor, request.POST
    said = [one for one in course.said(row.unit_no, row.item) if one.kind != "self"]
    shown = course.papers_of(said)
    offered = []
    if row.state == "open" and actor.may(P.SELF_CHECK, row.unit_no):
        offered = ["mend"]
    if (
        row.state == "answered" and row.mended_by_id != actor.user_id
        and actor.may(P.INSPECT_READINESS, row.unit_no)
    ):  # fmt: skip
        offered = ["good", "bad"]
    context = {
        **_line(row), "school": directory.place(row.unit_no), "offered": offered,
        "said": [words.said(one, shown) for one in said], "act": act, "typed": typed,
        "found_by": course.named([row.found_by_id]).get(row.found_by_id, ""),
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "photos": {
            name: pictures.widget(typed if name == act else None, key=f"-{name}")
            for name in ("mend", "good", "bad")
        },
        "ids": {
            name: typed.get("submission_id") if name == act else uuid7()
            for name in ("mend", "good", "bad")
        },
        "back_url": reverse("readiness:school", args=[row.unit_no]), "as_of": clock.now(),
    }  # fmt: skip
    status = refused.status if refused else 200
    response = render(request, "readiness/finding.html", context, status=status)
    return kept(request, response) if status == 200 else response
