"""Arranging a school's teams by rule, shown first; the workload of carers, their maximum, who is listed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.careteams import rules, services
from xiaoan.careteams.forms import (
    ActForm,
    ApplyForm,
    ArrangeForm,
    LimitForm,
    ListForm,
    UnlistForm,
    valid,
)
from xiaoan.careteams.pages import words
from xiaoan.careteams.queries import coverage, teams
from xiaoan.careteams.queries.naming import names_of
from xiaoan.careteams.queries.words import MODE_NAMES, ROLE_NAMES, WHY_NAMES
from xiaoan.careteams.services import looking
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page

# So many of those who stay without are named at once; the rest is on the school's page.
MOST_NAMED = 100


@page(Permission.KEEP_CARE, methods="GET POST")
def arrange_page(request: Asked, school_no: int) -> HttpResponse:
    """What arranging would do; posted: it is done."""
    errors: list[str] = []
    status = 200
    if request.method == "POST":
        try:
            given = valid(ApplyForm(request.POST)).cleaned_data
            done = services.assign(
                request.actor, given["act_id"], school_no, _asked(given)
            )  # fmt: skip
            messages.success(request, _said(done))
            return HttpResponseRedirect(reverse("careteams:unit", args=[school_no]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    form = ArrangeForm(request.POST if request.method == "POST" else request.GET)
    asked = _asked(form.cleaned_data) if form.is_valid() else rules.Asked()
    found = services.preview(request.actor, school_no, asked)
    place = directory.place(school_no)
    context = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "errors": errors,
        "as_of": clock.now(), "act_id": uuid7(), "mode": asked.mode,
        "modes": list(MODE_NAMES.items()),
        "roles": [
            (code, name, asked.wants(code))
            for code, name in words.role_names(_codes(found.scheme))
        ],
        **_shown(request, found),
        "workload_url": reverse("careteams:workload", args=[school_no]),
        "back_url": reverse("careteams:unit", args=[school_no]),
    }  # fmt: skip
    return render(request, "careteams/arrange.html", context, status=status)


def _codes(scheme: rules.Scheme) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*scheme.student, *scheme.staff)))


def _asked(given: dict[str, Any]) -> rules.Asked:
    return rules.Asked(given["mode"] or "fill", tuple(given["roles"]))


def _said(done: services.Done) -> str:
    if done.again:
        return _("这次安排已经做过,没有重复做。")
    words_ = {"n": done.begun, "ended": done.ended, "rest": done.uncovered}
    if done.uncovered:
        return _("已安排 %(n)s 个、结束 %(ended)s 个;还有 %(rest)s 个位置没有人。") % words_
    return _("已安排 %(n)s 个、结束 %(ended)s 个;所有位置都有人。") % words_


def _shown(request: Asked, found: services.Preview) -> dict[str, Any]:
    """How many would get whom, the workload before and after, who stays without and why."""
    plan = found.plan
    counts: dict[str, list[int]] = {code: [0, 0] for code in _codes(found.scheme)}
    for wish, _carer in plan.begins:
        counts[wish.role][0] += 1
    for wish, _why in plan.uncovered:
        counts[wish.role][1] += 1
    carers = [
        who for who in {**plan.before, **plan.after}
        if who.kind != "guardian" and plan.before[who] != plan.after[who]
    ]  # fmt: skip
    names = names_of(request.actor, carers)
    loads = sorted(carers, key=lambda who: (-plan.after[who], names.get(who, ""), who.id))
    without = looking.without(request.actor, found.now.school_no, plan.uncovered[:MOST_NAMED])
    return {
        "counts": [
            {"role": ROLE_NAMES[code], "gets": gets, "without": rest}
            for code, (gets, rest) in counts.items()
        ],
        "begins": len(plan.begins), "ends": len(plan.ends), "rest": len(plan.uncovered),
        "loads": [
            {
                "name": names.get(who, "?"), "before": plan.before[who],
                "after": plan.after[who], "most": found.now.most.get(who),
            }
            for who in loads
        ],
        "without": [
            {
                "name": name, "unit": unit, "role": ROLE_NAMES[wish.role],
                "why": WHY_NAMES[why],
                "url": reverse("careteams:person", args=[wish.person_id]),
            }
            for (wish, why), (name, unit) in without
        ],
        "is_empty": not plan.begins and not plan.ends,
    }  # fmt: skip


@page(Permission.KEEP_CARE, methods="GET POST")
def many_page(request: Asked, unit_no: int) -> HttpResponse:
    """The schools of a township or the county; posted: those to be arranged, each in the background."""
    errors: list[str] = []
    status = 200
    if not request.actor.may(Permission.KEEP_CARE, unit_no):
        raise Forbidden if request.actor.sees(unit_no) else NotFound
    if request.method == "POST":
        try:
            act_id = valid(ActForm(request.POST)).cleaned_data["act_id"]
            chosen = [whole(text) for text in request.POST.getlist("school")]
            n = services.ask_many(request.actor, act_id, unit_no, chosen)
            messages.success(request, _("已开始给 %(n)s 所学校安排,几分钟内逐校完成。") % {"n": n})
            return HttpResponseRedirect(reverse("careteams:unit", args=[unit_no]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    lines = coverage.schools(request.actor, unit_no)
    context = {
        "unit": directory.place(unit_no), "crumbs": words.crumbs(request, unit_no),
        "errors": errors, "as_of": clock.now(), "act_id": uuid7(),
        "lines": [
            {**words.line(one, 0), "no": one.place.no, "chosen": one.whole < one.people}
            for one in lines
        ],
        "back_url": reverse("careteams:unit", args=[unit_no]),
    }  # fmt: skip
    return render(request, "careteams/many.html", context, status=status)


@page(Permission.SEE_CARE, methods="GET POST")
def workload_page(request: Asked, school_no: int) -> HttpResponse:
    """Who looks after how many; posted (`?act=`): a maximum, somebody listed or taken off."""
    errors: list[str] = []
    status = 200
    place = coverage.require(request.actor, school_no)
    if place.kind != "school":
        raise NotFound
    if request.method == "POST":
        act = _ACTS.get(request.GET.get("act", ""))
        if act is None:
            raise NotFound
        if not request.actor.may(Permission.KEEP_CARE, school_no):
            raise Forbidden
        try:
            messages.success(request, act(request, school_no))
            return HttpResponseRedirect(reverse("careteams:workload", args=[school_no]))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    keeps = request.actor.may(Permission.KEEP_CARE, school_no)
    loads = teams.workload(request.actor, school_no)
    beyond = sum(one.beyond for one in loads)
    context = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "errors": errors,
        "as_of": clock.now(), "keeps": keeps, "beyond": beyond,
        "loads": [_load(one) for one in loads],
        "listed": [
            {"id": one.id, "role": ROLE_NAMES[one.role], "unit": one.unit, "name": one.name,
             "post": one.post, "phone": one.phone, "act_id": uuid7()}
            for one in teams.listed(request.actor, school_no)
        ],
        "roles": words.role_names(tuple(teams.listable())), "units": _units(place),
        "act_id": uuid7(), "typed": request.POST,
        "balance_url": f"{reverse('careteams:arrange', args=[school_no])}?mode=balance",
    }  # fmt: skip
    return render(request, "careteams/workload.html", context, status=status)


def _load(one: teams.Load) -> dict[str, Any]:
    return {
        "key": f"{one.carer.kind}:{one.carer.id}", "name": one.name, "people": one.people,
        "by_role": [(ROLE_NAMES[role], n) for role, n in one.by_role], "most": one.most,
        "beyond": one.beyond, "act_id": uuid7(),
    }  # fmt: skip


def _units(place: directory.Place) -> list[tuple[int, str]]:
    inside = directory.places_inside(place.interval, "grade", "class")
    return [(place.no, place.name), *((one.no, one.name) for one in inside)]


def _limit(request: Asked, school_no: int) -> str:
    given = valid(LimitForm(request.POST)).cleaned_data
    carer = words.read_carer(given["carer"])
    if carer is None:
        raise Invalid(_("请从列表中选一项。"), {"carer": "unknown"})
    services.set_limit(request.actor, given["act_id"], school_no, carer, given["most"])
    return _("上限已改。已超出的,请用“把超出上限的分给别人”。")


def _list(request: Asked, school_no: int) -> str:
    given = valid(ListForm(request.POST)).cleaned_data
    act_id = given.pop("act_id")
    if not school_no <= given["unit_no"] < directory.place(school_no).end:
        raise Invalid(_("请从本校的年级和班级中选。"), {"unit_no": "unknown"})
    services.list_carer(request.actor, services.NewListed(id=act_id, **given))
    return _("已登记。下次安排时会用到这个人。")


def _unlist(request: Asked, school_no: int) -> str:
    given = valid(UnlistForm(request.POST)).cleaned_data
    services.unlist(request.actor, given["act_id"], given["listed_id"])
    return _("已取下名单。由他包联的人随后重新安排。")


_ACTS = {"limit": _limit, "list": _list, "unlist": _unlist}
