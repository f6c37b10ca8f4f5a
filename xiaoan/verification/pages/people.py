"""One person's answers with their checks, and a check added: on the phone, also for a spot check."""

import datetime as dt
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
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.verification import queries, services
from xiaoan.verification.pages.asked import asked_id
from xiaoan.verification.pages.disagreements import contacts, own_channels
from xiaoan.verification.pages.words import question_names
from xiaoan.verification.queries import words
from xiaoan.verification.services import looking
from xiaoan.verification.services.checking import SPOT_CHECK
from xiaoan.web.gate import Asked, page

SHAPES = {"verified": "done", "checked": "late", "declared": "due", "contradicted": "missed"}
_FIELDS = ("channel", "informant", "result", "happened_at", "place", "paper", "number", "note")
_DETAILS = ("place", "paper", "number", "note")


@page(Permission.SEE_VERIFICATION, methods="GET POST")
def person_page(request: Asked, person_id: UUID) -> HttpResponse:
    """What was said of somebody, how each answer was checked; and one more check of what stands."""
    who = queries.someone(request.actor, person_id)
    return _person_page(request, who, reverse("verification:person", args=[person_id]))


@page(Permission.SEE_VERIFICATION, methods="GET POST")
def spot_check_page(request: Asked, spot_id: UUID) -> HttpResponse:
    """The same for an answer that was drawn; done, once it has been checked."""
    spot = queries.spot_check(request.actor, spot_id)
    who = queries.someone(request.actor, spot.person_id)
    address = reverse("verification:spot_check", args=[spot_id])
    return _person_page(request, who, address, spot.answer_id, done=spot.done_at is not None)


def _person_page(
    request: Asked,
    who: queries.Someone,
    address: str,
    answer_id: UUID | None = None,
    *,
    done: bool = False,
) -> HttpResponse:
    errors: dict[str, str] = {}
    message = ""
    looking.seen(request.actor, who.person_id, who.unit_no, who.kind)
    answers = queries.answers_of(request.actor, who.person_id)
    current = _current(answers, answer_id)
    may_check = request.actor.may(Permission.CHECK_ANSWERS, who.unit_no)
    if request.method == "POST":
        if not may_check:
            raise Forbidden
        try:
            if current is None:
                raise Conflict(_("还没有申报,没有可核实的。"))
            services.check_answer(request.actor, current.version.answer_id, _given(request))
            messages.success(request, _("核实已记下。"))
            return HttpResponseRedirect(address)
        except (Invalid, Conflict) as refused:
            message = str(refused)
            errors = refused.fields if isinstance(refused, Invalid) else {}
    context = {
        **_person(request, who, answers),
        **_form(request, message, errors),
        "may_check": current is not None and not done and may_check,
        "is_spot": answer_id is not None,
        "asked": evidence.words(SPOT_CHECK, who.unit_no) if answer_id and not done else [],
        "done": done,
    }
    return render(request, "verification/person.html", context, status=422 if message else 200)


def _form(request: Asked, message: str, errors: dict[str, str]) -> dict[str, Any]:
    """The fields of one more check, as typed."""
    return {
        "message": message,
        "errors": errors,
        "values": {name: request.POST.get(name, "") for name in _FIELDS},
        "act_id": request.POST.get("id") or str(uuid7()),
        "now": clock.now().strftime("%Y-%m-%dT%H:%M"),
        "channels": own_channels(),
        "informants": list(words.INFORMANTS.items()),
        "results": list(words.RESULTS.items()),
    }


def _current(answers: list[queries.Answered], answer_id: UUID | None) -> queries.Answered | None:
    """The answer that was drawn; else the one that stands."""
    return next(
        (
            one
            for one in answers
            if (one.version.answer_id == answer_id if answer_id else one.version.state == "current")
        ),
        None,
    )


def _given(request: Asked) -> services.Given:
    said = request.POST
    return services.Given(
        id=asked_id(said.get("id", "")) or uuid7(),
        channel=said.get("channel", ""),
        informant=said.get("informant", "") if said.get("channel") != "document" else "",
        result=said.get("result", ""),
        happened_at=_moment(said.get("happened_at", "")),
        details={name: text for name in _DETAILS if (text := said.get(name, "").strip())},
    )


def _moment(text: str) -> dt.datetime:
    """As the clock on the wall shows it; a time that names its own zone is that instant."""
    try:
        said = dt.datetime.fromisoformat(text)
        return said.astimezone(clock.ZONE) if said.tzinfo else said.replace(tzinfo=clock.ZONE)
    except (ValueError, OverflowError):
        raise Invalid(_("还差几项,见下面。"), {"happened_at": _("请填核实的时间。")}) from None


def _person(
    request: Asked, who: queries.Someone, answers: list[queries.Answered]
) -> dict[str, Any]:
    actor = request.actor
    places = directory.places({who.unit_no, who.school_id})
    made_by = {check.by_id for one in answers for check in one.checks if check.by_id}
    by = accounts.names(actor, made_by)
    names = question_names(actor)
    return {
        "back_url": reverse("verification:ledger"),
        "who": who,
        "place": places[who.unit_no].name if who.unit_no in places else "",
        "school": places[who.school_id].name if who.school_id in places else "",
        "contacts": contacts(actor, who.person_id),
        "phones_hidden": not accounts.sees_family_phones(actor),
        "answers": [_answer(one, names, by) for one in answers],
    }


def _answer(one: queries.Answered, names: dict[str, str], by: dict[UUID, str]) -> dict[str, Any]:
    version = one.version
    said = [names.get(code, code) for code in version.categories]
    if version.whereabouts == "away":
        said.append(str(words.AWAY_NAME))
    nothing = _("没有需要关注的情况") if version.whereabouts else _("已按保存期限删除")
    return {
        "said": "、".join(said) or nothing,
        "at": version.answered_at,
        "by": words.INFORMANTS.get(version.source, words.INFORMANTS["teacher"]),
        "stands": version.state == "current",
        "late": version.late,
        "version": version.version,
        "shape": SHAPES[one.status],
        "status": words.STATUSES[one.status],
        "checks": [
            {
                "channel": words.CHANNELS[check.channel],
                "informant": words.INFORMANTS.get(check.informant, ""),
                "result": words.RESULTS[check.result],
                "at": check.happened_at,
                "by": by.get(check.by_id, "") if check.by_id else "",
                "details": [_("文字已到期删除")]
                if check.forgotten
                else [text for text in check.details.values() if text],
            }
            for check in one.checks
        ],
    }
