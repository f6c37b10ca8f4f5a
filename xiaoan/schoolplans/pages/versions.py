"""Versions of a plan: the list, two compared, one on paper: to print (or keep as PDF) and as a document."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole as number
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans.pages import words as said
from xiaoan.schoolplans.queries import papers, people, plans, versions
from xiaoan.schoolplans.queries.kept import Plan
from xiaoan.schoolplans.rules import compare as comparing
from xiaoan.web import papers as web_papers
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


def _plan(request: Asked, school_no: int) -> tuple[Plan, Any]:
    school = plans.school_of(request.actor, school_no, Permission.SEE_SCHOOL_PLANS)
    plan = plans.plan_of(school_no)
    if plan is None:
        raise NotFound
    return plan, school


@page(Permission.SEE_SCHOOL_PLANS)
def list_page(request: Asked, school_no: int) -> HttpResponse:
    """All versions, the newest first."""
    plan, school = _plan(request, school_no)
    rows = versions.versions_of(plan)
    names = people.names({one.by_id for one in rows})
    context = {
        "school": school, "crumbs": crumbs(request.actor, school_no), "plan": plan,
        "rows": [
            {
                "no": one.no, "at": one.at, "by": names.get(one.by_id, ""),
                "digest": bytes(one.digest).hex()[:12], "in_force": one.no == plan.published_no,
                "url": reverse("schoolplans:paper", args=[school_no, one.no]),
                "compare_url": f"{reverse('schoolplans:compare', args=[school_no])}?a={one.no - 1}&b={one.no}"
                if one.no > 1 else "",
            }
            for one in rows
        ],
        "now_url": f"{reverse('schoolplans:compare', args=[school_no])}?a={plan.version}&b=0"
        if versions.writes(request.actor, plan) else "",
        "back_url": reverse("schoolplans:plan", args=[school_no]),
    }  # fmt: skip
    return render(request, "schoolplans/versions.html", context)


def _content(request: Asked, plan: Plan, school: Any, no: int) -> dict[str, Any]:
    """A version's content; 0: as it stands now, for whoever writes it (NotFound for all others)."""
    if no:
        found: dict[str, Any] = versions.version_of(plan, no).content
        return found
    if not versions.writes(request.actor, plan):
        raise NotFound
    return versions.content_of(request.actor, plans.whole(plan, school))


@page(Permission.SEE_SCHOOL_PLANS)
def compare_page(request: Asked, school_no: int) -> HttpResponse:
    """What differs between version `?a=` and version `?b=` (0: as it stands now), by chapter."""
    plan, school = _plan(request, school_no)
    writes = versions.writes(request.actor, plan)
    last = 0 if writes else plan.version
    old, new = number(request.GET.get("a"), last), number(request.GET.get("b"), last)
    before, after = (_content(request, plan, school, no) for no in (old, new))
    found = comparing.compare(before, after)
    titles = {one["code"]: one["title"] for one in [*before["chapters"], *after["chapters"]]}
    context = {
        "school": school, "crumbs": crumbs(request.actor, school_no), "a": old, "b": new,
        "groups": said.changes(found, titles), "total": len(found),
        "numbers": [*range(1, plan.version + 1)], "writes": writes,
        "back_url": reverse("schoolplans:versions", args=[school_no]),
    }  # fmt: skip
    return render(request, "schoolplans/compare.html", context)


@page(Permission.SEE_SCHOOL_PLANS)
def paper_page(request: Asked, school_no: int, no: int) -> HttpResponse:
    """A version on paper (0: the draft); `?file=docx`: to go on in Word or WPS; `pdf`: to pass on."""
    plan, school = _plan(request, school_no)
    content = _content(request, plan, school, no)
    with translation.override("zh-hans"):
        told = papers.told(request.actor, school, content, no, plan)
        mark = _("%(name)s 打印于 %(at)s") % {
            "name": request.actor.name, "at": clock.now().strftime("%Y-%m-%d %H:%M"),
        }  # fmt: skip
        whole = papers.official_paper(told, mark)
        name = f"{told['title']} {clock.today().isoformat()}"
    taken = web_papers.take_away(whole, name, request.GET.get("file", ""))
    if taken.response is not None:
        return taken.response
    context = {
        "school": school, "crumbs": crumbs(request.actor, school_no), "paper": told, "mark": mark,
        "here": request.build_absolute_uri(request.path), "no": no, "pdf_fault": taken.fault,
        "back_url": reverse("schoolplans:plan", args=[school_no]),
    }  # fmt: skip
    return render(request, "schoolplans/paper.html", context, status=taken.status)
