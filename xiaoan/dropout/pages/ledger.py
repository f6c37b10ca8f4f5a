"""The ledger, one line of it, the night's list."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory.queries.people import person_names
from xiaoan.directory.services import looking
from xiaoan.dropout import queries, services
from xiaoan.dropout.queries.words import (
    BASIS_NAMES,
    GROUP_NAMES,
    HOW_NAMES,
    LEDGER_NAMES,
    SEEN_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    STEP_NAMES,
)
from xiaoan.dropout.rules import ledger as rules
from xiaoan.dropout.rules.model import model
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading, sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

P = Permission


def leave_trace(actor: Actor, rows: Iterable[tuple[UUID, int]]) -> None:
    """Pupils shown by name; the class teacher's own class is the day's work."""
    seen = {person: unit for person, unit in rows if unit not in actor.own_classes}
    if seen:
        looking.pupils_seen(actor, min(seen.values()), seen, "due_list")


@page(P.SEE_DROPOUT)
def home_page(request: Asked) -> HttpResponse:
    """The lines of one ledger; whoever sees no names is led to the figures."""
    actor = request.actor
    if not queries.named(actor):
        return HttpResponseRedirect(reverse("dropout:review"))
    ledger, closed = request.GET.get("ledger", "suspected"), request.GET.get("closed") == "1"
    if ledger not in rules.LEDGERS:
        raise NotFound
    offset = whole(request.GET.get("offset", ""))
    rows, total = queries.entries(actor, ledger, closed=closed, offset=offset)
    leave_trace(actor, ((one.person_id, one.unit_no) for one in rows))
    context = {
        "rows": [row(one) for one in rows], "ledger": ledger, "closed": closed, "as_of": clock.now(),
        "total": total, "pager": pager(request, total, offset, queries.PAGE),
        "ledgers": list(LEDGER_NAMES.items()), "has_scores": bool(queries.in_schools(actor)),
        "school": _school(actor), "has_children": actor.may_anywhere(P.KEEP_CHILDREN),
    }  # fmt: skip
    # Whoever has a post in a school has a phone in hand; above it the list is a table on a desk.
    return render(
        request, "dropout/home.html" if queries.in_schools(actor) else "dropout/desk.html", context
    )


def _school(actor: Actor) -> int:
    """The school whose report the actor signs, 0 for none."""
    return min((lo for lo, _hi in actor.reach(P.REPORT_DROPOUT)), default=0)


def row(one: queries.Row) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("dropout:entry", args=[one.id]), "words": STATE_NAMES[one.state],
        "shape": STATE_SHAPES[one.state], "ledger": LEDGER_NAMES[one.ledger],
        "how": HOW_NAMES.get(one.how, ""),
    }  # fmt: skip


@page(P.SEE_DROPOUT)
def sheet_page(request: Asked) -> HttpResponse:
    """Both ledgers as a spreadsheet to keep and print."""
    actor = request.actor
    if not queries.named(actor):
        raise NotFound
    tables = []
    for ledger, name in LEDGER_NAMES.items():
        rows, _total = queries.entries(actor, ledger, most=5000)
        leave_trace(actor, ((one.person_id, one.unit_no) for one in rows))
        tables.append(
            sheets.Table(
                str(name), _("%(name)s台账") % {"name": name}, [],
                [_("学校"), _("班级"), _("姓名"), _("列入时间"), _("负责人"), _("状态")],
                [
                    [
                        one.school, one.place, one.name,
                        one.opened_at.astimezone(clock.ZONE).date().isoformat(),
                        one.responsible, str(STATE_NAMES[one.state]),
                    ]
                    for one in rows
                ],
            )
        )  # fmt: skip
    mark = _("%(who)s 于 %(at)s 下载") % {
        "who": actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    }  # fmt: skip
    return sheets.xlsx_response(sheets.workbook(tables, mark), _("控辍保学台账.xlsx"))


@page(P.SEE_DROPOUT)
def scores_page(request: Asked) -> HttpResponse:
    """The night's list of a school, each number in words; nobody above a school sees it."""
    actor = request.actor
    if not queries.in_schools(actor):
        raise NotFound
    found = queries.scores(actor)
    leave_trace(actor, ((one.person_id, one.unit_no) for one in found))
    shipped = model()
    context = {
        "rows": [_scored(one, shipped.high) for one in found], "as_of": clock.now(),
        "day": found[0].day if found else None, "version": shipped.version,
    }  # fmt: skip
    return render(request, "dropout/scores.html", context)


