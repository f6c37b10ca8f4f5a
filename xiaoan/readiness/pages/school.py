"""One school: its gate reckoned now, each inspected item with its evidence; posted: what is asked for
or said."""

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
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.photos import queries as photos
from xiaoan.photos.queries import papers
from xiaoan.readiness import services
from xiaoan.readiness.pages import words
from xiaoan.readiness.queries import board, course, gates, pack_words
from xiaoan.readiness.queries import words as names
from xiaoan.readiness.rules.packs import inspection as told
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, kept, page

P = Permission
_ROWS = 3


@page(P.SEE_READINESS, methods="GET POST")
def school_page(request: Asked, school_no: int) -> HttpResponse:
    """The gate of a school; posted with `?act=`: a decision asked for, an inspection begun."""
    school = course.school(request.actor, school_no)
    if request.method != "POST":
        return _show(request, school, "", None)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        return HttpResponseRedirect(_ACTS[act](request, school))
    except (Invalid, Conflict) as refused:
        return _show(request, school, act, refused)


def _decide(request: Asked, school: directory.Place) -> str:
    said = request.POST
    decision = services.ask(
        request.actor,
        services.Ask(
            reading.read_id(said.get("submission_id", "")), school.no, said.get("kind", ""),
            reading.read_date(said, "day"), said.get("post", ""), said.get("reason", ""),
        ),
    )  # fmt: skip
    messages.success(request, _("已提出,等另一个人签。"))
    return reverse("readiness:decision", args=[decision])


def _begin(request: Asked, school: directory.Place) -> str:
    said = request.POST
    members = [
        services.Member(said.get(f"name-{code}-{n}", ""), code, said.get(f"post-{code}-{n}", ""))
        for code in told()["authorities"]
        for n in range(_ROWS)
    ]
    found = services.begin(
        request.actor,
        services.Begin(reading.read_id(said.get("submission_id", "")), school.no, members),
    )
    return reverse("readiness:inspection", args=[found])


_ACTS: dict[str, Callable[[Asked, directory.Place], str]] = {"decide": _decide, "inspect": _begin}


def _show(
    request: Asked, school: directory.Place, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    actor, typed = request.actor, request.POST
    found = gates.reckon([school])[0]
    kept_row = course.standing(school.no)
    decisions = board.waiting_of(course.decisions(school.no))
    may_decide = actor.may(P.DECIDE_READINESS, school.no)
    is_open = found.opened is not None and found.opened.is_open
    since = kept_row.broken_since if kept_row and found.gate.state == "broken" else None
    context = {
        "school": school, "found": found, "gate": words.gate(found.gate.state),
        "pack": pack_words.told(found.held.pack), "groups": words.grouped(actor, found),
        "as_of": clock.now(), "broken_since": since,
        "held": [words.line(actor, found, one) for one in found.lines if one.holds_up],
        "is_override": found.opened is not None and found.opened.kind == "override",
        "override": next(
            (one for one in decisions if one.kind == "override" and one.state == "signed"), None
        ),
        "decisions": [words.decided(one) for one in decisions],
        "asked": next((words.decided(one) for one in decisions if one.state == "asked"), None),
        "kinds": _kinds(found, is_open=is_open) if may_decide else [],
        "turns": _turns(school, found), "findings": _findings(school.no),
        "inspections": course.inspections(school.no),
        "may_inspect": actor.may(P.INSPECT_READINESS, school.no),
        "open_visit": next((one for one in course.inspections(school.no) if one.state == "open"), None),
        "authorities": _authorities(typed if act == "inspect" else {}, getattr(refused, "fields", {})),
        "act": act, "typed": typed, "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "submission_id": typed.get("submission_id") or uuid7(), "visit_id": uuid7(),
        "today": clock.today(), "back_url": reverse("readiness:home"),
    }  # fmt: skip
    status = refused.status if refused else 200
    response = render(request, "readiness/school.html", context, status=status)
    return kept(request, response) if status == 200 else response


def _kinds(found: gates.Reckoned, *, is_open: bool) -> list[tuple[str, Any]]:
    """What may be decided as it stands."""
    wanted = []
    if not is_open:
        wanted.append("open" if found.gate.is_clear else "override")
    else:
        wanted.append("close")
        if found.gate.state == "broken":
            wanted.insert(0, "override")
    return [(code, names.KIND_NAMES[code]) for code in wanted]


def _authorities(typed: Any, faults: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "code": code, "words": names.AUTHORITY_NAMES[code], "fault": faults.get(f"members-{code}"),
            "rows": [
                {"n": n, "name": typed.get(f"name-{code}-{n}", ""), "post": typed.get(f"post-{code}-{n}", "")}
                for n in range(_ROWS)
            ],
        }
        for code in told()["authorities"]
    ]  # fmt: skip


