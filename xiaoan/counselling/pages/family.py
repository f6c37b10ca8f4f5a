"""A family: asked about a screening, asking for a talk, the numbers to call."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.counselling import forms, services
from xiaoan.counselling.pages import words
from xiaoan.counselling.pages.asking import data_of, form_page
from xiaoan.counselling.queries import referrals
from xiaoan.counselling.queries import screenings as queries
from xiaoan.counselling.queries.words import ANSWER_NAMES
from xiaoan.counselling.rules.instruments import Instrument
from xiaoan.directory.queries import people
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.ANSWER_SCREENING)
def family_page(request: Asked) -> HttpResponse:
    """What is asked, what was asked for, and whom to call."""
    today = clock.today()
    context = {
        "hotlines": words.hotlines(), "careful": request.GET.get("careful") == "1",
        "asked": [
            {
                **one.__dict__, "state_words": ANSWER_NAMES[one.state], "runs": one.until >= today,
                "url": reverse("counselling:family_answer", args=[one.screening_id, one.person_id]),
            }
            for one in queries.asked(request.actor)
        ],
        "mine": [words.referral(one) for one in referrals.mine(request.actor)],
    }  # fmt: skip
    return render(request, "counselling/family.html", context)


@page(Permission.ANSWER_SCREENING, methods="GET POST")
def ask_page(request: Asked) -> HttpResponse:
    """Ask for a talk: no reason is demanded."""
    actor, back = request.actor, reverse("counselling:family")
    with everywhere("counselling") as system:
        names = people.person_names(system, actor.people)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        new = services.NewReferral(
            given["submission_id"], reading.read_optional_id(given["person"]), frozenset(), given["text"],
            given["urgency"] or "normal", given["via"],
        )  # fmt: skip
        receipt = services.ask_for_child(actor, new)
        if receipt.emergency_id:
            return "", f"{back}?careful=1"
        return _("心理教师会联系您。"), back

    form = forms.AskForm(data_of(request), children=[(str(pk), name) for pk, name in names.items()])
    said = {
        "title": _("找心理教师谈谈"), "button": _("送出"), "back_url": back, "hotline": True,
        "note": _("谁都会有难的时候。写的话加密,只有心理教师能看,班主任看不到。"),
    }  # fmt: skip
    return form_page(request, form, save, said)


def answers_from(given: dict[str, Any], one: Instrument) -> dict[str, int]:
    """The answers that were given, item → 0–3."""
    return {item: int(given[item]) for item in one.asked if given.get(item)}


@page(Permission.ANSWER_SCREENING, methods="GET POST")
def answer_page(request: Asked, screening_id: UUID, person_id: UUID) -> HttpResponse:
    """What it is for, agreeing, the questions; ?act=withdraw: taken back, and all of it is deleted."""
    actor, back = request.actor, reverse("counselling:family")
    asked = queries.asked_one(actor, screening_id, person_id)
    one = queries.instrument_for(person_id)
    if one is None:
        raise NotFound
    if request.method == "POST" and request.GET.get("act") == "withdraw":
        services.withdraw(actor, screening_id, person_id)
        messages.success(request, _("已撤回,答案已删除。"))
        return HttpResponseRedirect(back)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        if given["agreed"] not in ("0", "1"):
            raise Invalid(_("请选是否参加。"), {"agreed": "missing"})
        said = services.Said(
            given["submission_id"],
            screening_id,
            person_id,
            given["agreed"] == "1",
            answers_from(given, one),
        )
        outcome = services.say(actor, said)
        if outcome.danger:
            return "", f"{back}?careful=1"
        thanks = _("谢谢。心理教师会看,需要时会和您联系。") if said.agreed else _("已记下:不参加。")
        return thanks, back

    said = {
        "title": _("心理小问卷"), "place": asked.child, "button": _("交给心理教师"), "back_url": back,
        "by_pupil": one.by == "pupil", "state": asked.state, "asks": asked.state != "answered",
        "until": asked.until,
    }  # fmt: skip
    return form_page(
        request, forms.AnswerForm(data_of(request), one=one), save, said, template="answer"
    )
