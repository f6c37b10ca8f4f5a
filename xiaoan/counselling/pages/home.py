"""What a school's staff see: who is in care, what they have referred; what a counsellor has on the desk."""

from django.http import HttpResponse
from django.shortcuts import render

from xiaoan.counselling.pages import words
from xiaoan.counselling.queries import cases, emergencies, referrals
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.REFER, Permission.SEE_IN_CARE)
def home_page(request: Asked) -> HttpResponse:
    """Own referrals with how far they have come; who is in care, without a word of why."""
    actor = request.actor
    offset = whole(request.GET.get("offset", ""))
    cared, total = cases.in_care(actor, offset)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "home"), "hotlines": words.hotlines(),
        "mine": [words.referral(one) for one in referrals.mine(actor)],
        "sees": actor.may_anywhere(Permission.SEE_IN_CARE), "cared": cared, "total": total,
        "emergencies": emergencies.open_in(actor), "refers": actor.may_anywhere(Permission.REFER),
        "school_no": _own_school(request),
        "pager": pager(request, total, offset, cases.PAGE),
    }  # fmt: skip
    return render(request, "counselling/home.html", context)


def _own_school(request: Asked) -> int:
    """The school whose principal the actor is, for whom successors are named; 0 for everybody else."""
    return next((s.lo for s in request.actor.scopes if s.role == "principal"), 0)


@page(Permission.COUNSEL)
def desk_page(request: Asked) -> HttpResponse:
    """What waits for the counsellor, and the own cases, the next look first."""
    actor = request.actor
    state = "closed" if request.GET.get("state") == "closed" else "open"
    offset = whole(request.GET.get("offset", ""))
    rows, total = cases.mine(actor, state, offset)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "desk"), "state": state, "total": total,
        "waiting": [words.referral(one) for one in referrals.waiting(actor)],
        "rows": [words.case(one) for one in rows], "hotlines": words.hotlines(),
        "emergencies": emergencies.open_in(actor), "pager": pager(request, total, offset, cases.PAGE),
    }  # fmt: skip
    return render(request, "counselling/desk.html", context)
