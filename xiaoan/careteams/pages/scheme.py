"""Which roles teams have: what ships, what is in force, the difference; an officer chooses."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.careteams import rules, services
from xiaoan.careteams.forms import SchemeForm, valid
from xiaoan.careteams.queries import schemes
from xiaoan.careteams.queries.words import KIND_NAMES, ROLE_NAMES, SCHEME_NAMES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, require


@page(Permission.SEE_CARE, methods="GET POST")
def scheme_page(request: Asked) -> HttpResponse:
    """The roles in force beside those that ship; posted: others from a day on."""
    actor, errors = request.actor, []
    county = directory.county().no
    if request.method == "POST":
        require(actor, Permission.SET_CARE, county)
        try:
            given = valid(SchemeForm(request.POST)).cleaned_data
            services.choose(
                actor,
                services.Wanted(
                    given["scheme"], tuple(given["student"]), tuple(given["staff"]),
                    given["since"], given["reason"],
                ),
            )  # fmt: skip
            messages.success(request, _("已改。从所选日期起按新的角色安排。"))
            return HttpResponseRedirect(reverse("careteams:scheme"))
        except Invalid as refused:
            errors = [str(refused)]
    now, typed = schemes.in_force(clock.today()), request.POST
    chosen = {kind: typed.getlist(kind) or list(now.roles(kind)) for kind in rules.KINDS}
    context = {
        "in_force": SCHEME_NAMES[now.code], "teams": [_team(now, kind) for kind in rules.KINDS],
        "may_choose": actor.may(Permission.SET_CARE, county), "errors": errors, "typed": typed,
        "schemes": list(SCHEME_NAMES.items()), "scheme": typed.get("scheme", now.code),
        "offered": [
            {"kind": kind, "label": KIND_NAMES[kind], "roles": _offered(kind, chosen[kind])}
            for kind in rules.KINDS
        ],
        "choices": _choices(actor), "today": clock.today(),
    }  # fmt: skip
    return render(request, "careteams/scheme.html", context, status=422 if errors else 200)


def _team(now: rules.Scheme, kind: str) -> dict[str, Any]:
    """The roles in force of pupils or staff, and how they differ from those that ship."""
    shipped = (rules.scheme_of(now.code) or rules.DEFAULT).roles(kind)
    codes = [*now.roles(kind), *(code for code in shipped if code not in now.roles(kind))]
    words = {(True, True): "", (True, False): _("本县增加"), (False, True): _("本县不用")}
    return {
        "label": KIND_NAMES[kind],
        "roles": [
            {
                "name": ROLE_NAMES[code],
                "difference": words[code in now.roles(kind), code in shipped],
                "is_used": code in now.roles(kind),
            }
            for code in codes
        ],
    }


def _offered(kind: str, chosen: list[str]) -> list[tuple[str, str, bool]]:
    return [
        (code, str(ROLE_NAMES[code]), code in chosen)
        for code, role in rules.ROLES.items()
        if role.tiers(kind)
    ]


def _choices(actor: Actor) -> list[dict[str, Any]]:
    found = schemes.choices(actor)
    names = accounts.names(actor, {one.by_id for one in found if one.by_id})
    return [
        {
            "since": one.since, "scheme": SCHEME_NAMES[one.scheme.code], "reason": one.reason,
            "by": names.get(one.by_id, "") if one.by_id else "",
            "roles": [
                (KIND_NAMES[kind], _("、").join(str(ROLE_NAMES[r]) for r in one.scheme.roles(kind)))
                for kind in rules.KINDS
            ],
        }
        for one in found
    ]  # fmt: skip
