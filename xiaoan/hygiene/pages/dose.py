"""Too little and too much: flags by kind and by school, of how many records, and the records one by one."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.hygiene import rules
from xiaoan.hygiene.pages import watching, words
from xiaoan.hygiene.queries import dose
from xiaoan.hygiene.queries.dose_words import FLAG_NAMES, PLAN_SOURCE, SIDE_NAMES
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES, TASK_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_WIDE = ("county", "township", "school")


@page(Permission.SEE_HYGIENE)
def dose_page(request: Asked, unit_no: int) -> HttpResponse:
    """What was flagged in a stretch of days: by rule with its source, by school, and the records."""
    actor = request.actor
    place = watching.unit_of(actor, unit_no)
    if place.kind not in _WIDE:
        raise NotFound
    first, last = watching.period(request)
    what, side = request.GET.get("what", ""), request.GET.get("side", "")
    what, side = what if what in rules.FLAGS else "", side if side in rules.FLAG_SIDES else ""
    flags = dose.flags(place.interval, first, last)
    of = dose.records_of(place.interval, first, last)
    offset = whole(request.GET.get("offset", ""))
    rows = dose.flagged(actor, place.interval, (first, last), (what, side), offset, watching.PAGE)
    total = _count(sum(flags.values(), Counter()), what, side)
    sums = dose.plus(of.values())
    context = {
        "unit": place, "crumbs": words.crumbs(request, unit_no), "as_of": clock.now(),
        "tabs": watching.tabs(request.actor, place, "dose"), "first": first, "last": last, "of": sums,
        "kinds": _kinds(request, flags, sums), "schools": _schools(request, place, flags, of),
        "what": what, "side": side, "total": total, "rows": [_row(one) for one in rows],
        "name": FLAG_NAMES[what] if what else SIDE_NAMES[side] if side else "",
        "clear_url": _url(request, what="", side="") if what or side else "",
        "pager": pager(request, total, offset, watching.PAGE),
        "sides": [(code, words_) for code, words_ in SIDE_NAMES.items()],
        "one_school": place.kind == "school", "version": rules.DOSE_VERSION,
    }  # fmt: skip
    return render(request, "hygiene/dose.html", context)


def _count(found: Counter[str], what: str, side: str) -> int:
    return sum(
        n for code, n in found.items()
        if (not what or code == what) and (not side or rules.FLAGS[code].side == side)
    )  # fmt: skip


def _url(request: Asked, **changes: str) -> str:
    query = request.GET.copy()
    query.pop("offset", None)
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}#records"


def _kinds(request: Asked, flags: dict[int, Counter[str]], of: dose.Of) -> list[dict[str, Any]]:
    """Every rule, those of the six don'ts too that nobody broke: with its source and how sure it is, and of
    which records: only of those in which it could have been found."""
    found: Counter[str] = sum(flags.values(), Counter())
    schools = Counter(code for counted in flags.values() for code in counted)
    return [
        {
            "code": code, "name": FLAG_NAMES[code], "side": kind.side, "side_name": SIDE_NAMES[kind.side],
            "n": found[code], "of": of.of(code), "of_words": _of_words(code),
            "schools": schools[code], "source": words.source(kind.source),
            "confidence": words.sure(kind.source, kind.confidence), "dont": kind.dont,
            "url": _url(request, what=code, side=""),
        }
        for code, kind in rules.FLAGS.items() if found[code] or kind.dont
    ]  # fmt: skip


_OF_WORDS = {
    "short": _l("写了作用或开窗时间的"), "not_rinsed": _l("该擦净、也记了擦没擦的"),
    "present": _l("该无人、也记了有没有人的"), "uv_present": _l("用紫外线、也记了有没有人的"),
    "air_present": _l("室内喷洒或对空气、也记了有没有人的"),
}  # fmt: skip


def _of_words(code: str) -> str:
    """Which records a flag is of."""
    if code in dose.STRENGTHS:
        return _("写了浓度的")
    return str(_OF_WORDS[code]) if code in _OF_WORDS else _("全部记录")


def _schools(
    request: Asked,
    place: directory.Place,
    flags: dict[int, Counter[str]],
    of: dict[int, dose.Of],
) -> list[dict[str, Any]]:
    """The schools with flags, most of their records flagged first; above a school alone."""
    if place.kind == "school":
        return []
    known = {one.no: one for one in directory.places_inside(place.interval, "school")}
    query = urlencode({name: request.GET[name] for name in ("from", "to") if name in request.GET})
    found: list[dict[str, Any]] = []
    for no, counted in flags.items():
        if no in known:
            sums = of.get(no, dose.Of())
            sides = Counter[str]()
            for code, n in counted.items():
                sides[rules.FLAGS[code].side] += n
            found.append(
                {"name": known[no].name, "of": sums, "product": sides["product"], "n": counted.total(),
                 "url": f"{reverse('hygiene:dose', args=[no])}?{query}"}
            )  # fmt: skip
    return sorted(found, key=lambda one: (-_flagged_rate(one["of"]), one["name"]))[: watching.PAGE]


def _flagged_rate(of: dose.Of) -> float:
    return (of.over + of.under) / of.judged if of.judged else 0.0


def _row(one: dose.Flagged) -> dict[str, Any]:
    unit = rules.AGENTS[one.agent].unit
    if one.what in ("short", "often"):
        unit = {"short": "min", "often": ""}[one.what]
    return {
        "name": FLAG_NAMES[one.what], "shape": "late" if one.side == "under" else "missed",
        "school": one.school, "place": one.place, "building": one.building, "day": one.day,
        "at": one.ended_at, "task": TASK_NAMES.get(one.task, one.task), "by": one.by,
        "way": f"{METHOD_NAMES[one.method]} · {AGENT_NAMES[one.agent]}", "unit": unit,
        "said": one.said, "bound": one.bound, "url": reverse("hygiene:place", args=[one.place_id]),
        "source": {"titles": PLAN_SOURCE, "own": False} if one.source == "plan"
        else words.source(one.source),
    }  # fmt: skip
