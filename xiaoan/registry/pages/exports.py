"""Taking a roster away: ask for it with a reason, watch it being written, fetch it within minutes."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.registry import rules
from xiaoan.registry.queries import exports as queries
from xiaoan.registry.queries.words import EXPORT_STATES, EXPORT_WHYS
from xiaoan.registry.services import approving, exports
from xiaoan.web import sheets
from xiaoan.web.gate import Asked, page

REFRESH = 2
SHAPES = {
    "ready": "done", "failed": "missed", "gone": "excused", "refused": "missed", "approved": "late",
    "annulled": "missed",
}  # fmt: skip


@page(Permission.EXPORT_ROSTER, methods="GET POST")
def exports_page(request: Asked) -> HttpResponse:
    """Ask for a roster; what was asked for before."""
    message = ""
    if request.method == "POST":
        try:
            made = exports.ask(request.actor, _asked(request))
            return HttpResponseRedirect(reverse("registry:export", args=[made]))
        except Invalid as refused:
            message = str(refused)
    actor = request.actor
    places = queries.export_places(actor)
    context = {
        "crumbs": _crumbs(),
        "message": message,
        "places": [{"no": p.no, "name": p.name, "is_school": p.kind == "school"} for p in places],
        "may_full": any(
            p.kind == "school" and accounts.taking(actor, p.no).id_numbers for p in places
        ),
        "guardians": accounts.taking(actor, places[0].no).guardians if places else False,
        "typed": _typed(request),
        "longest": exports.LONGEST_REASON,
        "limits": rules.LIMITS,
        "may_approve": actor.may_anywhere(Permission.APPROVE_EXPORT),
        "rows": _rows(actor),
    }
    return render(request, "registry/exports.html", context, status=422 if message else 200)


def _asked(request: Asked) -> exports.Asked:
    post = request.POST
    try:
        export_id, unit_no = UUID(post.get("id", "")), int(post.get("unit", ""))
    except ValueError:
        raise Invalid(_("请选择导出哪里的名册。"), {"unit": "missing"}) from None
    return exports.Asked(
        id=export_id, unit_no=unit_no, form=post.get("form", ""), numbers=post.get("numbers", ""),
        reason=post.get("reason", ""), session_id=request.visitor.session_id,
    )  # fmt: skip


def _typed(request: Asked) -> dict[str, str]:
    """What the form shows: what was typed, if it was refused."""
    first = {"unit": "", "form": "xlsx", "numbers": "masked", "reason": ""}
    # A new id even then: the refused one was never stored.
    return {
        **{name: request.POST.get(name, text) for name, text in first.items()},
        "id": str(uuid7()),
    }


def _rows(actor: Actor) -> list[dict[str, Any]]:
    found = queries.exports(actor)
    places = directory.places(one.unit_no for one in found)
    return [
        {
            "url": reverse("registry:export", args=[one.id]),
            "name": places[one.unit_no].name,
            "at": one.asked_at,
            "form": one.form,
            "full": one.numbers == "full",
            "reason": one.reason,
            "rows": one.rows_total,
            "shape": SHAPES.get(one.state, "due"),
            "state": EXPORT_STATES[one.state],
        }
        for one in found
    ]


def _crumbs(last: str = "") -> list[dict[str, str]]:
    found = [
        {"label": _("花名册导入"), "url": reverse("registry:imports")},
        {"label": _("导出名册"), "url": reverse("registry:exports") if last else ""},
    ]
    return [*found, {"label": last, "url": ""}] if last else found


@page(Permission.EXPORT_ROSTER)
def export_page(request: Asked, export_id: UUID) -> HttpResponse:
    """One export: how far it is, or where to fetch it and until when."""
    return _export(request, export_id)


def _export(request: Asked, export_id: UUID, message: str = "", status: int = 200) -> HttpResponse:
    one = queries.one_export(request.actor, export_id)
    if not one.runs and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    place = directory.place(one.unit_no)
    context = {
        "crumbs": _crumbs(place.name),
        "unit": place,
        "one": one,
        "page_url": reverse("registry:export", args=[one.id]),
        "refresh": REFRESH,
        "shape": SHAPES.get(one.state, "due"),
        "state_label": EXPORT_STATES[one.state],
        "file_url": reverse("registry:export_file", args=[one.id]) if one.state == "ready" else "",
        "here": one.session_id == request.visitor.session_id,
        "left": exports.MOST_AGAIN + 1 - one.taken,
        "again": exports.MOST_AGAIN,
        "whys": EXPORT_WHYS.items(),
        "message": message,
    }
    return render(request, "registry/export.html", context, status=status)


@page(Permission.EXPORT_ROSTER, methods="POST")
def export_file_page(request: Asked, export_id: UUID) -> HttpResponse:
    """The sheet itself, for who asked for it, once; once more with a reason (`taken`, `why`).

    Posted: what is given once must not go to whatever looks an address up ahead or tries it again.
    """
    try:
        found, content = exports.fetch(
            request.actor, export_id, request.visitor.session_id, _again(request)
        )
    except (exports.Taken, Invalid) as refused:
        return _export(request, export_id, str(refused), refused.status)
    name = (
        f"{directory.place(found.unit_no).name}-{_('花名册')}-{clock.today():%Y%m%d}.{found.form}"
    )
    return sheets.download(content, name)


def _again(request: Asked) -> exports.Again | None:
    taken = request.POST.get("taken", "")
    if not taken:
        return None
    often = whole(taken)
    return exports.Again(often, request.POST.get("why", ""))


@page(Permission.EXPORT_ROSTER, methods="POST")
def export_begin_page(request: Asked, export_id: UUID) -> HttpResponse:
    """Have an approved roster written, now that one is there to fetch it."""
    approving.begin(request.actor, export_id, request.visitor.session_id)
    return HttpResponseRedirect(reverse("registry:export", args=[export_id]))


@page(Permission.APPROVE_EXPORT)
def approvals_page(request: Asked) -> HttpResponse:
    """Large rosters that somebody else asks for."""
    return _approvals(request)


def _approvals(request: Asked, message: str = "") -> HttpResponse:
    found = queries.to_approve(request.actor)
    places = directory.places(one.unit_no for one in found)
    context = {
        "rows": [
            {
                "one": one,
                "name": places[one.unit_no].name,
                "url": reverse("registry:approval", args=[one.id]),
            }
            for one in found
        ],
        "message": message,
        "longest": exports.LONGEST_REASON,
    }
    return render(request, "registry/approvals.html", context, status=422 if message else 200)


@page(Permission.APPROVE_EXPORT, methods="POST")
def approval_page(request: Asked, export_id: UUID) -> HttpResponse:
    """The second person's answer."""
    try:
        _answer(request, export_id)
    except Invalid as refused:
        return _approvals(request, str(refused))
    return HttpResponseRedirect(reverse("registry:approvals"))


def _answer(request: Asked, export_id: UUID) -> None:
    if request.POST.get("what") == "approve":
        approving.approve(request.actor, export_id)
    else:
        approving.refuse(request.actor, export_id, request.POST.get("answer", ""))
