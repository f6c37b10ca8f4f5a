"""Lists: whom to see to now, the line list of absences with its figures, a family's own children."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.illness.pages import words
from xiaoan.illness.queries.words import SHOW_NAMES, STAGE_NAMES, STAGE_WORDS_AT_HOME
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.templatetags.web_tags import day as day_words

PAGE = 100
FORM_NAMES = {
    "a": _l("A 晨午检登记表"), "b": _l("B 晨午检汇总表"), "c": _l("C 因病缺课追踪记录表"),
    "d": _l("D 病因排查登记日志"), "e": _l("E 健康检查表"), "f": _l("F 传染病报告"),
}  # fmt: skip
FORM_KINDS = {
    "a": ("class",), "b": ("school",), "c": ("class", "school"), "d": ("class", "school"),
    "e": ("class",), "f": ("class", "school"),
}  # fmt: skip


@page(Permission.SEE_ILLNESS)
def home_page(request: Asked) -> HttpResponse:
    """Whoever cares for children starts at the phone's list, whoever oversees at the line list."""
    cares = request.actor.may_anywhere(Permission.TRACE)
    return HttpResponseRedirect(reverse("illness:today" if cares else "illness:list"))


@page(Permission.SEE_ILLNESS)
def today_page(request: Asked) -> HttpResponse:
    """Whom to see to next, since when: those in the school's care first."""
    actor = request.actor
    found = queries.in_hand(actor, Permission.SEE_ILLNESS)
    illness.see_list(actor, found)
    places = directory.places({one.unit_no for one in found})
    rows = [words.row(one, places[one.unit_no].name) for one in found]
    here = [row for row, one in zip(rows, found, strict=True) if one.stage in _HERE]
    back = [row for row, one in zip(rows, found, strict=True) if one.stage == "cleared"]
    away = [row for row in rows if row not in here and row not in back]
    classes = _classes(actor)
    unexplained = queries.absences_in_hand(actor)
    illness.see_absences(actor, unexplained)
    context = {
        "late": [
            {
                "url": reverse("illness:late", args=[one.id]),
                "name": one.name,
                "step": words.step(one.step),
            }
            for one in queries.waiting_late(actor)
        ],
        "unexplained": _unexplained(unexplained),
        "groups": [
            {"title": title, "rows": part}
            for title, part in ((_("在校处置"), here), (_("病假在外"), away), (_("等返校"), back))
            if part
        ],
        "day": clock.today(),
        "as_of": clock.now(),
        "list_url": reverse("illness:list"),
        "most": queries.MOST_IN_HAND
        if queries.MOST_IN_HAND in (len(found), len(unexplained))
        else 0,
        "classes": classes,
    }
    return render(request, "illness/today.html", context)


def _unexplained(found: list[queries.AbsenceRow]) -> list[dict[str, Any]]:
    """Who is absent, and nobody knows why."""
    if not found:
        return []
    places = directory.places({no for one in found for no in (one.unit_no, one.school_id)})
    return [
        {
            "url": reverse("illness:absence", args=[one.id]),
            "name": one.name or _("(不在册)"),
            "place": places[one.unit_no].name,
            "school": places[one.school_id].name,
            "since": one.since,
            "tries": one.tries,
            "due_at": one.due_at,
            "overdue": one.is_overdue,
        }
        for one in found
    ]


_HERE = ("detected", "retested", "watched", "observed", "reached")


def _classes(actor: Actor) -> list[dict[str, Any]]:
    """Where somebody may add a child by hand: the classes of one's own school or class."""
    reach = [one for one in actor.reach(Permission.TRACE) if one[1] - one[0] <= 4096]
    found = [place for one in reach for place in directory.places_inside(one, "class")]
    return [{"name": p.name, "url": reverse("illness:open", args=[p.no])} for p in found]


@page(Permission.SEE_ILLNESS)
def list_page(request: Asked) -> HttpResponse:
    """The line list of a unit with its figures, and how the units under it stand."""
    actor = request.actor
    place = queries.place_seen(actor, whole(request.GET.get("unit", "")))
    show = request.GET.get("show", "")
    show = show if show in SHOW_NAMES else "open"
    offset = whole(request.GET.get("offset", ""))
    board = queries.board(actor, place)
    total, found = queries.line_list(actor, place.interval, show, offset, PAGE)
    illness.see_list(actor, found)
    places = directory.places({no for one in found for no in (one.unit_no, one.school_id)})
    count, unexplained = queries.absences(actor, place.interval)
    illness.see_absences(actor, unexplained)
    context = {
        "unexplained": _unexplained(unexplained),
        "unexplained_count": count,
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "as_of": clock.now(),
        "show": show,
        "shows": list(SHOW_NAMES.items()),
        "clear_url": f"?unit={place.no}" if show != "open" else "",
        "figures": _figures(board, place),
        "units": [_unit(child, one) for child, one in board.rows],
        "total": total,
        "rows": [_line(one, places) for one in found],
        "pager": pager(request, total, offset, PAGE),
        "forms": _forms(place),
        "setting_url": reverse("illness:setting", args=[place.no])
        if place.kind == "county" and actor.may(Permission.SET_ESCALATION, place.no)
        else "",
    }
    return render(request, "illness/list.html", context)


