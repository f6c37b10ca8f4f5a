"""The county's materials: versions, what is to be looked at again, what is out of use, what waits."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.materials import forms, queries, rules, services
from xiaoan.materials.pages import words
from xiaoan.materials.queries.words import AUDIENCE_NAMES, SUBJECT_NAMES, text
from xiaoan.web import fields
from xiaoan.web.gate import Asked, page, require


def require_keeper(request: Asked) -> bool:
    """The materials are the county's: whoever keeps or approves those of another is told nothing of these.
    Gives whether the actor writes in them."""
    county = directory.county().no
    require(request.actor, Permission.APPROVE_MATERIALS, county)
    return request.actor.may(Permission.KEEP_MATERIALS, county)


def _reading(request: Asked) -> bool:
    """The same of a page that whoever only approves may read."""
    keeps = require_keeper(request)
    if request.method == "POST" and not keeps:
        raise Forbidden
    return keeps


@page(Permission.APPROVE_MATERIALS, methods="GET POST")
def keep_page(request: Asked) -> HttpResponse:
    """All materials with when each is looked at again; posted: one of the county's own is begun."""
    keeps = _reading(request)
    posted = request.POST if request.method == "POST" else None
    form = forms.DraftForm(posted)
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        given = form.cleaned_data
        try:
            found = services.draft(request.actor, given["act_id"], title=given["title"])
            return HttpResponseRedirect(reverse("materials:version", args=[found]))
        except Invalid as refused:
            errors, status = forms.put(form, refused.fields, str(refused)), refused.status
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
    newest, drafts, views = queries.newest(), queries.drafts(), queries.views()
    context = {
        "as_of": clock.now(), "errors": errors, "keeps": keeps,
        "rows": [_row(one, drafts, views) for one in newest.values()],
        "drafts": [_draft(one) for code, one in drafts.items() if code not in newest],
        "fields": list(fields.shown(form, is_plain=True)), "act_id": form["act_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "materials/keep.html", context, status=status)


def _draft(one: queries.Held) -> dict[str, Any]:
    return {"title": text(one.material.title), "url": reverse("materials:version", args=[one.id])}


def _row(
    one: queries.Held, drafts: dict[str, queries.Held], views: dict[str, int]
) -> dict[str, Any]:
    draft = drafts.get(one.code)
    return {
        **_draft(one), "url": reverse("materials:kept", args=[one.code]),
        "subject": SUBJECT_NAMES[one.material.subject], "version": words.version(one, {}),
        "overdue": one.review_on < clock.today(), "is_public": one.material.is_public,
        "draft": words.version(draft, {}) if draft else None, "views": views.get(one.code, 0),
    }  # fmt: skip


@page(Permission.APPROVE_MATERIALS, methods="GET POST")
def kept_page(request: Asked, code: str) -> HttpResponse:
    """A material with all its versions, its bank, how often it was opened; posted: a draft is begun."""
    keeps = _reading(request)
    held = queries.newest_of(code)
    status, errors = 200, []
    if request.method == "POST":
        form = forms.ActForm(request.POST)
        try:
            if not form.is_valid():
                raise Invalid(_("页面已过期,请刷新后重试。"))
            found = services.draft(request.actor, form.cleaned_data["act_id"], code)
            return HttpResponseRedirect(reverse("materials:version", args=[found]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    draft, versions = queries.drafts().get(code), queries.versions(code)
    names = accounts.names(request.actor, {pk for one in versions if (pk := one.approved_by_id)})
    views = queries.views(code)
    context = {
        "title": text(held.material.title), "held": words.version(held, names), "errors": errors,
        "code": code, "keeps": keeps, "overdue": held.review_on < clock.today(),
        "versions": [words.version(one, names) for one in versions], "act_id": uuid7(),
        "draft_url": reverse("materials:version", args=[draft.id]) if draft else "",
        "sections": [words.section(one) for one in held.material.sections],
        "questions": [words.question(one) for one in held.material.questions],
        "views": [(AUDIENCE_NAMES[one], views.get(one, 0)) for one in held.material.audiences],
    }  # fmt: skip
    return render(request, "materials/kept.html", context, status=status)


@page(Permission.KEEP_MATERIALS, methods="GET POST")
def review_page(request: Asked, code: str) -> HttpResponse:
    """What was looked at; posted: the version stays in force until the next day to look at it."""
    require_keeper(request)
    held = queries.newest_of(code)
    until = rules.review_day(clock.today(), held.material.review_months)
    form = forms.ReviewForm(
        request.POST if request.method == "POST" else None, initial={"until": until}
    )

    def save(given: dict[str, Any]) -> None:
        services.confirm(request.actor, given["act_id"], held.id, given["until"], given["note"])

    said = {
        "title": _("复核:内容还对"), "button": _("复核通过"), "done": _("已复核。"),
        "note": _("请对照出处看一遍。有变的,请起草新的一版,不要在这里通过。"),
    }  # fmt: skip
    return _acted(request, held, form, said, save)


@page(Permission.KEEP_MATERIALS, methods="GET POST")
def halt_page(request: Asked, code: str) -> HttpResponse:
    """The reason; posted: the version is out of use at once."""
    require_keeper(request)
    held = queries.newest_of(code)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)

    def save(given: dict[str, Any]) -> None:
        services.halt(request.actor, given["act_id"], held.id, given["reason"])

    said = {
        "title": _("停用材料"), "button": _("停用"), "done": _("已停用。"),
        "note": _("停用后立即看不到,布置过的不用再读。改好的新一版审核通过后恢复。"),
    }  # fmt: skip
    return _acted(request, held, form, said, save)


def _acted(
    request: Asked, held: queries.Held, form: Any, said: dict[str, str], save: Any
) -> HttpResponse:
    status, errors = (422 if request.method == "POST" else 200), []
    back = reverse("materials:kept", args=[held.code])
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
            messages.success(request, said["done"])
            return HttpResponseRedirect(back)
        except Invalid as refused:
            errors, status = forms.put(form, refused.fields, str(refused)), refused.status
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
    context = {
        **said, "sub": text(held.material.title), "errors": errors, "back_url": back,
        "fields": list(fields.shown(form, is_plain=True)), "act_id": form["act_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "materials/form.html", context, status=status)


@page(Permission.APPROVE_MATERIALS)
def waiting_page(request: Asked) -> HttpResponse:
    """The versions that wait for a second person; one's own are named as such."""
    require_keeper(request)
    actor = request.actor
    rows = [
        {
            **_draft(one), "at": one.submitted_at, "is_own": actor.user_id in one.editors,
        }
        for one in queries.drafts().values() if one.state == "submitted"
    ]  # fmt: skip
    context = {"rows": rows, "as_of": clock.now(), "back_url": reverse("materials:keep")}
    return render(request, "materials/waiting.html", context)
