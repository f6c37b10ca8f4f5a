"""The county's standard: what is in force and whence, the draft with its differences and its effect."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.duties.queries.levels import LEVEL_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import forms, rules, services
from xiaoan.supplies.queries import gaps, standards
from xiaoan.supplies.queries.sources import source_words
from xiaoan.supplies.queries.words import VERSION_NAMES, item_name, rule_words
from xiaoan.web.gate import Asked, page, require


def _rule(one: rules.Rule, at: int = 0) -> dict[str, Any]:
    basis, quantity = rule_words(one)
    return {
        "at": at, "item": item_name(one.item), "basis": basis, "amount": quantity,
        "days": one.days, "source": source_words(one.source),
        "stages": _("、").join(str(STAGE_NAMES[stage]) for stage in one.stages),
        "levels": _("、").join(str(LEVEL_NAMES[level]) for level in one.levels),
        "boarding": one.boarding, "act_id": uuid7(),
    }  # fmt: skip


def _row(one: standards.Version, names: dict[UUID, str]) -> dict[str, Any]:
    now = standards.in_force()
    is_now = one.id == now.id
    shape = {"draft": "due", "asked": "late", "withdrawn": "excused"}.get(one.state, "done")
    return {
        "title": one.title, "since": one.since, "source": one.source, "is_ours": one.is_ours,
        "n": len(one.rules), "shape": shape, "words": VERSION_NAMES[one.state], "is_now": is_now,
        "url": reverse("supplies:standard", args=[one.id]) if one.id else "",
        "by": names.get(one.published_by_id, "") if one.published_by_id else "",
    }  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def standards_page(request: Asked) -> HttpResponse:
    """The rules in force and the versions; posted: a draft is begun."""
    actor, county = request.actor, directory.county().no
    posted = request.method == "POST"
    form = forms.DraftForm(request.POST if posted else None)
    status, errors = (422, []) if posted else (200, [])
    if posted:
        require(actor, Permission.SET_STANDARD, county)
    if posted and form.is_valid():
        given = form.cleaned_data
        wanted = services.NewDraft(given["act_id"], given["title"], given["since"], given["source"])
        try:
            found = services.draft(actor, wanted)
            return HttpResponseRedirect(reverse("supplies:standard", args=[found]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    now, all_ = standards.in_force(), standards.versions()
    names = accounts.names(actor, {one.published_by_id for one in all_ if one.published_by_id})
    context = {
        "as_of": clock.now(), "errors": errors, "now": _row(now, names),
        "rules": [_rule(one) for one in now.rules], "versions": [_row(one, names) for one in all_],
        "fields": list(forms.shown(form)) if actor.may(Permission.SET_STANDARD, county) else [],
        "act_id": form["act_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "supplies/standards.html", context, status=status)


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def standard_page(request: Asked, standard_id: UUID) -> HttpResponse:
    """One version beside the one in force, and its effect; posted with `act`: edited, asked, published."""
    actor, posted = request.actor, request.method == "POST"
    if posted:  # before the version is looked for: whoever may not learns nothing of it
        require(actor, Permission.SET_STANDARD, directory.county().no)
    found = standards.version(standard_id)
    form = forms.RuleForm(request.POST if posted and request.GET.get("act") == "add" else None)
    status, errors = (422, []) if posted else (200, [])
    if posted:
        try:
            if form.is_valid() or request.GET.get("act") != "add":
                _act(request, found, form)
                messages.success(request, _("已记下。"))
                return HttpResponseRedirect(reverse("supplies:standard", args=[standard_id]))
        except Invalid as refused:
            errors = (
                forms.put(form, refused.fields, str(refused)) if form.is_bound else [str(refused)]
            )
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
        found = standards.version(standard_id)
    return _show(request, found, form, errors, status)


def _act(request: Asked, found: standards.Version, form: forms.RuleForm) -> None:
    act, actor = request.GET.get("act", ""), request.actor
    if found.id is None or act not in ("add", "remove", "ask", "publish", "withdraw"):
        raise NotFound
    base = whole(request.POST.get("base", ""))
    if act == "add":
        services.edit(
            actor, services.Edit(form.cleaned_data["act_id"], found.id, base, form.rule())
        )
    elif act == "remove":
        sent = forms.ActForm(request.POST)
        if not sent.is_valid():
            raise Invalid(_("页面已过期,请刷新后重试。"))
        at = whole(request.POST.get("at", ""))
        services.edit(actor, services.Edit(sent.cleaned_data["act_id"], found.id, base, None, at))
    elif act == "ask":
        services.ask(actor, found.id, base)
    else:
        {"publish": services.publish, "withdraw": services.withdraw_standard}[act](actor, found.id)


def _show(
    request: Asked, found: standards.Version, form: forms.RuleForm, errors: list[str], status: int
) -> HttpResponse:
    actor, county = request.actor, directory.county().no
    sets = actor.may(Permission.SET_STANDARD, county)
    level = request.GET.get("level", "normal")
    level = level if level in gaps.LEVELS else "normal"
    now = standards.in_force()
    context = {
        "row": _row(found, {}), "state": found.state, "as_of": clock.now(), "errors": errors,
        "rules": [_rule(one, at) for at, one in enumerate(found.rules)], "base": found.edits,
        "differences": [
            {**_rule(one.rule), "added": one.added} for one in standards.differences(now, found)
        ],
        "level": level, "levels": list(LEVEL_NAMES.items()),
        "effect": _effect(request, now, found, level) if sets else [],
        "edits": sets and found.state == "draft",
        "may_publish": sets and found.state == "asked" and found.asked_by_id != actor.user_id,
        "may_withdraw": sets and found.state in ("draft", "asked"),
        "fields": list(forms.shown(form)) if sets and found.state == "draft" else [],
        "act_id": form["act_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "supplies/standard.html", context, status=status)


def _effect(
    request: Asked, now: standards.Version, found: standards.Version, level: str
) -> list[dict[str, Any]]:
    """Of each item of which a rule differs: schools that fall short today, and would."""
    county = directory.county().no
    touched = {one.rule.item for one in standards.differences(now, found)}
    if not touched:
        return []
    before = gaps.by_item(gaps.schools(request.actor, county, level, now.rules))
    after = gaps.by_item(gaps.schools(request.actor, county, level, found.rules))
    return [
        {"name": item_name(old.item), "short": old.short_schools, "schools": old.schools,
         "short_then": new.short_schools, "schools_then": new.schools}
        for old, new in zip(before, after, strict=True)
        if old.item in touched
    ]  # fmt: skip
