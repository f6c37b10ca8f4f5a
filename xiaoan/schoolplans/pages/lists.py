"""All schools' plans by state, with what is missing."""

from collections import Counter
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans.pages import words as said
from xiaoan.schoolplans.queries import plans, template_words, templates, words
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_PAGE = 60
# What wants somebody's hand first.
_ORDER = ("submitted", "none", "returned", "draft", "approved", "published")


@page(Permission.SEE_SCHOOL_PLANS)
def home_page(request: Asked) -> HttpResponse:
    """To the own school's plan, or the list of the schools below; whoever has less, to the own tasks."""
    for lo, hi in request.actor.reach(Permission.SEE_SCHOOL_PLANS):
        name = "plan" if hi - lo == numbering.SCHOOL else "unit"
        if hi - lo >= numbering.SCHOOL:
            return HttpResponseRedirect(reverse(f"schoolplans:{name}", args=[lo]))
    return HttpResponseRedirect(reverse("schoolplans:mine"))


@page(Permission.SEE_SCHOOL_PLANS)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The schools of the county or a township; `?state=` narrows."""
    actor = request.actor
    place = directory.places([unit_no]).get(unit_no)
    if (
        place is None
        or place.kind not in ("county", "township")
        or not actor.may(Permission.SEE_SCHOOL_PLANS, unit_no)
    ):
        raise NotFound
    rows = plans.rows_of(actor, place)
    counted = Counter(one.state for one in rows)
    wanted = request.GET.get("state", "")
    shown = [one for one in rows if not wanted or one.state == wanted]
    shown.sort(key=lambda one: (_ORDER.index(one.state), -one.missing, one.school.no))
    offset = _offset(request)
    context = {
        "unit": place, "crumbs": crumbs(actor, unit_no), "as_of": clock.now(), "total": len(rows),
        "shown": len(shown), "wanted": wanted,
        "states": [
            {"code": code, **said.state(code), "n": counted[code]} for code in _ORDER
        ],
        "rows": [_row(one) for one in shown[offset : offset + _PAGE]],
        "pager": pager(request, len(shown), offset, _PAGE),
        "templates_url": reverse("schoolplans:templates")
        if actor.may_anywhere(Permission.SET_PLAN_TEMPLATES) else "",
    }  # fmt: skip
    return render(request, "schoolplans/unit.html", context)


def _offset(request: Asked) -> int:
    text = request.GET.get("offset", "")
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _row(one: plans.Row) -> dict[str, Any]:
    titles = {
        chapter.code: template_words.said(chapter.title) for chapter in templates.SHIPPED.chapters
    }
    order = {code: n for n, code in enumerate(titles)}
    return {
        "name": one.school.name, "url": reverse("schoolplans:plan", args=[one.school.no]),
        "state": said.state(one.state), "missing": one.missing, "version": one.version,
        "published_no": one.published_no, "changed_at": one.changed_at,
        "chapters": [
            f"{titles.get(code, code)} {n}" for code, n in sorted(
                one.missing_by.items(), key=lambda at: order.get(at[0], len(order))
            )
        ],
        "stage": directory.STAGE_NAMES.get(one.school.stage, ""),
        "words": words.STATE_NAMES[one.state],
    }  # fmt: skip


@page(Permission.APPROVE_SCHOOL_PLAN)
def waiting_page(request: Asked) -> HttpResponse:
    """Plans that wait for the bureau, the longest waiting first."""
    return _waiting(request, Permission.APPROVE_SCHOOL_PLAN, "submitted")


@page(Permission.WRITE_SCHOOL_PLAN)
def own_page(request: Asked) -> HttpResponse:
    """Plans that came back to the school: to be mended, or published."""
    return _waiting(request, Permission.WRITE_SCHOOL_PLAN, "returned", "approved")


def _waiting(request: Asked, permission: Permission, *states: str) -> HttpResponse:
    rows = plans.waiting(request.actor, permission, states)
    context = {
        "rows": [_row(one) for one in rows], "as_of": clock.now(),
        "back_url": reverse("schoolplans:home"),
    }  # fmt: skip
    return render(request, "schoolplans/waiting.html", context)