def _scored(one: queries.Scored, high: float) -> dict[str, Any]:
    seen = [
        {"words": SEEN_NAMES[name], "n": int(value), "adds": one.parts.get(name, 0)}
        for name, value in one.seen.items() if value
    ]  # fmt: skip
    return {
        "one": one, "percent": round(100 * one.p), "is_high": one.p >= high,
        "seen": sorted(seen, key=lambda each: -each["adds"]),
        "url": reverse("dropout:entry", args=[one.entry_id])
        if one.entry_id else reverse("dropout:open", args=[one.person_id]),
    }  # fmt: skip


@page(P.SEE_DROPOUT, methods="GET POST")
def open_page(request: Asked, person_id: UUID) -> HttpResponse:
    """Put a pupil on the ledger, and keep the key groups they are of; posted with ?act=."""
    actor, refused, act = request.actor, None, request.GET.get("act", "")
    if not queries.in_schools(actor):
        raise NotFound
    if request.method == "POST":
        try:
            return _opened(request, person_id, act)
        except (Invalid, Conflict) as error:
            refused = error
    name = person_names(actor, [person_id]).get(person_id)
    unit = queries.class_of(actor, person_id)
    if name is None or unit is None:
        raise NotFound
    leave_trace(actor, [(person_id, unit)])
    context = {
        "name": name, "person_id": person_id, "may_keep": actor.may(P.KEEP_DROPOUT, unit),
        "groups": [
            {"one": one, "words": GROUP_NAMES[one.group], "basis": BASIS_NAMES[one.basis]}
            for one in queries.groups(actor, person_id)
        ],
        "choices": list(GROUP_NAMES.items()), "bases": list(BASIS_NAMES.items()), "act": act,
        "typed": request.POST, "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "submission_id": request.POST.get("submission_id") or uuid7(), "second_id": uuid7(),
        "back_url": reverse("dropout:scores"),
    }  # fmt: skip
    return render(request, "dropout/open.html", context, status=refused.status if refused else 200)


def _opened(request: Asked, person_id: UUID, act: str) -> HttpResponse:
    said, actor = request.POST, request.actor
    here = HttpResponseRedirect(reverse("dropout:open", args=[person_id]))
    if act == "end":
        services.end_group(actor, reading.read_id(said.get("row", "")))
        messages.success(request, _("已终止。"))
        return here
    sent = reading.read_id(said.get("submission_id", ""))
    if act == "group":
        new = services.NewGroup(
            sent, person_id, said.get("group", ""), said.get("source", ""), said.get("basis", "")
        )
        services.add_group(actor, new)
        messages.success(request, _("已登记。类别加密保存,只有本校管这件事的人能看。"))
        return here
    if act != "open":
        raise NotFound
    entry = services.open_entry(actor, services.NewEntry(sent, person_id, said.get("note", "")))
    messages.success(request, _("已列入台账,班主任开始联系家庭。"))
    return HttpResponseRedirect(reverse("dropout:entry", args=[entry]))


@page(P.SEE_DROPOUT, methods="GET POST")
def entry_page(request: Asked, entry_id: UUID) -> HttpResponse:
    """One line with its steps; posted: the next step."""
    actor, refused = request.actor, None
    if request.method == "POST":
        try:
            said = request.POST
            services.act(
                actor,
                services.NewStep(
                    reading.read_id(said.get("submission_id", "")), entry_id, said.get("kind", ""),
                    said.get("note", ""), said.get("how", ""), said.get("receiver", ""),
                    said.get("receipt", ""), reading.read_optional_id(said.get("responsible", "")),
                ),
            )  # fmt: skip
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("dropout:entry", args=[entry_id]))
        except (Invalid, Conflict) as error:
            refused = error
    found = queries.detail(actor, entry_id)
    leave_trace(actor, [(found.entry.person_id, found.entry.unit_no)])
    acts = rules.acts(found.entry.ledger, found.entry.state) if found.may_keep else set()
    if found.asked_here:
        acts -= {"close", "refuse"}
    context = {
        "found": found, "row": row(found.row), "acts": acts, "hows": list(HOW_NAMES.items()),
        "staff": queries.staff(found.entry.unit_no) if "name" in acts else [],
        "told": [
            {"one": one, "words": STEP_NAMES[one.kind], "how": HOW_NAMES.get(one.how, "")}
            for one in found.told
        ],
        "seen": [
            {"words": SEEN_NAMES[name], "n": int(value)}
            for name, value in found.entry.seen.items() if value
        ],
        "typed": request.POST, "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "ids": {name: uuid7() for name in rules.STEPS}
        | ({request.POST.get("kind", ""): request.POST.get("submission_id")} if refused else {}),
        "back_url": reverse("dropout:home"),
    }  # fmt: skip
    return render(request, "dropout/entry.html", context, status=refused.status if refused else 200)
