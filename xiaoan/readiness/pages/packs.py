"""Packs of items: which holds, those that come along, versions of the county, what a draft changes and
does to all
schools."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.readiness.pages import words
from xiaoan.readiness.queries import gates, pack_words
from xiaoan.readiness.queries import packs as reading
from xiaoan.readiness.queries import words as names
from xiaoan.readiness.rules import packs
from xiaoan.readiness.services import versions
from xiaoan.web import reading as forms
from xiaoan.web.gate import Asked, page

P = Permission


@page(P.SEE_READINESS, methods="GET POST")
def packs_page(request: Asked) -> HttpResponse:
    """Which pack holds, all packs; posted: a draft is begun."""
    actor, refused = request.actor, None
    may_set = actor.may(P.SET_READINESS, numbering.COUNTY)
    if request.method == "POST":
        versions.require(actor)
        try:
            said = request.POST
            pk = versions.draft(
                actor, forms.read_id(said.get("submission_id", "")), said.get("base", "")
            )
            return HttpResponseRedirect(reverse("readiness:version", args=[pk]))
        except (Invalid, Conflict) as error:
            refused = error
    seen: list[dict[str, Any]] = [
        {"row": row, "title": pack_words.said(row.title), "state": names.PACK_STATES[row.state],
         "url": reverse("readiness:version", args=[row.pk])}
        for row in reading.versions()
        if row.state == "published" or may_set
    ]  # fmt: skip
    held = reading.in_force()
    context = {
        "held": held, "shown": pack_words.told(held.pack), "groups": _groups(held.pack),
        "versions": seen, "may_set": may_set,
        "shipped": [
            {"pack": pack_words.told(one), "n": len(one.items),
             "url": reverse("readiness:shipped", args=[one.code])}
            for one in packs.shipped().values()
        ],
        "error": str(refused or ""), "submission_id": uuid7(), "tabs": words.tabs(actor, "packs"),
        "has_draft": any(one["row"].state in ("draft", "asked") for one in seen),
    }  # fmt: skip
    return render(
        request, "readiness/packs.html", context, status=refused.status if refused else 200
    )


def _groups(pack: packs.Pack) -> list[dict[str, Any]]:
    return [
        {"code": code, "title": pack_words.said(title),
         "items": [_item(one) for one in pack.items if one.group == code]}
        for code, title in pack.groups.items()
    ]  # fmt: skip


def _item(one: packs.Item) -> dict[str, Any]:
    return {
        "item": pack_words.told_item(one), "how": names.HOW_NAMES[one.how],
        "by": names.EVALUATOR_NAMES.get(one.by, ""),
        "params": [(name, value) for name, value in one.params.items()],
    }  # fmt: skip


@page(P.SEE_READINESS)
def shipped_page(request: Asked, code: str) -> HttpResponse:
    """A pack that comes along, and how it differs from what holds."""
    pack = packs.shipped().get(code)
    if pack is None:
        raise NotFound
    context = {
        "pack": pack_words.told(pack), "groups": _groups(pack),
        "changes": _changes(reading.in_force().pack, pack),
        "back_url": reverse("readiness:packs"),
    }  # fmt: skip
    return render(request, "readiness/shipped.html", context)


def _changes(earlier: packs.Pack, later: packs.Pack) -> list[dict[str, Any]]:
    return [
        {"one": one, "text": pack_words.said(one.text), "what": names.CHANGE_NAMES[one.what],
         "fields": [names.FIELD_NAMES[name] for name in one.fields if name in names.FIELD_NAMES]}
        for one in packs.compare(earlier.items, later.items)
    ]  # fmt: skip


@page(P.SEE_READINESS, methods="GET POST")
def version_page(request: Asked, version_id: UUID) -> HttpResponse:
    """A version of the county; posted with `?act=`: an item saved or removed, asked for, published,
    given up."""
    actor = request.actor
    row = reading.version(actor, version_id)
    act = request.GET.get("act", "")
    if request.method != "POST":
        return _show(request, row, "", None)
    if act not in _ACTS:
        raise NotFound
    versions.require(actor)
    try:
        said = _ACTS[act](request, version_id)
    except (Invalid, Conflict) as refused:
        return _show(request, reading.version(actor, version_id), act, refused)
    messages.success(request, said)
    is_gone = act == "give_up" and row.state == "draft"
    return HttpResponseRedirect(
        reverse("readiness:packs") if is_gone else reverse("readiness:version", args=[version_id])
    )


def _id(request: Asked) -> UUID:
    return forms.read_id(request.POST.get("submission_id", ""))


def _save(request: Asked, version_id: UUID) -> str:
    said = request.POST
    versions.save_item(
        request.actor, _id(request), version_id,
        versions.Edited(
            said.get("code", ""), said.get("group", ""), said.get("text", ""),
            said.get("hard") == "1", said.get("asks", ""), said.get("only", ""),
            tuple(one for one in said.getlist("stages") if one in packs.STAGES),
            said.get("may_lack") == "1", said.get("source", ""),
            {name[6:]: str(said.get(name, "")) for name in said if name.startswith("param-")},
            said.get("words_do") == "1",
        ),
    )  # fmt: skip
    return _("条目已保存。")


def _remove(request: Asked, version_id: UUID) -> str:
    versions.remove_item(request.actor, _id(request), version_id, request.POST.get("code", ""))
    return _("条目已从草稿里去掉。")


def _ask(request: Asked, version_id: UUID) -> str:
    said = request.POST
    versions.ask(
        request.actor, _id(request), version_id, forms.read_date(said, "since"), said.get("title", ""),
        said.get("reason", ""),
    )  # fmt: skip
    return _("已提交,等另一个人发布。")


def _publish(request: Asked, version_id: UUID) -> str:
    versions.publish(request.actor, _id(request), version_id)
    return _("已发布,各校已按新的条件重新计算。")


def _give_up(request: Asked, version_id: UUID) -> str:
    versions.give_up(request.actor, _id(request), version_id)
    return _("已退回。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "save": _save, "remove": _remove, "ask": _ask, "publish": _publish, "give_up": _give_up,
}  # fmt: skip


def _show(request: Asked, row: Any, act: str, refused: Invalid | Conflict | None) -> HttpResponse:
    actor, typed = request.actor, request.POST
    may_set = actor.may(P.SET_READINESS, numbering.COUNTY)
    pack, held = reading.pack_of(row), reading.in_force()
    is_draft = row.state in ("draft", "asked")
    touched = {row.asked_by_id, row.made_by_id, *row.edited_by}
    code = request.GET.get("item", typed.get("code", ""))
    context = {
        "row": row, "title": pack_words.said(row.title), "pack": pack, "groups": _groups(pack),
        "state": names.PACK_STATES[row.state],
        "may_edit": may_set and row.state == "draft",
        "may_publish": may_set and row.state == "asked" and actor.user_id not in touched,
        "may_give_up": may_set and is_draft,
        "changes": _changes(held.pack, pack) if is_draft else [],
        "effect": _effect(row, held) if is_draft and may_set else None,
        "editing": pack.item(code) if code else None, "code": code,
        "is_new": request.GET.get("item") == "new", "act": act, "typed": typed,
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "today": clock.today(),
        "stages": [(one, names.STAGE_NAMES[one]) for one in packs.STAGES],
        "submission_id": typed.get("submission_id") or uuid7(), "other_id": uuid7(), "third_id": uuid7(),
        "back_url": reverse("readiness:packs"),
    }  # fmt: skip
    return render(
        request, "readiness/version.html", context, status=refused.status if refused else 200
    )


def _effect(row: Any, held: reading.Held) -> dict[str, Any]:
    """All schools by what holds and by the draft: how many would stand otherwise, which."""
    schools = gates.schools()
    now = {one.school.no: one for one in gates.reckon(schools)}
    then = gates.reckon(schools, held=reading.Held(reading.pack_of(row), row.pk, row.since))
    moved = [
        {"name": one.school.name, "was": words.gate(now[one.school.no].gate.state),
         "gate": words.gate(one.gate.state), "url": reverse("readiness:school", args=[one.school.no])}
        for one in then
        if one.gate.state != now[one.school.no].gate.state
    ]  # fmt: skip
    return {
        "schools": len(schools),
        "held": held,
        "moved": moved,
        "clear_now": sum(one.gate.is_clear for one in now.values()),
        "clear_then": sum(one.gate.is_clear for one in then),
    }
