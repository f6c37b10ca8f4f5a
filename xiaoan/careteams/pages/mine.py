"""Whom one looks after, on the phone: the list, one of them with whom to call, and a contact noted."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.careteams import services
from xiaoan.careteams.forms import ContactForm, valid
from xiaoan.careteams.queries import mine
from xiaoan.careteams.queries.words import ROLE_NAMES, STATE_NAMES, STATE_SHAPES, WAY_NAMES
from xiaoan.careteams.services import looking
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.CARE_FOR_OWN)
def mine_page(request: Asked) -> HttpResponse:
    """Whom the actor looks after, by class; what stands about them at a glance."""
    actor = request.actor
    typed = request.GET.get("name", "").strip()[:20].replace("\0", "")
    offset = whole(request.GET.get("offset", ""))
    total, found = mine.page_of(actor, typed, offset)
    looking.listed(actor, found)
    context = {
        "as_of": clock.now(), "total": total, "typed": typed,
        "rows": [_brief(one) for one in found],
        "clear_url": reverse("careteams:mine") if typed else "",
        "pager": pager(request, total, offset, mine.PAGE),
    }  # fmt: skip
    return render(request, "careteams/mine.html", context)


def _brief(one: mine.Mine) -> dict[str, Any]:
    return {
        "name": one.name, "unit": one.unit, "is_staff": one.kind == "staff",
        "roles": _("、").join(str(ROLE_NAMES[role]) for role in one.roles), "since": one.since,
        "last_day": one.last_day, "raised": one.raised,
        "url": reverse("careteams:one", args=[one.person_id]),
    }  # fmt: skip


@page(Permission.CARE_FOR_OWN, methods="GET POST")
def one_page(request: Asked, person_id: UUID) -> HttpResponse:
    """One of them: whom to call, what was noted; posted: a contact."""
    actor, errors, status = request.actor, [], 200
    found = mine.one(actor, person_id)
    if request.method == "POST":
        try:
            is_new = services.note(actor, _sent(request, person_id))
            messages.success(request, _said(request, is_new=is_new))
            return HttpResponseRedirect(reverse("careteams:mine"))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    looking.opened(actor, found)
    typed = request.POST
    context = {
        "one": _brief(found), "as_of": clock.now(), "errors": errors,
        "contacts": mine.contacts_of(actor, found),
        "phones_hidden": found.kind == "student" and not accounts.sees_family_phones(actor),
        "noted": [
            {"day": row.day, "way": WAY_NAMES[row.way], "state": STATE_NAMES[row.state],
             "shape": STATE_SHAPES[row.state], "note": row.note}
            for row in mine.noted(actor, person_id)
        ],
        "ways": list(WAY_NAMES.items()), "states": list(STATE_NAMES.items()),
        "typed": {
            "submission_id": typed.get("submission_id") or uuid7(),
            "day": typed.get("day") or clock.today().isoformat(),
            "way": typed.get("way", "phone"), "state": typed.get("state", "well"),
            "note": typed.get("note", ""),
        },
        "today": clock.today(), "back_url": reverse("careteams:mine"),
    }  # fmt: skip
    return render(request, "careteams/one.html", context, status=status)


def _sent(request: Asked, person_id: UUID) -> services.NewContact:
    given = valid(ContactForm(request.POST)).cleaned_data
    return services.NewContact(
        given["submission_id"], person_id, given["day"], given["way"], given["state"],
        given["note"],
    )  # fmt: skip


def _said(request: Asked, *, is_new: bool) -> str:
    if not is_new:
        return _("这次联系已经记过,没有重复记。")
    if request.POST.get("state") == "ill":
        return _("已记下。生病的学生请同时告诉班主任和校医。")
    return _("已记下。")
