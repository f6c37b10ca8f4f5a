"""返校审核: who may not come to a unit on a day, why, and what is needed."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xiaoan.clearances import queries
from xiaoan.clearances.queries.board import PAGE, Board, Row, board
from xiaoan.clearances.queries.words import NEED_NAMES, REASON_NAMES, STATE_NAMES, STATE_SHAPES
from xiaoan.directory.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons.queries import labels
from xiaoan.keypersons.queries.lines import home_unit
from xiaoan.web import reading
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

P = Permission


@page(P.SEE_CLEARANCES)
def home_page(request: Asked) -> HttpResponse:
    """The widest unit whose clearances one reads."""
    return _listed(request, home_unit(request.actor, P.SEE_CLEARANCES))


@page(P.SEE_CLEARANCES)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """A unit; day and what is shown stand in the address."""
    return _listed(request, unit_no)


def day_asked(request: Asked) -> tuple[dt.date, str]:
    """The day that is asked about, today where none is; and what is wrong with it."""
    try:
        return reading.read_date(request.GET, "day") or clock.today(), ""
    except Invalid as error:
        return clock.today(), str(error)


def _listed(request: Asked, unit_no: int) -> HttpResponse:
    actor, offset = request.actor, whole(request.GET.get("offset", ""))
    on, fault = day_asked(request)
    show = request.GET.get("show", "")
    found = board(actor, unit_no, on, show if show in _SHOWS else "", offset)
    _leave_trace(actor, found)
    pack = queries.pack_in_force(actor, on)
    context = {
        "unit": found.place, "crumbs": _crumbs(actor, unit_no), "as_of": clock.now(), "day": on,
        "fault": fault, "show": show, "shows": list(_SHOWS.items()), "figures": _figures(found),
        "reasons": [(REASON_NAMES[code], n) for code, n in found.reasons.items()],
        "units": [
            {"one": one, "url": _url(one.place.no, on), "away_url": _url(one.place.no, on, "not_cleared")}
            for one in found.lines
        ],
        "rows": [row(one, on) for one in found.rows], "total": found.total,
        "pager": pager(request, found.total, offset, PAGE), "pack": labels.PACK_NAMES[pack.pack],
        "source": pack.source, "confidence": pack.confidence,
        "clear_url": _url(unit_no, on) if show else "", "survey_url": _surveys(actor, found),
    }  # fmt: skip
    name = "phone_list" if found.place.kind == "class" else "list"
    return render(request, f"clearances/{name}.html", context)


def _surveys(actor: Actor, found: Board) -> str:
    """Where those are answered for of whom nobody has said anything; "" where there is none."""
    if not found.unknown:
        return ""
    sees = actor.may(P.SEE_SURVEYS, found.place.no)
    return reverse("surveys:rounds" if sees else "duties:today")


_SHOWS = {
    "not_cleared": STATE_NAMES["not_cleared"], "unknown": STATE_NAMES["unknown"],
    "let_in": REASON_NAMES["override"],
}  # fmt: skip


def _url(unit_no: int, on: dt.date, show: str = "") -> str:
    given = {"day": on.isoformat()} if on != clock.today() else {}
    if show:
        given["show"] = show
    return reverse("clearances:unit", args=[unit_no]) + (f"?{urlencode(given)}" if given else "")


def _crumbs(actor: Actor, unit_no: int) -> list[dict[str, str]]:
    return crumbs(actor, unit_no)


def _leave_trace(actor: Actor, found: Board) -> None:
    """Pupils shown by name; the class teacher's own class is the day's work."""
    seen = {
        one.person_id: one.unit_no for one in found.rows if one.unit_no not in actor.own_classes
    }
    looking.pupils_seen(actor, found.place.no, seen, "due_list")


def _figures(found: Board) -> list[dict[str, Any]]:
    no, on, size = found.place.no, found.on, found.on_roll
    told = [
        ("not_cleared", found.not_cleared, _("有事由挡着的学生:生病、隔离、重点人员、接触者、有症状。")),
        ("unknown", found.unknown, _("摸排里还没有人回答、或回答有矛盾还没有定的学生;不算可以到校。")),
        ("let_in", found.let_in, _("事由还在,经另一人同意放行的学生。")),
    ]  # fmt: skip
    first: dict[str, Any] = {
        "label": STATE_NAMES["cleared"], "value": max(size - found.not_cleared - found.unknown, 0),
        "of": size, "url": "", "state": "",
        "definition": _("在册减去暂缓返校和情况不明的;破例放行的算在内。乡镇和全县的在册人数每夜清点。"),
    }  # fmt: skip
    return [
        first,
        *(
            {
                "label": _SHOWS[code], "value": n, "of": size, "url": _url(no, on, code),
                "state": "missed" if code == "not_cleared" and n else "", "definition": definition,
            }
            for code, n, definition in told
        ),
    ]  # fmt: skip


def row(one: Row, on: dt.date) -> dict[str, Any]:
    """One pupil in words."""
    told = one.standing
    given = f"?day={on.isoformat()}" if on != clock.today() else ""
    return {
        "one": one, "url": reverse("clearances:person", args=[one.person_id]) + given,
        "shape": STATE_SHAPES[told.state], "words": STATE_NAMES[told.state],
        "why": _("、").join(str(REASON_NAMES[code]) for code in told.reasons),
        "needs": [NEED_NAMES[code] for code in told.needs], "until": told.until,
    }  # fmt: skip
