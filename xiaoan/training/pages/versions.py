"""A version of a course: read, or edited piece by piece while it is a draft."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.training import forms, queries, rules, services
from xiaoan.training.pages import words
from xiaoan.training.pages.courses import question
from xiaoan.web.gate import Asked, page

NEW = "new"


def drafted(version_id: UUID) -> queries.Held:
    """A draft; NotFound: it is none (any more)."""
    found = queries.version(version_id)
    if found.state != "draft" or found.is_pack:
        raise NotFound
    return found


@page(Permission.KEEP_COURSES, methods="GET POST")
def version_page(request: Asked, version_id: UUID) -> HttpResponse:
    """All of a version; posted with `act`: a draft is handed to a second person, given back by them,
    published, or given up."""
    words.require_keeper(request)
    found = queries.version(version_id)
    if found.is_pack:
        raise NotFound
    status, errors = 200, []
    if request.method == "POST":
        try:
            return _act(request, found)
        except (Conflict, Forbidden, Invalid) as refused:
            if not str(refused):
                raise
            status, errors = refused.status, [str(refused)]
    course, is_draft = found.course, found.state == "draft"
    by = found.published_by_id or found.made_by_id
    names = accounts.names(request.actor, {by} if by else set())
    context = {
        "course": course, "row": words.version(found, names), "errors": errors, "is_draft": is_draft,
        **_second(request, found, errors),
        "base": found.edits, "publish_id": uuid7(), "withdraw_id": uuid7(),
        "source": words.source(course.source, course.confidence),
        "head_url": reverse("training:head", args=[version_id]),
        "section_url": reverse("training:section", args=[version_id, NEW]),
        "question_url": reverse("training:question", args=[version_id, NEW]),
        "import_url": reverse("training:import_bank", args=[version_id]),
        "sections": [
            {"title": one.title, "lines": one.text.strip().splitlines(),
             "url": reverse("training:section", args=[version_id, n]),
             "source": words.source(one.source, one.confidence)}
            for n, one in enumerate(course.sections)
        ],
        "questions": [
            question(one, n, "", reverse("training:question", args=[version_id, one.key]))
            for n, one in enumerate(course.questions, 1)
        ],
    }  # fmt: skip
    return render(request, "training/version.html", context, status=status)


def _second(request: Asked, found: queries.Held, errors: list[str]) -> dict[str, Any]:
    """What the page says of the second person: whether the draft waits for one, and was given back."""
    return {
        "is_own": request.actor.user_id in found.writers, "submitted_at": found.submitted_at,
        "returned": found.returned, "submit_id": uuid7(), "return_id": uuid7(),
        "reason": request.POST.get("reason", "") if errors else "",
    }  # fmt: skip


def _act(request: Asked, found: queries.Held) -> HttpResponse:
    form = forms.ActForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("页面已过期,请刷新后重试。"))
    act_id = form.cleaned_data["act_id"]
    if request.POST.get("act") == "withdraw":
        services.withdraw(request.actor, act_id, found.id)
        messages.success(request, _("草稿已撤回。"))
        return HttpResponseRedirect(reverse("training:courses"))
    if request.POST.get("act") == "submit":
        services.submit(request.actor, act_id, found.id, whole(request.POST.get("base", "")))
        messages.success(request, _("已送审。局里另一位管课程的人会在待办里看到。"))
        return HttpResponseRedirect(reverse("training:version", args=[found.id]))
    if request.POST.get("act") == "return":
        services.give_back(request.actor, act_id, found.id, request.POST.get("reason", ""))
        messages.success(request, _("已退回,写的人会看到原因。"))
        return HttpResponseRedirect(reverse("training:courses"))
    services.publish(request.actor, act_id, found.id, whole(request.POST.get("base", "")))
    messages.success(request, _("已发布,从现在起按这一版学习和测验。"))
    return HttpResponseRedirect(reverse("training:bank", args=[found.course.code]))


@page(Permission.KEEP_COURSES, methods="GET POST")
def head_page(request: Asked, version_id: UUID) -> HttpResponse:
    """Title, source, numbers and the practical part of a draft."""
    words.require_keeper(request)
    found = drafted(version_id)
    course = found.course
    initial: dict[str, Any] = {
        "title": course.title, "source": "" if course.source == words.OURS else course.source,
        "points": "\n".join(course.practical), "base": found.edits,
        **{name: getattr(course.numbers, name) for name in forms.NUMBERS},
    }  # fmt: skip
    form = forms.HeadForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(edit: services.Edit) -> None:
        given = form.cleaned_data
        numbers = {name: given[name] for name in forms.NUMBERS}
        head = services.Head(given["title"], given["source"], given["points"], numbers)
        services.edit_head(request.actor, edit, head)

    return edited(request, found, form, _("课程名称和测验设置"), save)


@page(Permission.KEEP_COURSES, methods="GET POST")
def section_page(request: Asked, version_id: UUID, at: str) -> HttpResponse:
    """One section of a draft, or a new one (`new`); posted with `remove`: it is taken out."""
    words.require_keeper(request)
    found = drafted(version_id)
    place = None if at == NEW else whole(at, -1)
    if place is not None and not 0 <= place < len(found.course.sections):
        raise NotFound
    known = found.course.sections[place] if place is not None else None
    initial: dict[str, object] = {"base": found.edits}
    if known:
        source = "" if known.source == words.OURS else known.source
        initial |= {"title": known.title, "text": known.text.strip(), "source": source}
    form = forms.SectionForm(request.POST if request.method == "POST" else None, initial=initial)

    def save(edit: services.Edit) -> None:
        given = form.cleaned_data
        section = rules.Section(given["title"], given["text"], given["source"])
        services.edit_section(request.actor, edit, place, section)

    def remove(edit: services.Edit) -> None:
        services.edit_section(request.actor, edit, place, None)

    return edited(request, found, form, _("正文"), save, remove if known else None)


def edited(
    request: Asked, found: queries.Held, form: Any, title: str, save: Any, remove: Any = None
) -> HttpResponse:
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
        "title": title, "sub": found.course.title, "errors": errors, "button": _("保存"),
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "base": form["base"].value(), "has_base": True, "removes": remove is not None,
        "back_url": reverse("training:version", args=[found.id]),
    }  # fmt: skip
    return render(request, "training/form.html", context, status=status)


def _saved(request: Asked, found: queries.Held) -> HttpResponse:
    messages.success(request, _("已存入草稿。"))
    return HttpResponseRedirect(reverse("training:version", args=[found.id]))
