"""The board of schools; the same as a spreadsheet; what if all opened on a day."""

import datetime as dt
from collections import Counter
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.readiness.pages import words
from xiaoan.readiness.queries import board as reading
from xiaoan.readiness.queries import gates, pack_words, packs
from xiaoan.readiness.queries import words as names
from xiaoan.web import reading as forms
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

P = Permission
# So far ahead a day may be asked about (own choice: about a term).
FAR = dt.timedelta(days=120)


def _own_school(actor: Actor) -> int:
    """The only school of whoever sees no other, else 0."""
    reach = actor.reach(P.SEE_READINESS)
    schools = {numbering.school_of(lo) for lo, hi in reach if hi - lo <= numbering.SCHOOL}
    return schools.pop() if len(schools) == 1 and len(reach) >= 1 and _is_low(actor) else 0


def _is_low(actor: Actor) -> bool:
    return all(hi - lo <= numbering.SCHOOL for lo, hi in actor.reach(P.SEE_READINESS))


@page(P.SEE_READINESS)
def home_page(request: Asked) -> HttpResponse:
    """How every school stands and what keeps it; whoever has one school alone is led to it."""
    actor = request.actor
    own = _own_school(actor)
    if own:
        return HttpResponseRedirect(reverse("readiness:school", args=[own]))
    offset = whole(request.GET.get("offset", ""))
    gate, item, town = _filter(request)
    found = reading.board(actor, gate=gate, item=item, town=town, offset=offset)
    pack = packs.in_force()
    context = {
        "board": found, "rows": [_row(one, pack) for one in found.rows], "pack": pack,
        "gates": _gates(request, found, gate), "items": [_item(request, one) for one in found.items],
        "pager": pager(request, found.total, offset, reading.PAGE), "gate": gate, "item": item,
        "item_text": pack_words.said(one.text) if (one := pack.pack.item(item)) else "", "town": town,
        "towns": _towns(actor), "tabs": words.tabs(actor, "home"), "as_of": found.as_of,
        "sheet_url": reverse("readiness:sheet") + f"?gate={gate}&item={item}&town={town or ''}",
    }  # fmt: skip
    return render(request, "readiness/board.html", context)


def _filter(request: Asked) -> tuple[str, str, int]:
    gate, item = request.GET.get("gate", ""), request.GET.get("item", "")
    if gate not in ("", "override", *reading.GATES):
        raise NotFound
    if "\0" in item:
        raise NotFound
    return gate, item, whole(request.GET.get("town", ""))


def _towns(actor: Actor) -> list[directory.Place]:
    """The townships to choose from, where the actor sees more than one."""
    found = directory.places_inside(directory.county().interval, "township")
    mine = [one for one in found if actor.may(P.SEE_READINESS, one.no)]
    return mine if len(mine) > 1 else []


def _gates(request: Asked, found: reading.Board, current: str) -> list[dict[str, Any]]:
    rows = [
        {**words.gate(code), "n": found.counts.get(code, 0), "url": _with(request, gate=code)}
        for code in reading.GATES
    ]
    rows.append(
        {"code": "override", "words": _("其中破例开学"), "shape": "late", "n": found.overridden,
         "url": _with(request, gate="override")}
    )  # fmt: skip
    return [{**row, "current": row["code"] == current} for row in rows]


def _with(request: Asked, **given: str) -> str:
    query = request.GET.copy()
    query.pop("offset", None)
    for name, value in given.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _item(request: Asked, one: reading.Held) -> dict[str, Any]:
    counts = one.counts
    return {
        "item": pack_words.told_item(one.item), "schools": one.schools, "fail": counts.get("fail", 0),
        "unknown": counts.get("unknown", 0), "passed": counts.get("pass", 0),
        "none": counts.get("none", 0),
        "url": _with(request, item=one.item.code),
    }  # fmt: skip


def _row(one: reading.Row, held: packs.Held) -> dict[str, Any]:
    texts = {item.code: pack_words.said(item.text) for item in held.pack.items}
    return {
        "one": one, "gate": words.gate(one.gate), "url": reverse("readiness:school", args=[one.no]),
        "failed": [texts.get(code, code) for code in one.failed],
        "unknown": [texts.get(code, code) for code in one.unknown],
        "kind": names.KIND_NAMES.get(one.kind, ""), "is_override": one.kind == "override",
    }  # fmt: skip


