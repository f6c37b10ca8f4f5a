"""Screenings for a counsellor: opened for classes, who has said what, answers on paper."""

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
from xiaoan.counselling.pages.family import answers_from
from xiaoan.counselling.queries import cases
from xiaoan.counselling.queries import screenings as queries
from xiaoan.counselling.queries.words import ANSWER_NAMES, BAND_NAMES, ITEM_NAMES, SCALE
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.COUNSEL)
def list_page(request: Asked) -> HttpResponse:
    """The screenings of the school with their counts."""
    context = {
        "tabs": words.tabs(request.actor, "screenings"),
        "rows": [
            {"row": row, "counts": counts, "url": reverse("counselling:screening", args=[row.pk])}
            for row, counts in queries.of_school(request.actor)
        ],
    }
    return render(request, "counselling/screenings.html", context)


@page(Permission.COUNSEL, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Open one for classes."""
    actor = request.actor
    school_no = cases.school_of(actor)
    found = [p for p in words.classes(actor, Permission.COUNSEL) if p.school_id == school_no]

    def save(given: dict[str, Any]) -> tuple[str, str]:
        new = services.NewScreening(
            given["submission_id"], school_no, [int(no) for no in given["classes"]], given["until"]
        )
        made = services.open_screening(actor, new)
        return _("已打开,家长现在能看到。"), reverse("counselling:screening", args=[made])

    form = forms.ScreeningForm(data_of(request), classes=[(str(p.no), p.name) for p in found])
    said = {
        "title": _("开一次筛查"), "button": _("打开"), "back_url": reverse("counselling:screenings"),
        "note": _("问卷由本系统编写,未经验证,不是诊断,只帮您决定先和谁谈。10 岁以上由孩子答,更小的由家长答;"
                  "都要家长先同意,可以随时撤回。结果只有心理教师能看。"),
    }  # fmt: skip
    return form_page(request, form, save, said)


@page(Permission.COUNSEL)
def screening_page(request: Asked, screening_id: UUID) -> HttpResponse:
    """All children of it, those to be talked with first."""
    row = queries.screening(request.actor, screening_id)
    context = {
        "row": row, "counts": queries.counts(row), "back_url": reverse("counselling:screenings"),
        "children": [
            {
                **one.__dict__, "state_words": ANSWER_NAMES[one.state], "band_words": BAND_NAMES[one.band],
                "url": reverse("counselling:screening_child", args=[row.pk, one.person_id]),
            }
            for one in queries.children(row)
        ],
    }  # fmt: skip
    return render(request, "counselling/screening.html", context)


@page(Permission.COUNSEL, methods="GET POST")
def child_page(request: Asked, screening_id: UUID, person_id: UUID) -> HttpResponse:
    """One child's answers; where there are none, the form to type in a paper; ?act=withdraw: taken back."""
    row = queries.screening(request.actor, screening_id)
    child = next((one for one in queries.children(row) if one.person_id == person_id), None)
    if child is None:
        raise NotFound
    back = reverse("counselling:screening", args=[screening_id])
    if request.method == "POST" and request.GET.get("act") == "withdraw":
        services.withdraw(request.actor, screening_id, person_id)
        messages.success(request, _("已撤回,答案已删除。"))
        return HttpResponseRedirect(back)
    if child.state == "answered" and request.method != "POST":
        one, said = queries.answers_of(request.actor, screening_id, person_id)
        items = (
            [(ITEM_NAMES[item], SCALE.get(said.get(item, -1), "–")) for item in one.asked]
            if one
            else []
        )
        context = {
            "child": child,
            "items": items,
            "band_words": BAND_NAMES[child.band],
            "back_url": back,
        }
        return render(request, "counselling/child.html", context)
    return _paper(request, screening_id, child, back)


def _paper(request: Asked, screening_id: UUID, child: queries.Child, back: str) -> HttpResponse:
    one = queries.instrument_for(child.person_id)
    if one is None:
        context = {"title": child.name, "back_url": back}
        return render(request, "counselling/no_age.html", context)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        if given["agreed"] not in ("0", "1"):
            raise Invalid(_("请选是否参加。"), {"agreed": "missing"})
        services.say(
            request.actor,
            services.Said(
                given["submission_id"], screening_id, child.person_id, given["agreed"] == "1",
                answers_from(given, one), on_paper=True, signed="1" in given["signed"],
            ),
        )  # fmt: skip
        return _("已录入。"), back

    said = {
        "title": _("录入纸质问卷"), "place": f"{child.place} {child.name}", "button": _("保存"),
        "back_url": back,
    }  # fmt: skip
    return form_page(request, forms.AnswerForm(data_of(request), one=one, paper=True), save, said)
