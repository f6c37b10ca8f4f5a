"""Disagreements: the list of a unit on the desk, and one of them on the phone, step by step."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties.queries import evidence
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.keypersons import queries as keypersons
from xiaoan.surveys import queries as surveys
from xiaoan.verification import queries, services
from xiaoan.verification.pages.asked import PAGE, asked_id, asked_place
from xiaoan.verification.pages.words import question_names, stays
from xiaoan.verification.queries import words
from xiaoan.verification.rules import claims, sources
from xiaoan.verification.services import looking
from xiaoan.verification.services.disagreeing import CLEAR
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

STATES = ("open", "overdue", "cleared")
SHAPES = {"open": "due", "overdue": "missed", "cleared": "done"}
_FIELDS = ("outcome", "channel", "informant", "reason")


def state_words() -> dict[str, str]:
    return {"open": _("待核清"), "overdue": _("逾期未核"), "cleared": _("已核清")}


@page(Permission.SEE_VERIFICATION)
def disagreements_page(request: Asked) -> HttpResponse:
    """Where a list says otherwise than people declared: the most urgent first."""
    actor = request.actor
    place = asked_place(actor, request.GET.get("unit", ""))
    state, outcome = request.GET.get("state", ""), request.GET.get("outcome", "")
    state = state if state in STATES else ""
    outcome = outcome if outcome in claims.OUTCOMES else ""
    offset = whole(request.GET.get("offset", ""))
    total, rows = queries.disagreements(
        actor, place.interval, offset, PAGE, state=state, outcome=outcome
    )
    looking.listed(actor, ((row.person_id, row.unit_no, row.kind) for row in rows))
    places = directory.places({n for row in rows for n in (row.unit_no, row.school_id)})
    by = accounts.names(actor, {row.cleared_by_id for row in rows if row.cleared_by_id})
    names = question_names(actor)
    context = {
        "unit": {"name": place.name, "no": place.no},
        "crumbs": crumbs(actor, place.no),
        "as_of": clock.now(),
        "total": total,
        "states": list(state_words().items()),
        "state": state,
        "outcomes": list(words.OUTCOMES.items()),
        "outcome": outcome,
        "clear_url": reverse("verification:disagreements") if state or outcome else "",
        "rows": [_listed(row, places, names, by) for row in rows],
        "pager": pager(request, total, offset, PAGE),
    }
    return render(request, "verification/disagreements.html", context)


def _listed(
    row: queries.Differing,
    places: dict[int, directory.Place],
    names: dict[str, str],
    by: dict[UUID, str],
) -> dict[str, Any]:
    return {
        "url": reverse("verification:disagreement", args=[row.id]),
        "name": row.name,
        "place": places[row.unit_no].name if row.unit_no in places else "",
        "school": places[row.school_id].name if row.school_id in places else "",
        "category": names.get(row.category, row.category),
        "stands": words.stands(row.category, row.stands),
        "shape": SHAPES[row.state],
        "state": words.OUTCOMES[row.outcome] if row.outcome else state_words()[row.state],
        "due_at": row.due_at,
        "cleared_at": row.cleared_at,
        "by": by.get(row.cleared_by_id, "") if row.cleared_by_id else "",
    }


@page(Permission.SEE_VERIFICATION, methods="GET POST")
def disagreement_page(request: Asked, disagreement_id: UUID) -> HttpResponse:
    """One case on one screen: whom to call, what was said on both sides, how it ends."""
    row = queries.disagreement(request.actor, disagreement_id)
    looking.seen(request.actor, row.person_id, row.unit_no, row.kind)
    errors: dict[str, str] = {}
    message = ""
    if request.method == "POST":
        try:
            services.clear(request.actor, _sent(request, row))
        except (Invalid, Conflict) as refused:
            message = str(refused)
            errors = refused.fields if isinstance(refused, Invalid) else {}
            row = queries.disagreement(request.actor, disagreement_id)
        else:
            messages.success(request, _("已核清,已记入台账。"))
            return HttpResponseRedirect(
                reverse("verification:disagreement", args=[disagreement_id])
            )
    return render(
        request, "verification/disagreement.html", _context(request, row, message, errors),
        status=422 if message else 200,
    )  # fmt: skip


def _sent(request: Asked, row: queries.Differing) -> services.Clearing:
    said = request.POST
    return services.Clearing(
        asked_id(said.get("id", "")) or uuid7(), row.id, said.get("outcome", ""),
        said.get("channel", ""), said.get("informant", ""), said.get("reason", ""),
    )  # fmt: skip


def _context(
    request: Asked, row: queries.Differing, message: str, errors: dict[str, str]
) -> dict[str, Any]:
    actor = request.actor
    places = directory.places({row.unit_no, row.school_id})
    is_open = row.state != "cleared"
    return {
        "back_url": reverse("verification:disagreements"),
        "row": row,
        "place": places[row.unit_no].name if row.unit_no in places else "",
        "school": places[row.school_id].name if row.school_id in places else "",
        "shape": SHAPES[row.state],
        "state_label": state_words()[row.state],
        "asked": evidence.words(CLEAR, row.unit_no) if is_open else [],
        "category": question_names(actor).get(row.category, row.category),
        "stands": words.stands(row.category, row.stands),
        "rule": words.RULES[row.rule],
        "stays": stays(row.stays),
        "contacts": contacts(actor, row.person_id) if is_open else [],
        "phones_hidden": not accounts.sees_family_phones(actor),
        "person_url": reverse("verification:person", args=[row.person_id]),
        "may_clear": is_open and actor.may(Permission.CHECK_ANSWERS, row.unit_no),
        "act_id": request.POST.get("id") or str(uuid7()),
        "outcomes": [
            (code, words.OUTCOMES[code], words.OUTCOME_NOTES[code])
            for code in claims.outcomes(row.stands, row.category)
        ],
        "channels": own_channels(),
        "informants": list(words.INFORMANTS.items()),
        "values": {name: request.POST.get(name, "") for name in _FIELDS},
        "errors": errors,
        "message": message,
        "ended": _ended(actor, row),
    }


def _ended(actor: Actor, row: queries.Differing) -> dict[str, str]:
    """How a disagreement ended, and what came of it; "" where it has not."""
    by = accounts.names(actor, [row.cleared_by_id] if row.cleared_by_id else [])
    return {
        "words": str(words.OUTCOMES.get(row.outcome, "")),
        "next_url": _next_url(actor, row),
        "followed_url": _followed(actor, row) if row.outcome in claims.FOUND_OUT else "",
        "how": str(words.CHANNELS.get(row.channel, "")),
        "by": by.get(row.cleared_by_id, "") if row.cleared_by_id else "",
    }


def _next_url(actor: Actor, row: queries.Differing) -> str:
    """After an untrue answer: where the person is answered for anew, for whoever answers there."""
    may = any(
        actor.may(one, row.unit_no)
        for one in (Permission.ANSWER_SURVEY, Permission.ANSWER_FOR_OTHERS)
    )
    asked = surveys.asked_again(actor, row.person_id) if may else None
    if row.outcome != claims.UNTRUE or asked is None:
        return ""
    return reverse("surveys:answer", args=[asked, row.person_id])


def _followed(actor: Actor, row: queries.Differing) -> str:
    """The page of whoever is followed for what the list said, for who sees key persons."""
    lines = keypersons.open_of(actor, [row.person_id]).get(row.person_id, [])
    found = any(one.category == row.category for one in lines)
    return reverse("keypersons:person", args=[row.person_id]) if found else ""


def own_channels() -> list[tuple[str, Any]]:
    """The ways in which somebody can check; the outside list comes by itself."""
    return [(code, name) for code, name in words.CHANNELS.items() if code != sources.OUTSIDE]


def contacts(actor: Actor, person_id: UUID) -> list[directory.Contact]:
    """Whom to call about a child, with the number where the policy shows it."""
    return directory.contacts(actor, person_id, in_full=accounts.sees_family_phones(actor))
