"""Who looked at a child: for whoever may ask who can, and for the guardians."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry.queries.looks import (
    DEEPEST,
    PAGE,
    PAGES,
    PAGES_AT_HOME,
    Seen,
)
from xiaoan.registry.services import looks
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_ACCESS)
def looks_page(request: Asked, person_id: UUID) -> HttpResponse:
    """Who looked at a pupil: who, in which position, which page, when; the newest first."""
    offset = _offset(request)
    life, found = looks.see_looks(request.actor, person_id, offset)
    rows = [_row(one, PAGES) for one in found.rows]
    context = {
        "crumbs": crumbs(request.actor, life.unit.no if life.unit else life.school.no),
        "life": life,
        "rows": rows,
        "lines": _by_day(rows),
        "pager": pager(request, found.total, offset, PAGE),
        "back_url": reverse("registry:access", args=[person_id]),
    }
    return render(request, "registry/looks.html", context)


@page(Permission.SEE_CHILD)
def own_looks_page(request: Asked) -> HttpResponse:
    """For guardians: which positions of which schools looked at their children."""
    actor, offset = request.actor, _offset(request)
    found = looks.see_looks_at_own(actor, offset)
    roll = directory.enrolments(actor, actor.people, clock.today())
    rows = [
        {
            **_row(one, PAGES_AT_HOME),
            "child": _("、").join(
                roll[who].name for who in actor.people if who in one.people and who in roll
            ),
        }
        for one in found.rows
    ]
    context = {
        "rows": rows,
        "lines": _by_day(rows),
        "several": len(actor.people) > 1,
        "pager": pager(request, found.total, offset, PAGE),
        "back_url": reverse("screening:children"),
    }
    return render(request, "registry/own_looks.html", context)


def _row(one: Seen, words: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": one.at,
        "page": words[one.page],
        "role": accounts.ROLE_NAMES.get(one.role, ""),
        "place": one.place,
        "name": one.name,
        "who": one.who,
        "day": one.at.astimezone(clock.ZONE).date(),
    }


def _by_day(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for a person in a position and day, the newest first; each look inside, with its time."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        key = (row["day"], row["who"], row["role"], row["place"])
        groups.setdefault(key, []).append(row)
    return [{**alike[0], "looks": alike, "count": len(alike)} for alike in groups.values()]


def _offset(request: Asked) -> int:
    text = request.GET.get("offset", "")
    return min(whole(text), DEEPEST)
