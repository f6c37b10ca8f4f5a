"""返校: who is to come back, from when by which rule, what is missing, whose turn it is; also as a sheet."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.illness import queries as illness
from xiaoan.illness.queries import words
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons.pages.words import list_url
from xiaoan.keypersons.queries import labels
from xiaoan.keypersons.queries import returning as queries
from xiaoan.keypersons.queries.lines import home_unit, path_seen
from xiaoan.keypersons.services import looking
from xiaoan.web import sheets, sources
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.web.templatetags.web_tags import day as day_words

PAGE = 100
SHAPES = {
    "overdue": "missed", "today": "due", "check": "late", "paper": "late", "early": "excused",
}  # fmt: skip


@page(Permission.SEE_ILLNESS)
def returns_home_page(request: Asked) -> HttpResponse:
    """The list of the widest unit in which one reads of ill pupils."""
    return _listed(request, home_unit(request.actor, Permission.SEE_ILLNESS))


@page(Permission.SEE_ILLNESS)
def returns_page(request: Asked, unit_no: int) -> HttpResponse:
    """Who is to come back under a unit; what is shown stands in the address."""
    return _listed(request, unit_no)


def _listed(request: Asked, unit_no: int) -> HttpResponse:
    actor, show, offset = request.actor, _show(request), whole(request.GET.get("offset", ""))
    found = queries.returning(actor, unit_no, show, offset, PAGE)
    looking.returns_listed(actor, found.rows)
    people = queries.people_of(actor, found.rows)
    everybody = sum(found.counts.values())
    context = {
        "unit": found.place,
        "crumbs": _crumbs(actor, unit_no),
        "as_of": clock.now(),
        "show": show,
        "shows": list(labels.STAND_NAMES.items()),
        "figures": [_figure(found, code, everybody) for code in labels.STAND_NAMES],
        "everybody": everybody,
        "units": [_unit(place.name, place.no, counts) for place, counts in found.units],
        "sums": [found.counts[code] for code in labels.STAND_NAMES],
        "rows": [_row(one, people) for one in found.rows],
        "total": found.total,
        "pager": pager(request, found.total, offset, PAGE),
        "clear_url": list_url(unit_no, "returns") if show else "",
        "export_url": list_url(unit_no, "returns_export", show=show)
        if actor.may(Permission.EXPORT, unit_no)
        else "",
    }
    return render(request, "keypersons/returns.html", context)


def _show(request: Asked) -> str:
    show = request.GET.get("show", "")
    return show if show in labels.STAND_NAMES else ""


def _crumbs(actor: Actor, unit_no: int) -> list[dict[str, str]]:
    """The way down to the unit, each step with its list."""
    found = crumbs(actor, unit_no)
    for crumb, place in zip(found, path_seen(actor, unit_no), strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_ILLNESS, place.no)
        crumb["url"] = list_url(place.no, "returns") if seen else ""
    return found


def _figure(found: queries.Returning, code: str, everybody: int) -> dict[str, Any]:
    value = found.counts[code]
    return {
        "label": labels.STAND_NAMES[code], "value": value, "of": everybody,
        "url": list_url(found.place.no, "returns", show=code),
        "state": "missed" if code == "overdue" and value else "",
        "definition": labels.STAND_DEFINITIONS[code],
    }  # fmt: skip


def _unit(name: str, unit_no: int, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "name": name, "url": list_url(unit_no, "returns"), "total": sum(counts.values()),
        "counts": [
            {"value": counts[code], "url": list_url(unit_no, "returns", show=code)}
            for code in labels.STAND_NAMES
        ],
    }  # fmt: skip


def _row(one: queries.Kept, people: queries.People) -> dict[str, Any]:
    """One pupil in words."""
    place = people.places[one.unit_no]
    ill, school = one.ill, people.places[place.school_id]
    return {
        "name": people.pupils.get(one.person_id) or _("(不在册)"),
        "url": reverse("illness:child", args=[ill.id])
        if ill
        else reverse("keypersons:person", args=[one.person_id]),
        "unit": place.name,
        "school": school.name if school != place else "",
        "why": _("、").join(_why(one)),
        "against": bool(ill and ill.against),
        "shape": SHAPES[one.stand],
        "stand": labels.STAND_NAMES[one.stand],
        **_end(one),
        "missing": _missing(ill) if ill and not ill.is_let_in else "",
        "rule": _rule(one),
        "source": _source(ill) if ill else "",
        "certificate": _("、").join(_papers(one)),
        "next": _next(one, people),
        "over": one.over,
    }


def _end(one: queries.Kept) -> dict[str, Any]:
    """The first day back; `is_open`: what is known says only that it is not before."""
    ill, day = one.ill, one.day
    is_open = bool(ill and not ill.is_let_in and ill.verdict.day is None)
    if day is None and ill and is_open and ill.verdict.not_before != ill.since:
        day = ill.verdict.not_before
    return {"end": day_words(day) if day else _("期限未定"), "is_open": is_open and day is not None}


def _why(one: queries.Kept) -> list[str]:
    found = []
    if one.ill:
        name = str(words.DIAGNOSIS_NAMES.get(one.ill.diagnosis, one.ill.diagnosis) or _("生病"))
        sure = words.CERTAINTY_NAMES.get(one.ill.certainty, "")
        found.append(_("%(name)s(%(sure)s)") % {"name": name, "sure": sure} if sure else name)
    if one.apart:
        found.append(str(labels.ISOLATION_NAMES[one.apart.kind]))
    return found


def _missing(ill: illness.Excluded) -> str:
    return _("、").join(str(words.MISSING_NAMES[code]) for code in ill.verdict.missing)


def _rule(one: queries.Kept) -> str:
    """症状全部消失满 3 天(通用);隔离依据:密切接触者."""
    told = [_rule_of(one.ill)] if one.ill else []
    if one.apart:
        told.append(_("隔离依据:%(basis)s") % {"basis": labels.BASIS_NAMES[one.apart.basis]})
    return _(";").join(filter(None, told))


def _rule_of(ill: illness.Excluded) -> str:
    basis = illness.basis_of(ill.diagnosis, ill.profile)
    if basis is None:
        return ""
    ways = [_(",并且").join(_condition(*one) for one in way) for way in basis.ways]
    return _("%(rule)s(%(profile)s)") % {
        "rule": _(";或者").join(ways), "profile": words.PROFILE_NAMES[ill.profile],
    }  # fmt: skip


def _condition(what: str, days: int | None) -> str:
    if days is None:
        return str(words.MISSING_NAMES[what])
    if days == 0 and what in words.GONE_NAMES:
        return str(words.GONE_NAMES[what])
    return str(words.COUNTED_NAMES[what]) % {"n": days}


def _source(ill: illness.Excluded) -> str:
    basis = illness.basis_of(ill.diagnosis, ill.profile)
    return sources.titles(basis.source) if basis else ""


def _papers(one: queries.Kept) -> list[str]:
    found = []
    if one.ill:
        certificate = words.CERTIFICATE_NAMES[one.ill.certificate]
        found.append(_("复课证明%(state)s") % {"state": certificate})
    if one.apart:
        found.append(_("隔离已解除") if one.apart.ended_at else _("等解除隔离证明"))
    return found


def _next(one: queries.Kept, people: queries.People) -> str:
    """Who does what, so that the pupil comes back."""
    name = people.teachers.get(one.unit_no, "")
    who = {"who": _("班主任%(name)s") % {"name": name}}
    ill, apart = one.ill, one.apart
    if one.stand in ("today", "overdue"):
        said = _("%(who)s点名核对到校") if one.stand == "today" else _("%(who)s问清为什么没来")
        return said % who
    if one.stand == "check":
        return _("校医查验复课证明")
    if apart and _is_apart_first(one):
        carer = people.carers.get(apart.carer_id, "") if apart.carer_id else ""
        follow = _("%(who)s每天随访") % ({"who": carer} if carer else who)
        return follow if one.stand == "early" else _("校医或校长看解除隔离证明")
    if one.stand == "early":
        is_let_in = ill is not None and ill.is_let_in
        return (_("%(who)s到日点名核对") if is_let_in else _("%(who)s每个上课日随访")) % who
    if ill and ill.certificate == "refused":
        return _("家长补证明,%(who)s收") % who
    return _("家长交复课证明,%(who)s收") % who


def _is_apart_first(one: queries.Kept) -> bool:
    """Whether the isolation is what keeps the pupil, not the illness."""
    ill, apart = one.ill, one.apart
    if apart is None or apart.ended_at is not None:
        return False
    if ill is None or ill.is_let_in or ill.free_on is None:
        return ill is None or ill.is_let_in
    return apart.until is None or apart.until > ill.free_on


@page(Permission.EXPORT, methods="GET POST")
def export_page(request: Asked, unit_no: int) -> HttpResponse:
    """The list as a sheet, for a reason that is kept."""
    actor, show, message = request.actor, _show(request), ""
    place = queries.place_of_returns(actor, unit_no)
    if request.method == "POST":
        try:
            found = looking.export_returns(actor, unit_no, show, request.POST.get("reason", ""))
            people = queries.people_of(actor, found.rows)
            return _sheet(actor, place.name, [_row(one, people) for one in found.rows])
        except Invalid as refused:
            message = str(refused)
    context = {
        "unit": place, "crumbs": _crumbs(actor, unit_no), "message": message,
        "total": queries.returning(actor, unit_no, show, 0, 0).total,
        "reason": request.POST.get("reason", ""),
        "back_url": list_url(unit_no, "returns", show=show),
    }  # fmt: skip
    return render(
        request, "keypersons/returns_export.html", context, status=422 if message else 200
    )


def _sheet(actor: Actor, unit: str, rows: list[dict[str, Any]]) -> HttpResponse:
    now = clock.now()
    head = [
        _("学校"), _("班级"), _("姓名"), _("原因"), _("最早返校"), _("还缺"), _("规则"), _("来源"), _("证明"),
        _("现在"), _("下一步"), _("超期天数"), _("线上学习"),
    ]  # fmt: skip
    cells = [
        [
            one["school"], one["unit"], one["name"], one["why"], one["end"], one["missing"],
            one["rule"], one["source"], one["certificate"], str(one["stand"]), one["next"],
            one["over"] or "", _("是,学籍保留"),
        ]
        for one in rows
    ]  # fmt: skip
    title = _("%(unit)s 返校名单") % {"unit": unit}
    mark = _("%(name)s %(at)s 导出") % {"name": actor.name, "at": now.strftime("%Y-%m-%d %H:%M")}
    table = sheets.Table(_("返校"), title, [], head, cells)
    return sheets.xlsx_response(sheets.workbook([table], mark), f"{title} {now:%Y-%m-%d}.xlsx")
