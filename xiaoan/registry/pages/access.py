"""Who can see a child, and why."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from xiaoan.accounts import queries as accounts
from xiaoan.kernel.permission import Permission
from xiaoan.registry.queries import access
from xiaoan.registry.services import looks
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.notices import last_day


@page(Permission.SEE_ACCESS)
def access_page(request: Asked, person_id: UUID) -> HttpResponse:
    """Everybody who sees the pupil: through which position, what, since when; the look is recorded."""
    found = looks.see_access(request.actor, person_id)
    opening = {one.user_id for one in found.rows if one.opens}
    context = {
        "crumbs": crumbs(request.actor, found.unit_no),
        "life": found.life,
        "rows": [_row(one) for one in found.rows],
        "past": [
            {
                **_row(one),
                "sees": [str(w) for p, w in access.OPENS_PAST.items() if p in one.permissions],
            }
            for one in found.past
        ],
        "moving": found.moving,
        "kin": [
            {"one": one, "has_account": one.id in found.with_account}
            for one in found.life.guardians
        ],
        "people": len({one.user_id for one in found.rows}),
        "opening": len(opening),
        "back_url": reverse("registry:life", args=[person_id]),
        "looks_url": reverse("registry:looks", args=[person_id]),
    }
    return render(request, "registry/access.html", context)


def _row(one: access.Row) -> dict[str, Any]:
    return {
        "user_id": one.user_id,
        "name": one.name,
        "role": accounts.ROLE_NAMES[one.role],
        "place": one.place,
        "since": one.since,
        "last": last_day(one.until),
        "deputy": one.deputy,
        "sees": [str(access.OPENS[permission]) for permission in one.permissions],
        "opens": one.opens,
        "in_full": one.in_full,
    }