def _turns(school: directory.Place, found: gates.Reckoned) -> list[dict[str, Any]]:
    texts = {one.code: pack_words.said(one.text) for one in found.held.pack.items}
    return [
        {
            "at": row.at, "text": texts.get(row.item, row.item), "was": names.STATE_NAMES[row.was],
            "state": names.STATE_NAMES[row.state], "shape": names.STATE_SHAPES[row.state],
        }
        for row in course.turns(school.no, limit=20)
    ]  # fmt: skip


def _findings(school_no: int) -> list[dict[str, Any]]:
    return [
        {
            "row": row, "text": pack_words.said(row.text), "state": names.FINDING_NAMES[row.state],
            "shape": names.FINDING_SHAPES[row.state],
            "url": reverse("readiness:finding", args=[row.pk]),
        }
        for row in course.findings(school_no)
    ]  # fmt: skip


@page(P.SEE_READINESS, methods="GET POST")
def item_page(request: Asked, school_no: int, code: str) -> HttpResponse:
    """An inspected item: what was said of it with its evidence; posted: the school's own check, or that
    evidence is taken back (`?act=withdraw`)."""
    school = course.school(request.actor, school_no)
    act = request.GET.get("act", "")
    if request.method != "POST":
        return _show_item(request, school, code, "", None)
    try:
        if act == "withdraw":
            _withdraw(request)
        else:
            _check(request, school, code)
    except (Invalid, Conflict) as refused:
        return _show_item(request, school, code, act, refused)
    return HttpResponseRedirect(reverse("readiness:item", args=[school_no, code]))


def _check(request: Asked, school: directory.Place, code: str) -> None:
    said = request.POST
    services.self_check(
        request.actor,
        services.SelfCheck(
            reading.read_id(said.get("submission_id", "")), school.no, code, said.get("result", ""),
            said.get("note", ""), words.shown(request),
        ),
    )  # fmt: skip
    messages.success(request, _("自查已记下。"))


def _withdraw(request: Asked) -> None:
    said = request.POST
    services.withdraw(
        request.actor, reading.read_id(said.get("submission_id", "")),
        reading.read_id(said.get("statement", "")), said.get("why", ""),
    )  # fmt: skip
    messages.success(request, _("已撤回,关口按没有这条证据重新计算。"))


def _show_item(
    request: Asked, school: directory.Place, code: str, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    actor = request.actor
    found = gates.reckon([school])[0]
    line = next((one for one in found.lines if one.item.code == code), None)
    if line is None:
        raise NotFound
    if line.item.how != "inspected":
        raise Forbidden(_("这一条由系统按记录计算,不能手工勾选。请补齐记录。"))
    rows = course.said(school.no, code)
    kept_papers = course.papers_of(rows)
    may_check = actor.may(P.SELF_CHECK, school.no)
    may_inspect = actor.may(P.INSPECT_READINESS, school.no)
    # Of a form that was refused the id and the words come back to it alone.
    typed = request.POST if act != "withdraw" else {}
    context = {
        "school": school, "line": words.line(actor, found, line), "may_check": may_check,
        "said": [
            {**words.said(one, kept_papers), **_typed(request, act, one.id),
             "may_withdraw": one.gone is None and one.kind != "mend"
             and (may_check if one.kind == "self" else may_inspect)}
            for one in rows
        ],
        "act": act, "typed": typed, "error": str(refused or ""),
        "fields": getattr(refused, "fields", {}) if act != "withdraw" else {}, "as_of": clock.now(),
        "photo": pictures.widget(typed if refused else None),
        "submission_id": typed.get("submission_id") or uuid7(),
        "back_url": reverse("readiness:school", args=[school.no]),
    }  # fmt: skip
    status = refused.status if refused else 200
    response = render(request, "readiness/item.html", context, status=status)
    return kept(request, response) if status == 200 else response


def _typed(request: Asked, act: str, statement_id: UUID) -> dict[str, Any]:
    """What was typed into the form that takes a statement back, and its id."""
    said = request.POST
    is_again = act == "withdraw" and said.get("statement") == str(statement_id)
    return {
        "is_again": is_again, "why": said.get("why", "") if is_again else "",
        "withdraw_id": (said.get("submission_id") if is_again else "") or uuid7(),
    }  # fmt: skip


@page(P.SEE_READINESS)
def photo_page(request: Asked, statement_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a statement in sight; any other is not there."""
    row = course.statement(request.actor, statement_id)
    if photo_id not in row.photo_ids:
        raise NotFound
    with everywhere("readiness"):
        return pictures.answer(photos.picture(photo_id))


@page(P.SEE_READINESS)
def paper_page(request: Asked, statement_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper of a statement in sight; any other is not there."""
    row = course.statement(request.actor, statement_id)
    if paper_id not in row.paper_ids:
        raise NotFound
    with everywhere("readiness"):
        return pictures.paper(*papers.paper(paper_id))
