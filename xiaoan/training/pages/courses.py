"""The county's courses: what is in force, the question bank, what was retired, versions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.training import forms, queries, rules, services
from xiaoan.training.pages import words
from xiaoan.training.queries import courses
from xiaoan.training.queries.words import KIND_NAMES
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_COURSES, methods="GET POST")
def courses_page(request: Asked) -> HttpResponse:
    """All courses, who needs them; posted: a course of the county's own is begun as a draft."""
    words.require_keeper(request)
    posted = request.POST if request.method == "POST" else None
    form = forms.DraftForm(posted)
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        try:
            found = services.draft(request.actor, given["act_id"], title=given["title"])
            return HttpResponseRedirect(reverse("training:version", args=[found]))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
    asked, drafts = queries.rules_of(), courses.drafts()
    all_ = queries.all_in_force()
    context = {
        "as_of": clock.now(), "errors": errors,
        "courses": [
            {
                "title": one.course.title, "url": reverse("training:bank", args=[code]),
                "version": words.version(one, {}), "rule": _rule(asked[code]),
                "need_url": reverse("training:need", args=[code]),
                "draft_url": reverse("training:version", args=[drafts[code].id]) if code in drafts else "",
                "waits": code in drafts and drafts[code].submitted_at is not None,
            }
            for code, one in all_.items()
        ],
        "drafts": [
            {"title": one.course.title, "url": reverse("training:version", args=[one.id]),
             "waits": one.submitted_at is not None}
            for code, one in drafts.items()
            if code not in all_
        ],
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "training/courses.html", context, status=status)


def _rule(one: queries.Rule) -> dict[str, Any]:
    return {
        "roles": _("、").join(str(ROLE_NAMES[role]) for role in one.roles if role in ROLE_NAMES),
        "required_from": one.required_from, "required": one.requires(clock.today()),
        "ahead": one.ahead, "is_set": one.is_set,
    }  # fmt: skip


@page(Permission.KEEP_COURSES, methods="GET POST")
def bank_page(request: Asked, code: str) -> HttpResponse:
    """A course in force with its whole bank and the right answers; posted: a draft is begun from it."""
    words.require_keeper(request)
    held = queries.in_force(code)
    status, errors = 200, []
    if request.method == "POST":
        form = forms.ActForm(request.POST)
        try:
            if not form.is_valid():
                raise Invalid(_("页面已过期,请刷新后重试。"))
            found = services.draft(request.actor, form.cleaned_data["act_id"], code)
            return HttpResponseRedirect(reverse("training:version", args=[found]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    gone, draft = courses.retired(code), courses.drafts().get(code)
    versions = courses.versions(code)
    names = accounts.names(
        request.actor, {pk for one in versions if (pk := one.published_by_id or one.made_by_id)}
    )
    context = {
        "course": held.course, "version": words.version(held, names), "errors": errors,
        "source": words.source(held.course.source, held.course.confidence),
        "rule": _rule(queries.rule_of(code)), "act_id": uuid7(),
        "draft_url": reverse("training:version", args=[draft.id]) if draft else "",
        "questions": [
            question(one, n, gone.get(one.key, ""), reverse("training:retire", args=[code, one.key]))
            for n, one in enumerate(held.course.questions, 1)
        ],
        "live": len(queries.live(held.course)),
        "versions": [words.version(one, names) for one in versions],
    }  # fmt: skip
    return render(request, "training/bank.html", context, status=status)


def question(one: rules.Question, n: int, gone: str, url: str) -> dict[str, Any]:
    """A question as whoever keeps the bank sees it, right answers marked."""
    return {
        "n": n, "text": one.text, "kind": KIND_NAMES[one.kind], "why": one.why, "gone": gone,
        "url": url, "key": one.key, "source": words.source(one.source, one.confidence),
        "options": [
            {"text": text, "right": place in one.right} for place, text in enumerate(one.options)
        ],
    }  # fmt: skip


@page(Permission.KEEP_COURSES, methods="GET POST")
def retire_page(request: Asked, code: str, key: str) -> HttpResponse:
    """The form with the question; posted: it is drawn no more."""
    words.require_keeper(request)
    one = queries.in_force(code).course.question(key)
    if one is None:
        raise NotFound
    posted = request.POST if request.method == "POST" else None
    form = forms.ReasonForm(posted)
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        try:
            services.retire(request.actor, given["act_id"], code, key, given["reason"])
            messages.success(request, _("这道题已停用。"))
            return HttpResponseRedirect(reverse("training:bank", args=[code]))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
    context = {
        "title": _("停用题目"), "sub": one.text, "errors": errors, "button": _("停用"),
        "note": _("停用后立即不再抽到这道题;已经交的测验和成绩不变。"),
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "back_url": reverse("training:bank", args=[code]),
    }  # fmt: skip
    return render(request, "training/form.html", context, status=status)
