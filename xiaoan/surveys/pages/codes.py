"""Codes on paper: printed by the teacher; typed or scanned by a family without an account."""

from typing import Any, TypedDict, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.surveys import forms, queries, rules, services
from xiaoan.surveys.pages.answers import (
    ANSWERS,
    WRONG,
    answer_context,
    doubt_of,
    fault_words,
    said_of,
)
from xiaoan.web.gate import Asked, open_page, page

PROVEN = "survey"


class Proven(TypedDict):
    """Kept in the session between the proof and the answer."""

    code: str
    at: float


@page(*ANSWERS, methods="GET POST")
def codes_page(request: Asked, tally_id: UUID) -> HttpResponse:
    """The sheet to print: a strip for each of the class, with code and QR."""
    tally, row = queries.tally_seen(request.actor, tally_id)
    if request.method == "POST":
        services.make_codes(request.actor, tally_id)
        return HttpResponseRedirect(reverse("surveys:codes", args=[tally_id]))
    place = directory.place(tally.unit_no)
    found = queries.strips(request.actor, tally)
    services.codes_printed(request.actor, tally.unit_no, found)
    context = {
        "unit": place,
        "school": directory.place(place.school_id).name,
        "row": row,
        "strips": [_strip(request, one) for one in found if one.code],
        "stopped": [_strip(request, one) for one in found if not one.code],
        "host": request.get_host(),
        "one": False,
        "back_url": reverse("surveys:sheet", args=[tally_id]),
    }
    return render(request, "surveys/codes.html", context)


@page(*ANSWERS, methods="GET POST")
def one_code_page(request: Asked, code_id: UUID) -> HttpResponse:
    """One strip to print again, or another code for the same person: then the one before is dead."""
    if request.method == "POST":
        fresh = services.replace_code(request.actor, code_id)
        messages.success(request, _("新码已做好,请打印交给本人;旧码从现在起打不开任何表。"))
        return HttpResponseRedirect(reverse("surveys:one_code", args=[fresh]))
    one, row, tally = queries.strip(request.actor, code_id)
    services.codes_printed(request.actor, tally.unit_no, [one])
    place = directory.place(tally.unit_no)
    strip = _strip(request, one)
    context = {
        "unit": place,
        "school": directory.place(place.school_id).name,
        "row": row,
        "strips": [strip] if one.code else [],
        "stopped": [] if one.code else [strip],
        "host": request.get_host(),
        "one": True,
        "back_url": reverse("surveys:codes", args=[tally.pk]),
    }
    return render(request, "surveys/codes.html", context)


def _strip(request: Asked, one: queries.Strip) -> dict[str, Any]:
    address = reverse("surveys:code", args=[one.code]) if one.code else ""
    return {
        "name": one.name,
        "seat": one.seat,
        "code": _grouped(one.code),
        "is_new": one.is_new,
        "url": request.build_absolute_uri(address) if address else "",
        "one_url": reverse("surveys:one_code", args=[one.code_id]),
    }


def _grouped(code: str) -> str:
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


@open_page(methods="GET POST")
def type_page(request: Asked) -> HttpResponse:
    """For whoever cannot scan: the code typed by hand."""
    typed = request.POST.get("code", "")[:64]
    code = accounts.read_code(typed)
    if code:
        return HttpResponseRedirect(reverse("surveys:code", args=[code]))
    message = _("摸排码不对。一共 12 位,请对着纸条再核对一次。") if request.method == "POST" else ""
    context = {"typed": typed, "message": message}
    return render(request, "surveys/code_type.html", context, status=WRONG if message else 200)


@open_page(methods="GET POST")
def code_page(request: Asked, code: str) -> HttpResponse:
    """Whose form a code opens, masked, and the proof that it is in the right hands."""
    found = services.opened(code)
    if found is None:
        return _over(request, code)
    message = ""
    if request.method == "POST":
        message = _prove(request, code)
        if not message:
            return HttpResponseRedirect(reverse("surveys:code_answer", args=[code]))
        if services.why_dead(code):
            return _over(request, code)
    place = directory.place(found.unit_no)
    context = {
        "masked": found.masked,
        "is_staff": found.is_staff,
        "unit": place.name if place.kind == "class" else "",
        "school": directory.place(place.school_id).name,
        "message": message,
        "host": request.get_host(),
    }
    return render(request, "surveys/code.html", context, status=WRONG if message else 200)


def _over(request: Asked, code: str) -> HttpResponse:
    """In words why a code opens nothing, and who helps; as little of one that is none as of any."""
    return render(request, "surveys/code_over.html", {"why": services.why_dead(code)}, status=404)


def _prove(request: Asked, code: str) -> str:
    """Why not; '' for a right proof, which the session then keeps."""
    try:
        right = services.prove(code, request.POST.get("proof", "")[:32])
    except Invalid as refused:
        return str(refused)
    if not right:
        return _("与学校登记的不一致。请核对;登记的手机号换了的,请告诉班主任。")
    proven: Proven = {"code": code, "at": clock.now().timestamp()}
    request.session[PROVEN] = proven
    if request.visitor.session_id is None:
        request.session.set_expiry(rules.PROVEN_FOR)
    return ""


def _is_proven(request: Asked, code: str) -> bool:
    """Also in the session of whoever is signed in, which lives on: the proof itself ends."""
    proven = cast("Proven | None", request.session.get(PROVEN))
    if proven is None or proven["code"] != code:
        return False
    age = clock.now().timestamp() - proven.get("at", 0.0)
    return age < rules.PROVEN_FOR.total_seconds()


@open_page(methods="GET POST")
def code_answer_page(request: Asked, code: str) -> HttpResponse:
    """The form of one person in one round, for whoever gave the proof; nothing else opens."""
    if not _is_proven(request, code):
        return HttpResponseRedirect(reverse("surveys:code", args=[code]))
    found = services.opened(code)
    if found is None:
        return _over(request, code)
    form = forms.AnswerForm(request.POST)
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = fault_words(form.errors)
        if not errors:
            given = services.Given(
                form.cleaned_data["id"], found.round_id, found.person_id,
                form.said(request.POST.getlist("categories")), form.cleaned_data["reason"],
                form.cleaned_data["sure"],
            )  # fmt: skip
            try:
                receipt = services.answer_by_code(code, given)
            except services.Doubtful as asked:
                errors = doubt_of(asked)
            except Invalid as refused:
                errors = fault_words(refused.fields)
            else:
                return render(request, "surveys/code_done.html", {"said": said_of(receipt)})
    row, standing, name = services.form_by_code(found)
    place = directory.place(found.unit_no)
    context = {
        **answer_context(row, standing, request, errors),
        "name": name,
        "place": place.name,
        "back_url": "",
    }
    return render(request, "surveys/answer.html", context, status=WRONG if errors else 200)
