"""Children of no roll: the ledger, one line of it, its pictures."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.dropout import services
from xiaoan.dropout.queries import child_words as words
from xiaoan.dropout.queries import children as queries
from xiaoan.dropout.rules import children as rules
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.photos import queries as photos
from xiaoan.photos.services.evidence import Shot
from xiaoan.web import pictures, reading, sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_KEEPS = Permission.KEEP_CHILDREN
_SHOWN = ("doubt", "open", "closing", "closed")


@page(_KEEPS)
def home_page(request: Asked) -> HttpResponse:
    """The lines of one state."""
    actor, state = request.actor, request.GET.get("state", "open")
    if state not in _SHOWN:
        raise NotFound
    offset = whole(request.GET.get("offset", ""))
    rows, total = queries.lines(actor, state, offset=offset)
    _leave_trace(request, rows)
    counts = queries.counts(actor)
    context = {
        "rows": [_row(one) for one in rows], "total": total, "as_of": clock.now(), "state": state,
        "pager": pager(request, total, offset, queries.PAGE),
        "states": [(code, words.STATE_NAMES[code], counts.get(code)) for code in _SHOWN],
    }  # fmt: skip
    return render(request, "dropout/children.html", context)


def _leave_trace(request: Asked, rows: list[queries.Row]) -> None:
    units = [one.child.unit_no for one in rows]
    if units:
        services.children_seen(request.actor, [one.child.pk for one in rows], min(units))


def _row(one: queries.Row) -> dict[str, Any]:
    return {
        "one": one, "url": reverse("dropout:child", args=[one.child.pk]),
        "words": words.STATE_NAMES[one.child.state], "shape": words.STATE_SHAPES[one.child.state],
        "how": words.HOW_NAMES.get(one.child.how, ""),
    }  # fmt: skip


@page(_KEEPS)
def sheet_page(request: Asked) -> HttpResponse:
    """The third ledger as a spreadsheet to keep and print."""
    actor, tables = request.actor, []
    for state in _SHOWN:
        rows, _total = queries.lines(actor, state, most=5000)
        _leave_trace(request, rows)
        name = str(words.STATE_NAMES[state])
        head = [
            _("乡镇"),
            _("姓名"),
            _("出生日期"),
            _("村(社区)"),
            _("列入时间"),
            _("负责人"),
            _("结果"),
        ]
        tables.append(
            sheets.Table(name, _("适龄儿童台账"), [], head, [_cells(one) for one in rows])
        )
    mark = _("%(who)s 于 %(at)s 下载") % {
        "who": actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    }  # fmt: skip
    return sheets.xlsx_response(sheets.workbook(tables, mark), _("适龄儿童台账.xlsx"))


def _cells(one: queries.Row) -> list[sheets.Cell]:
    day = one.child.opened_at.astimezone(clock.ZONE).date().isoformat()
    return [
        one.township, one.name, one.told.get("birth", ""), one.told.get("village", ""), day, one.owner,
        str(words.HOW_NAMES.get(one.child.how, "")),
    ]  # fmt: skip


@page(_KEEPS, methods="GET POST")
def child_page(request: Asked, child_id: UUID) -> HttpResponse:
    """One line with its steps; posted: the next step."""
    if request.method != "POST":
        return _show(request, child_id, None)
    try:
        services.act_child(request.actor, _step(request, child_id))
    except (Invalid, Conflict) as refused:
        return _show(request, child_id, refused)
    messages.success(request, _("已记下。"))
    return HttpResponseRedirect(reverse("dropout:child", args=[child_id]))


def _step(request: Asked, child_id: UUID) -> services.NewChildStep:
    said = request.POST
    kind = said.get("kind", "")
    shots = pictures.read(request) if kind == "visit" else ()
    return services.NewChildStep(
        reading.read_id(said.get("submission_id", "")), child_id, kind, said.get("note", ""),
        said.get("outcome", ""), said.get("second", ""),
        tuple(Shot(one.content, one.taken_at) for one in shots), said.get("how", ""),
        said.get("proof", ""), reading.read_date(said, "until") if kind == "ask_close" else None,
        reading.read_optional_id(said.get("owner", "")), reading.read_optional_id(said.get("person", "")),
        said.get("answer", ""),
    )  # fmt: skip


def _show(request: Asked, child_id: UUID, refused: Invalid | Conflict | None) -> HttpResponse:
    found = queries.detail(request.actor, child_id)
    child, said = found.row.child, request.POST if refused else {}
    services.children_seen(request.actor, [child.pk], child.unit_no)
    acts, kind = rules.acts(child.state), said.get("kind", "")
    if found.asked_here:
        acts -= {"close", "refuse"}
    context = {
        "found": found, "row": _row(found.row), "acts": acts, "as_of": clock.now(), "kind": kind,
        "told": [_told(one, child.pk) for one in found.told],
        "likely": [
            {"one": one, "rule": words.RULE_NAMES[one.rule], "form_id": uuid7()} for one in found.likely
        ],
        "facts": [
            (name, found.row.told[key])
            for key, name in words.FACT_NAMES.items() if key in found.row.told
        ],
        "list_words": words.LIST_NAMES[found.source.kind] if found.source else "",
        "visits": list(words.VISIT_NAMES.items()), "hows": words.ways(), "until": rules.UNTIL,
        "staff": queries.staff(child.unit_no) if "name" in acts else [], "typed": said,
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}),
        "ids": {name: uuid7() for name in rules.STEPS}
        | ({kind: said.get("submission_id")} if kind in ("visit", "note", "ask_close", "name") else {}),
        "widget": pictures.widget(said if kind == "visit" else None),
        "back_url": reverse("dropout:children"),
    }  # fmt: skip
    return render(request, "dropout/child.html", context, status=refused.status if refused else 200)


def _told(one: queries.Told, child_id: UUID) -> dict[str, Any]:
    return {
        "one": one, "words": words.STEP_NAMES[one.step.kind],
        "how": words.HOW_NAMES.get(one.step.how, ""),
        "outcome": words.VISIT_NAMES.get(one.told.get("outcome", ""), ""),
        "answer": words.ANSWER_NAMES.get(one.told.get("answer", ""), ""),
        "photos": [
            reverse("dropout:child_photo", args=[child_id, photo]) for photo in one.step.photos
        ],
    }  # fmt: skip


@page(_KEEPS)
def photo_page(request: Asked, child_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a visit of a line in sight; any other is not there."""
    if not queries.photo_is_of(request.actor, child_id, photo_id):
        raise NotFound
    return pictures.answer(photos.picture(photo_id))
