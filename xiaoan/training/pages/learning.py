"""Learning on the phone: one's courses, the text, the test, and what was wrong in it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import user_id
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.training import forms, queries, services
from xiaoan.training.pages import words
from xiaoan.training.queries import attempts, units
from xiaoan.training.queries.words import KIND_NAMES
from xiaoan.web.gate import Asked, kept, page


@page(Permission.LEARN)
def mine_page(request: Asked) -> HttpResponse:
    """我的培训: what one's posts need first, then the other courses; one's certificates."""
    actor, today, who = request.actor, clock.today(), user_id(request.actor)
    asked, all_ = queries.rules_of(), queries.all_in_force()
    stands = queries.standing([who], {code: rule.ahead for code, rule in asked.items()}, today)
    waits, owed = attempts.waits(actor), units.own_owed(who)
    roles = actor.roles
    rows = [
        {
            "url": reverse("training:course", args=[code]), "title": all_[code].course.title,
            "minutes": all_[code].course.numbers.minutes, "needed": bool(roles & set(rule.roles)),
            "required": rule.requires(today), "required_from": rule.required_from,
            "owed": code in owed, **words.standing(stands[who, code], waits=code in waits),
        }
        for code, rule in asked.items()
    ]  # fmt: skip
    titles = {code: one.course.title for code, one in all_.items()}
    context = {
        "needed": [row for row in rows if row["needed"]],
        "others": [row for row in rows if not row["needed"]],
        "papers": [words.paper(one, titles) for one in queries.certificates_of(who)],
        "links": _links(request), "as_of": clock.now(),
    }  # fmt: skip
    return kept(request, render(request, "training/mine.html", context))


def _links(request: Asked) -> list[tuple[str, Any]]:
    """Where else whoever keeps or checks training goes."""
    known = (
        (Permission.SEE_TRAINING, "training:home", _("各单位培训情况")),
        (Permission.CERTIFY, "training:waiting", _("待确认的实操")),
        (Permission.KEEP_COURSES, "training:courses", _("课程和题库")),
    )
    return [
        (reverse(name), said) for needed, name, said in known if request.actor.may_anywhere(needed)
    ]


@page(Permission.LEARN)
def course_page(request: Asked, code: str) -> HttpResponse:
    """The text of a course in sections, and the button that begins the test."""
    return kept(request, _course(request, code, [], 200))


def _course(request: Asked, code: str, errors: list[str], status: int) -> HttpResponse:
    actor, who = request.actor, user_id(request.actor)
    held, rule = queries.in_force(code), queries.rule_of(code)
    course = held.course
    found = queries.standing_of(who, code, clock.today(), rule.ahead)
    allowed = attempts.allowance(actor, held)
    context = {
        "course": course, "numbers": course.numbers, "errors": errors,
        "standing": words.standing(found, waits=allowed.waits), "allowed": allowed,
        "needs": -(-course.numbers.questions * course.numbers.pass_mark // 100),
        "hint": queries.hint(who, code, clock.today()), "version": words.version(held, {}),
        "source": words.source(course.source, course.confidence),
        "sections": [
            {"title": one.title, "lines": one.text.strip().splitlines(),
             "source": words.source(one.source, one.confidence)}
            for one in course.sections
        ],
        "history": [
            {"url": reverse("training:test", args=[pk]), "at": at, "right": right, "total": total,
             "passed": passed}
            for pk, at, right, total, passed in attempts.history(actor, code)
        ],
        "submission_id": uuid7(), "back_url": reverse("training:mine"),
    }  # fmt: skip
    return render(request, "training/course.html", context, status=status)


@page(Permission.LEARN, methods="POST")
def begin_page(request: Asked, code: str) -> HttpResponse:
    """Begin the test, or go on with the one that is open."""
    form = forms.BeginForm(request.POST)
    if not form.is_valid():
        return _course(request, code, [_("页面已过期,请刷新后重试。")], 422)
    try:
        found = services.begin(request.actor, form.cleaned_data["submission_id"], code)
    except Conflict as refused:
        return _course(request, code, [str(refused)], refused.status)
    return HttpResponseRedirect(reverse("training:test", args=[found]))


@page(Permission.LEARN, methods="GET POST")
def test_page(request: Asked, attempt_id: UUID) -> HttpResponse:
    """The questions; posted: handed in. Afterwards what was wrong and why."""
    sheet = attempts.sheet(request.actor, attempt_id)
    if request.method == "POST":
        return _hand_in(request, sheet)
    if sheet.handed_at is not None:
        return _result(request, attempts.result(request.actor, attempt_id))
    return _paper(request, sheet, {}, {}, [], 200)


def _hand_in(request: Asked, sheet: attempts.Sheet) -> HttpResponse:
    chosen = _chosen(request.POST, len(sheet.questions))
    try:
        services.hand_in(request.actor, sheet.id, chosen)
        return HttpResponseRedirect(reverse("training:test", args=[sheet.id]))
    except Invalid as refused:
        return _paper(request, sheet, chosen, refused.fields, [str(refused)], refused.status)
    except Conflict as refused:
        if sheet.handed_at is not None:
            return HttpResponseRedirect(reverse("training:test", args=[sheet.id]))
        return _paper(request, sheet, chosen, {}, [str(refused)], refused.status)


def _chosen(posted: QueryDict, number: int) -> dict[int, list[int]]:
    """Question → the places that were ticked; what is no place is left out, and so told as not answered."""
    return {
        n: [at for text in posted.getlist(f"q-{n}") if (at := whole(text, -1)) >= 0]
        for n in range(number)
    }


def _paper(
    request: Asked, sheet: attempts.Sheet, chosen: dict[int, list[int]], wrong: dict[str, str],
    errors: list[str], status: int,
) -> HttpResponse:  # fmt: skip
    said = {"empty": _("这题还没有答。"), "invalid": _("这题只能选一项。")}
    context = {
        "sheet": sheet, "errors": errors, "back_url": reverse("training:course", args=[sheet.course]),
        "lapsed": sheet.day != clock.today(),
        "questions": [
            {
                "n": one.n + 1, "name": f"q-{one.n}", "text": one.text, "kind": KIND_NAMES[one.kind],
                "many": one.kind == "several", "error": said.get(wrong.get(f"q-{one.n}", ""), ""),
                "options": [
                    {"at": at, "text": text, "on": at in chosen.get(one.n, [])}
                    for at, text in enumerate(one.options)
                ],
            }
            for one in sheet.questions
        ],
    }  # fmt: skip
    return render(request, "training/test.html", context, status=status)


def _result(request: Asked, found: attempts.Result) -> HttpResponse:
    held = queries.in_force(found.course)
    context = {
        "result": found, "allowed": attempts.allowance(request.actor, held),
        "wrong": [_said(one) for one in found.said if not one.right],
        "right": [_said(one) for one in found.said if one.right], "submission_id": uuid7(),
        "certificate_url": reverse("training:certificate", args=[found.certificate_id])
        if found.certificate_id else "",
        "course_url": reverse("training:course", args=[found.course]),
        "back_url": reverse("training:course", args=[found.course]),
    }  # fmt: skip
    return render(request, "training/result.html", context)


def _said(one: attempts.Said) -> dict[str, Any]:
    return {
        "n": one.n + 1, "text": one.text, "why": one.why,
        "options": [{"text": t, "right": r, "chosen": c} for t, r, c in one.options],
        "source": words.source(one.source, one.confidence),
    }  # fmt: skip