@page(P.SEE_READINESS)
def sheet_page(request: Asked) -> HttpResponse:
    """The board as it is filtered, and the items, as a spreadsheet."""
    actor = request.actor
    gate, item, town = _filter(request)
    found = reading.board(actor, gate=gate, item=item, town=town, limit=None)
    rows = [_row(one, packs.in_force()) for one in found.rows]
    as_of = _("截至 %(at)s") % {"at": _minute(found.as_of) if found.as_of else "-"}
    schools = sheets.Table(
        _("各校"), _("开学条件各校情况"), [as_of, packs.in_force().said],
        [_("乡镇"), _("学校"), _("情况"), _("破例"), _("决定开学日"), _("不符合"), _("不清楚"),
         _("不再符合起")],
        [
            [
                row["one"].township, row["one"].name, str(row["gate"]["words"]),
                str(names.KIND_NAMES["override"]) if row["is_override"] else "",
                row["one"].opened_on.isoformat() if row["one"].opened_on else "",
                "；".join(row["failed"]), "；".join(row["unknown"]),
                _minute(row["one"].broken_since) if row["one"].broken_since else "",
            ]
            for row in rows
        ],
    )  # fmt: skip
    items = sheets.Table(
        _("各条件"), _("各条件卡住多少学校"), [as_of],
        [_("条件"), _("必须"), _("不符合"), _("不清楚"), _("符合"), _("不适用"), _("学校")],
        [
            [
                pack_words.said(one.item.text), _("是") if one.item.hard else _("否"),
                one.counts.get("fail", 0),
                one.counts.get("unknown", 0), one.counts.get("pass", 0), one.counts.get("none", 0),
                one.schools,
            ]
            for one in found.items
        ],
    )  # fmt: skip
    mark = _("%(who)s 于 %(at)s 下载") % {"who": actor.name, "at": _minute(clock.now())}
    return sheets.xlsx_response(sheets.workbook([schools, items], mark), _("开学条件.xlsx"))


def _minute(at: dt.datetime) -> str:
    return f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}"


@page(P.SEE_BOARD)
def what_if_page(request: Asked) -> HttpResponse:
    """All schools that the actor sees, as if they opened on a day: what would hold then, beside today."""
    actor = request.actor
    if not actor.may_anywhere(P.SEE_READINESS):
        raise NotFound
    day, error = None, ""
    try:
        day = forms.read_date(request.GET, "day")
        if day and not clock.today() <= day <= clock.today() + FAR:
            raise Invalid(
                _("请选今天到 %(last)s 之间的日期。") % {"last": (clock.today() + FAR).isoformat()}
            )
    except Invalid as refused:
        day, error = None, str(refused)
    context: dict[str, Any] = {
        "day": day, "error": error, "typed": request.GET, "tabs": words.tabs(actor, "what_if"),
        "as_of": clock.now(), "last": clock.today() + FAR, "today": clock.today(),
    }  # fmt: skip
    if day:
        context |= _supposed(actor, day)
    return render(request, "readiness/what_if.html", context, status=422 if error else 200)


def _supposed(actor: Actor, day: dt.date) -> dict[str, Any]:
    seen = [one for one in gates.schools() if actor.may(P.SEE_READINESS, one.no)]
    found = gates.reckon(seen, day)
    kept = reading.gates_kept(actor)
    clear = [one for one in found if one.gate.is_clear]
    held = Counter(line.item.code for one in found for line in one.lines if line.holds_up)
    texts = {line.item.code: pack_words.said(line.item.text) for one in found for line in one.lines}
    rows = [
        {
            "name": one.school.name, "url": reverse("readiness:school", args=[one.school.no]),
            "may": one.gate.is_clear, "gate": words.gate(kept[one.school.no])
            if one.school.no in kept else None,
            "failed": [texts[code] for code in one.gate.failed],
            "unknown": [texts[code] for code in one.gate.unknown],
        }
        for one in found
    ]  # fmt: skip
    return {
        "n": len(found),
        "clear": len(clear),
        "rows": rows,
        "items": [(texts[code], n) for code, n in held.most_common()],
    }