def _line(one: queries.Row, places: dict[int, directory.Place]) -> dict[str, Any]:
    return {
        **words.row(one, places[one.unit_no].name),
        "school": places[one.school_id].name if one.school_id in places else "",
    }


def _unit(place: directory.Place, one: queries.Figures) -> dict[str, Any]:
    return {"name": place.name, "url": f"?unit={place.no}", **vars(one)}


def _figures(board: queries.Board, place: directory.Place) -> list[dict[str, Any]]:
    """Each a link to its rows: how many, of how many, and what it means."""
    total = board.total
    late = _("超过时限 %(n)s 人") % {"n": total.overdue} if total.overdue else ""
    figures = [
        _figure("absent", total.absent, board.enrolled, _("因病不在校、还没有返校的学生;分母是在册人数。")),
        _figure("untraced", total.untraced, total.absent, _("病假中,还没有人问过病因的;分母是病假中。")),
        _figure("long", total.long, total.absent, _("连续缺勤多个上课日,仍没有诊断、也没有排查的。")),
        _figure("certificate", total.held, total.open, _("诊断是表内传染病,复课证明还没有通过查验的。")),
        _figure(
            "open", board.ill.done + board.unexplained.done, board.ill.due + board.unexplained.due,
            _("近 7 天到期的追踪里,在时限内完成的:病因和原因不明的缺勤都算,各自的数见下。"),
        ),
    ]  # fmt: skip
    figures[1] |= {"note": late, "state": "missed" if total.overdue else ""}
    figures[2] |= {"state": "late" if total.long else ""}
    figures[4] |= {"label": _("按时追踪"), "note": _in_time(board)}
    return [{**one, "url": f"?unit={place.no}&show={one['show']}"} for one in figures]


def _in_time(board: queries.Board) -> str:
    """Each kind apart: done in time, of how many."""
    told = {"a": board.ill.done, "b": board.ill.due}
    told |= {"c": board.unexplained.done, "d": board.unexplained.due}
    return _("近 7 天到期:病因 %(a)d/%(b)d,原因不明 %(c)d/%(d)d") % told


def _figure(show: str, value: int, of: int, definition: str) -> dict[str, Any]:
    return {
        "show": show, "label": SHOW_NAMES[show], "value": value, "of": of, "note": "", "state": "",
        "definition": definition,
    }  # fmt: skip


def _forms(place: directory.Place) -> list[dict[str, Any]]:
    day = clock.today().isoformat()
    return [
        {"name": name, "url": reverse("illness:form", args=[letter, place.no, day])}
        for letter, name in FORM_NAMES.items()
        if place.kind in FORM_KINDS[letter]
    ]


@page(Permission.SEE_CHILD)
def own_page(request: Asked) -> HttpResponse:
    """A family's own children: where they stand, in plain words."""
    found = queries.of_children(request.actor)
    rows = [_own(one) for one in found]
    context = {"rows": rows, "day": clock.today(), "as_of": clock.now()}
    return render(request, "illness/own.html", context)


def _own(one: queries.OfChild) -> dict[str, Any]:
    way = ""
    if one.stage == "cleared" and one.back_on:
        way = _("%(day)s 起可以返校。") % {"day": day_words(one.back_on)}
    elif one.verdict and one.verdict.day:
        day = day_words(one.verdict.day)
        way = _("最早 %(day)s 复课,返校前请把复课证明交校医查验。") % {"day": day}
    elif one.verdict:
        what = words.missing(one.verdict.missing)
        way = _("返校前请把复课证明交校医查验,证明上要有:%(what)s。") % {"what": what}
    return {
        "name": one.name, "shape": words.SHAPES[one.stage], "began": words.began(one.onset, one.since),
        "stage": STAGE_NAMES[one.stage], "says": STAGE_WORDS_AT_HOME[one.stage], "way": way,
        "diagnosis": words.diagnosis(one.diagnosis, one.certainty), "at": one.moved_at,
    }  # fmt: skip
