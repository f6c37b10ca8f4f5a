"""Checklists: those in force, one with its versions, the county's own edited."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.inspections import forms, rules, services
from xiaoan.inspections.pages import words
from xiaoan.inspections.queries import checklists, list_words
from xiaoan.inspections.queries.words import SEVERITY_NAMES
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_INSPECTIONS)
def lists_page(request: Asked) -> HttpResponse:
    """Every checklist, whether it comes along or is the county's."""
    actor = request.actor
    context = {
        "tabs": words.tabs(actor, "checklists"),
        "rows": [
            {"url": reverse("inspections:checklist", args=[code]), "one": list_words.told(each.checklist),
             "is_used": each.is_used, "items": len(each.checklist.items)}
            for code, each in checklists.listed().items()
        ],
        "new_url": reverse("inspections:new_checklist")
        if actor.may_anywhere(Permission.SET_CHECKLISTS) else "",
    }  # fmt: skip
    return render(request, "inspections/checklists.html", context)


@page(Permission.SEE_INSPECTIONS, methods="GET POST")
def edit_page(request: Asked, code: str = "") -> HttpResponse:
    """A checklist; posted: a new version of it, or a new one."""
    listed = checklists.listed().get(code)
    if code and listed is None:
        raise NotFound
    edits = request.actor.may_anywhere(Permission.SET_CHECKLISTS)
    if not edits and (request.method == "POST" or not code):
        raise Forbidden
    if request.method != "POST":
        return _show(request, code, listed, None)
    said = request.POST
    try:
        made = services.put_edition(
            request.actor,
            services.NewEdition(
                reading.read_id(said.get("submission_id", "")), code, said.get("base", ""),
                said.get("name", ""), tuple(said.getlist("posts")), tuple(forms.read_items(said)),
                said.get("reason", ""), said.get("unused") != "1",
            ),
        )  # fmt: skip
    except (Invalid, Conflict) as refused:
        return _show(request, code, listed, refused)
    messages.success(request, _("已存为新的一版。正在进行的检查仍用开始时的那一版。"))
    return HttpResponseRedirect(reverse("inspections:checklist", args=[made]))


def _show(
    request: Asked, code: str, listed: checklists.Listed | None, refused: Invalid | Conflict | None
) -> HttpResponse:
    one = listed.checklist if listed else None
    said = request.POST
    items: list[rules.Item] = list(one.items) if one else []
    posts = list(one.posts) if one else []
    name = one.name if one else ""
    if refused:
        items, name = forms.read_items(said), said.get("name", "")
        posts = [role for role in said.getlist("posts") if role in checklists.POSTS]
    blank = rules.Item("", "", "", "minor")
    rows: list[dict[str, Any]] = [
        {"n": n, "item": item} for n, item in enumerate([*items, *[blank] * forms.MORE_ROWS])
    ]
    context = {
        "one": list_words.told(one) if one else None, "is_used": listed.is_used if listed else True,
        "name": name, "rows": rows,
        "items": items, "posts": [(role, ROLE_NAMES[role], role in posts) for role in checklists.POSTS],
        "severities": list(SEVERITY_NAMES.items()), "error": str(refused or ""),
        "fields": getattr(refused, "fields", {}), "reason": said.get("reason", ""),
        "base": said.get("base", one.version if one else "") if refused else (one.version if one else ""),
        "edits": request.actor.may_anywhere(Permission.SET_CHECKLISTS),
        "editions": checklists.editions(code) if code else [], "form_id": uuid7(),
        "post_names": [ROLE_NAMES[role] for role in posts],
        "back_url": reverse("inspections:checklists"),
    }  # fmt: skip
    return render(
        request, "inspections/checklist.html", context, status=refused.status if refused else 200
    )
