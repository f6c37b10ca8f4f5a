"""The measures of an event: what was ordered, ordering more in one act, proposing that lessons rest."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.investigations import queries as investigations
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.measures import queries, rules, services
from xiaoan.measures.forms import ProposeForm, point_at, shown
from xiaoan.measures.pages import words
from xiaoan.measures.pages.advice import advised
from xiaoan.measures.queries import suspensions
from xiaoan.measures.queries.words import KIND_NAMES
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_MEASURES, methods="GET POST")
def event_page(request: Asked, event_id: UUID) -> HttpResponse:
    """The measures of an event; posted: an order, or a proposal that lessons rest (`?act=`)."""
    head = investigations.event(request.actor, event_id)
    if request.method != "POST":
        return _show(request, head, [], 200, None)
    act = request.GET.get("act", "")
    if act not in ("order", "propose"):
        raise NotFound
    if not request.actor.may(Permission.ORDER_MEASURES, head.school_id):
        raise Forbidden
    form = _propose_form(head, request.POST) if act == "propose" else None
    if form is not None and not form.is_valid():
        return _show(request, head, [_("有几处要改,见下面。")], 422, form)
    try:
        said = _order(request, event_id) if form is None else _propose(request, event_id, form)
    except (Conflict, Invalid) as refused:
        if form is not None and isinstance(refused, Invalid):
            point_at(form, refused)
        return _show(request, head, [str(refused)], refused.status, form)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("measures:event", args=[event_id]))


def _order(request: Asked, event_id: UUID) -> str:
    sent = request.POST
    try:
        order_id = UUID(sent.get("order_id", ""))
        lines = tuple(_line(sent, kind) for kind in sent.getlist("kind") if kind in KIND_NAMES)
    except ValueError:
        raise Invalid(_("请为每项措施从名单中选一位承办人。"), {"owner": "unknown"}) from None
    given = services.Order(order_id, event_id, whole(sent.get("unit_no", "")), lines)
    services.order(request.actor, given)
    return _("已下达,承办人的今日待办里已有这件事。")


def _line(sent: QueryDict, kind: str) -> services.Line:
    return services.Line(
        kind, UUID(sent.get(f"owner-{kind}", "")), whole(sent.get(f"hours-{kind}", "")),
        sent.get(f"note-{kind}", ""),
    )  # fmt: skip


def _propose_form(head: investigations.EventHead, data: QueryDict | None) -> ProposeForm:
    classes = [(str(no), name) for no, name in queries.places_of(head.school_id)[1:]]
    chosen = [str(head.unit_no)] if head.unit_no != head.school_id else []
    today = clock.today()
    initial = {"classes": chosen, "since": today, "until": today}
    return ProposeForm(data, prefix="propose", choices=classes, initial=initial)


def _propose(request: Asked, event_id: UUID, form: ProposeForm) -> str:
    given = form.cleaned_data
    services.propose(
        request.actor,
        services.Proposal(
            given["step_id"], event_id, tuple(map(int, given["classes"])), given["since"],
            given["until"], given["reason"],
        ),
    )  # fmt: skip
    return _("已报教育局决定。决定之前照常上课、照常晨午检。")


def _show(
    request: Asked,
    head: investigations.EventHead,
    errors: list[str],
    status: int,
    form: ProposeForm | None,
) -> HttpResponse:
    actor = request.actor
    rows = queries.of_event(actor, head.id)
    found = [words.suspension(one) for one in suspensions.of_event(actor, head.id)]
    may_order = head.is_running and actor.may(Permission.ORDER_MEASURES, head.school_id)
    context = {
        "crumbs": crumbs(actor, head.unit_no), "as_of": clock.now(), "errors": errors,
        "event": words.event(head), "rows": [words.measure(one) for one in rows],
        "owed": sum(one.state == "ordered" for one in rows),
        "late": sum(one.is_late for one in rows), "suspensions": found, "may_order": may_order,
        "advice": advised(actor, head.school_id) if may_order else [],
        **(_offered(request, head, form) if may_order else {}),
    }  # fmt: skip
    return render(request, "measures/event.html", context, status=status)


def _offered(
    request: Asked, head: investigations.EventHead, form: ProposeForm | None
) -> dict[str, Any]:
    """What may be ordered and where; what was sent and refused stays filled in."""
    sent = request.POST if request.method == "POST" and form is None else None
    typed = sent.dict() if sent is not None else {}
    places = queries.places_of(head.school_id)
    unit_no = whole((sent or request.GET).get("unit_no", "")) or head.unit_no
    unit_no = unit_no if unit_no in dict(places) else head.school_id
    owners = queries.owners(request.actor, unit_no)
    ordered = set(sent.getlist("kind")) if sent is not None else set(rules.usual(head.syndrome))
    kinds = [
        {
            "code": one.code, "name": KIND_NAMES[one.code], "basis": one.basis,
            "confirmed": one.confirmed, "chosen": one.code in ordered,
            "hours": typed.get(f"hours-{one.code}") or one.hours,
            "note": typed.get(f"note-{one.code}", ""),
            "owner": typed.get(f"owner-{one.code}")
            or next((str(who.user_id) for who in owners if who.role == one.role), ""),
        }
        for one in rules.kinds().values()
    ]  # fmt: skip
    form = form or _propose_form(head, None)
    return {
        "places": places, "unit_no": unit_no, "kinds": kinds,
        "owners": [(str(one.user_id), f"{one.name} {ROLE_NAMES[one.role]}") for one in owners],
        "order_id": typed.get("order_id") or uuid7(),
        "propose": list(shown(form)), "propose_open": form.is_bound,
        "propose_id": (form["step_id"].value() if form.is_bound else "") or uuid7(),
    }  # fmt: skip
