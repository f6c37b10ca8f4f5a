"""A version of a material: read, edited piece by piece while it is a draft, decided once it is submitted."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.materials import forms, queries, services
from xiaoan.materials.pages import words
from xiaoan.materials.pages.keeping import require_keeper
from xiaoan.materials.queries.words import AUDIENCE_NAMES, SUBJECT_NAMES, text
from xiaoan.web import fields
from xiaoan.web.gate import Asked, page

NEW = "new"


def _drafted(version_id: UUID) -> queries.Held:
    """A draft; NotFound: it is none (any more)."""
    found = queries.version(version_id)
    if found.state != "draft" or found.is_pack:
        raise NotFound
    return found


@page(Permission.APPROVE_MATERIALS, methods="GET POST")
def version_page(request: Asked, version_id: UUID) -> HttpResponse:
    """All of a version; posted with `act`: submitted, approved, or given up."""
    keeps = require_keeper(request)
    found = queries.version(version_id)
    if found.is_pack:
        raise NotFound
    status, errors = 200, []
    if request.method == "POST":
        try:
            return _act(request, found)
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    context = {**_shown(request, found), "errors": errors, "keeps": keeps}
    return render(request, "materials/version.html", context, status=status)


def _shown(request: Asked, found: queries.Held) -> dict[str, Any]:
    material, pk = found.material, found.id
    people = {*found.editors, *([found.approved_by_id] if found.approved_by_id else [])}
    names = accounts.names(request.actor, people)
    is_own = request.actor.user_id in found.editors
    return {
        "title": text(material.title), "summary": text(material.summary), "returned": found.returned,
        "subject": SUBJECT_NAMES[material.subject], "is_public": material.is_public,
        "months": material.review_months, "row": words.version(found, names), "base": found.edits,
        "by": [names[one] for one in found.editors if one in names],
        "is_draft": found.state == "draft", "is_own": is_own,
        "decides": found.state == "submitted" and not is_own, "is_submitted": found.state == "submitted",
        "act_ids": [uuid7() for _n in range(3)],
        "head_url": reverse("materials:head", args=[pk]),
        "section_url": reverse("materials:section", args=[pk, NEW]),
        "question_url": reverse("materials:question", args=[pk, NEW]),
        "return_url": reverse("materials:return", args=[pk]),
        "audiences": [AUDIENCE_NAMES[one] for one in material.audiences],
        "sections": [
            {**words.section(one), "url": reverse("materials:section", args=[pk, n])}
            for n, one in enumerate(material.sections)
        ],
        "questions": [
            {**words.question(one), "url": reverse("materials:question", args=[pk, one.key])}
            for one in material.questions
        ],
    }  # fmt: skip


def _act(request: Asked, found: queries.Held) -> HttpResponse:
    form = forms.ActForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("页面已过期,请刷新后重试。"))
    actor, act_id, act = request.actor, form.cleaned_data["act_id"], request.POST.get("act")
    here = reverse("materials:version", args=[found.id])
    if act == "withdraw":
        services.withdraw(actor, act_id, found.id)
        messages.success(request, _("已撤回。"))
        return HttpResponseRedirect(reverse("materials:keep"))
    if act == "approve":
        services.approve(actor, act_id, found.id)
        messages.success(request, _("已通过,从现在起用这一版。"))
        return HttpResponseRedirect(reverse("materials:kept", args=[found.code]))
    services.submit(actor, act_id, found.id, whole(request.POST.get("base", "")))
    messages.success(request, _("已送审,等另一个人审核。"))
    return HttpResponseRedirect(here)


@page(Permission.APPROVE_MATERIALS, methods="GET POST")
def return_page(request: Asked, version_id: UUID) -> HttpResponse:
    """The reason; posted: it is a draft again."""
    require_keeper(request)
    found = queries.version(version_id)
    if found.state != "submitted" and request.method == "GET":
        raise NotFound
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    status, errors = (422 if request.method == "POST" else 200), []
    back = reverse("materials:version", args=[version_id])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.give_back(request.actor, given["act_id"], version_id, given["reason"])
            messages.success(request, _("已退回。"))
            return HttpResponseRedirect(back)
        except Invalid as refused:
            errors, status = forms.put(form, refused.fields, str(refused)), refused.status
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
    context = {
        "title": _("退回修改"), "sub": text(found.material.title), "errors": errors,
        "button": _("退回"), "fields": list(fields.shown(form, is_plain=True)),
        "act_id": form["act_id"].value() or uuid7(), "back_url": back,
    }  # fmt: skip
    return render(request, "materials/form.html", context, status=status)


@page(Permission.KEEP_MATERIALS, methods="GET POST")
def head_page(request: Asked, version_id: UUID) -> HttpResponse:
    """Title, what it is about, when it is looked at again, and whether it is public."""
    require_keeper(request)
    found = _drafted(version_id)
    material = found.material
    initial: dict[str, Any] = {
        **forms.spread(material.title, "title"), **forms.spread(material.summary, "summary"),
        "subject": material.subject, "review_months": material.review_months,
        "is_public": ["1"] if material.is_public else [], "base": found.edits,
    }  # fmt: skip
    form = forms.HeadForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(edit: services.Edit) -> None:
        given = form.cleaned_data
        head = services.Head(
            forms.read_three(given, "title"), forms.read_three(given, "summary"), given["subject"],
            given["review_months"], "1" in given["is_public"],
        )  # fmt: skip
        services.edit_head(request.actor, edit, head)

    return _edited(request, found, form, _("标题和设置"), save)


@page(Permission.KEEP_MATERIALS, methods="GET POST")
def section_page(request: Asked, version_id: UUID, at: str) -> HttpResponse:
    """One section of a draft, or a new one (`new`); posted with `remove`: it is taken out."""
    require_keeper(request)
    found = _drafted(version_id)
    place = None if at == NEW else whole(at, -1)
    if place is not None and not 0 <= place < len(found.material.sections):
        raise NotFound
    known = found.material.sections[place] if place is not None else None
    initial: dict[str, Any] = {"base": found.edits}
    if known:
        initial |= {
            **forms.spread(known.title, "title"), **forms.spread(known.text, "text"),
            "audiences": known.audiences, "source": _source(known.source),
        }  # fmt: skip
    form = forms.SectionForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(edit: services.Edit) -> None:
        services.edit_section(request.actor, edit, place, form.section())

    def remove(edit: services.Edit) -> None:
        services.edit_section(request.actor, edit, place, None)

    return _edited(request, found, form, _("正文"), save, remove if known else None)


def _source(said: str) -> str:
    return "" if said == words.OURS else said


@page(Permission.KEEP_MATERIALS, methods="GET POST")
def question_page(request: Asked, version_id: UUID, key: str) -> HttpResponse:
    """One question of a draft, or a new one (`new`); posted with `remove`: it is taken out."""
    require_keeper(request)
    found = _drafted(version_id)
    known = None if key == NEW else found.material.question(key)
    if known is None and key != NEW:
        raise NotFound
    initial: dict[str, Any] = {"base": found.edits}
    if known:
        initial |= {
            **forms.spread(known.text, "text"), **forms.spread(known.why, "why"),
            **forms.spread_options(known), "kind": known.kind, "audiences": known.audiences,
            "source": _source(known.source),
        }  # fmt: skip
    form = forms.QuestionForm(request.POST if request.method == "POST" else None, initial=initial)
    old = "" if known is None else known.key

    def save(edit: services.Edit) -> None:
        services.edit_question(request.actor, edit, old, form.question())

    def remove(edit: services.Edit) -> None:
        services.edit_question(request.actor, edit, old, None)

    return _edited(request, found, form, _("题目"), save, remove if known else None)


_Save = Callable[[services.Edit], None]


def _edited(
    request: Asked, found: queries.Held, form: Any, title: str, save: _Save, remove: _Save | None = None
) -> HttpResponse:  # fmt: skip
    """The form of one piece of a draft; posted: saved, or taken out, or what is wrong beside its field."""
    status, errors = 200, []
    if request.method == "POST":
        status = 422
        try:
            if remove and request.POST.get("act") == "remove":
                sent = forms.ActForm(request.POST)
                if not sent.is_valid():
                    raise Invalid(_("页面已过期,请刷新后重试。"))
                base = whole(request.POST.get("base", ""))
                remove(services.Edit(sent.cleaned_data["act_id"], found.id, base))
                return _saved(request, found)
            if form.is_valid():
                given = form.cleaned_data
                save(services.Edit(given["act_id"], found.id, given["base"]))
                return _saved(request, found)
        except Invalid as refused:
            errors, status = forms.put(form, refused.fields, str(refused)), refused.status
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
    context = {
        "title": title, "sub": text(found.material.title), "errors": errors, "button": _("保存"),
        "fields": list(fields.shown(form, is_plain=True)), "act_id": form["act_id"].value() or uuid7(),
        "base": form["base"].value(), "has_base": True, "removes": remove is not None,
        "back_url": reverse("materials:version", args=[found.id]),
    }  # fmt: skip
    return render(request, "materials/form.html", context, status=status)


def _saved(request: Asked, found: queries.Held) -> HttpResponse:
    messages.success(request, _("已存入草稿。"))
    return HttpResponseRedirect(reverse("materials:version", args=[found.id]))
