"""One finding: what was wrong, its course, what may be done with it; posted with `?act=`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.duties.queries import evidence
from xiaoan.inspections import forms, rules, services
from xiaoan.inspections.pages import words
from xiaoan.inspections.queries import RECTIFY, findings, list_words, sees, sources
from xiaoan.inspections.queries.words import SEVERITY_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.photos import queries as photos
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, kept, page


@page(Permission.SEE_INSPECTIONS, Permission.RECTIFY, methods="GET POST")
def finding_page(request: Asked, finding_id: UUID) -> HttpResponse:
    """A finding; posted: what its owner, checker or head does with it."""
    found = findings.detail(request.actor, finding_id)
    if request.method != "POST":
        return kept(request, _show(request, found, "", None))
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        messages.success(request, _ACTS[act](request, finding_id))
    except (Invalid, Conflict) as refused:
        return _show(request, findings.detail(request.actor, finding_id), act, refused)
    return HttpResponseRedirect(reverse("inspections:finding", args=[finding_id]))


def _id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _answer(request: Asked, finding_id: UUID) -> str:
    said = request.POST
    services.answer(
        request.actor,
        services.Answer(
            _id(request), finding_id, said.get("text", ""), words.shown(request), said.get("no_photo", "")
        ),
    )  # fmt: skip
    return _("已报整改,等另一个人复查。")


def _ask(request: Asked, finding_id: UUID) -> str:
    due_at = forms.read_end_of_day(request.POST, "due_at")
    services.ask(
        request.actor,
        services.Ask(_id(request), finding_id, due_at, request.POST.get("why", "")),
    )
    return _("已申请延期。答复之前仍按原期限。")


def _act(request: Asked, finding_id: UUID) -> services.Act:
    return services.Act(_id(request), finding_id, request.POST.get("text", ""))


def _grant(request: Asked, finding_id: UUID) -> str:
    services.decide(request.actor, _act(request, finding_id), grant=True)
    return _("已同意延期。")


def _refuse(request: Asked, finding_id: UUID) -> str:
    services.decide(request.actor, _act(request, finding_id), grant=False)
    return _("已答复:不同意延期。")


def _name(request: Asked, finding_id: UUID) -> str:
    said = request.POST
    owner_id = reading.read_optional_id(said.get("owner", ""))
    services.name_owner(
        request.actor, services.Naming(_id(request), finding_id, owner_id, said.get("why", ""))
    )
    return _("已换责任人。")


def _shut(request: Asked, finding_id: UUID) -> str:
    services.shut(request.actor, _act(request, finding_id))
    return _("已停用,复查通过前一直显示。")


def _void(request: Asked, finding_id: UUID) -> str:
    services.void(request.actor, _act(request, finding_id))
    return _("已撤销,理由记录在案。")


def _check(request: Asked, finding_id: UUID) -> services.Check:
    said = request.POST
    return services.Check(
        _id(request), finding_id, whole(said.get("base", "")), said.get("text", ""),
        words.shown(request), forms.read_days(said, "days"),
    )  # fmt: skip


def _close(request: Asked, finding_id: UUID) -> str:
    services.close_finding(request.actor, _check(request, finding_id))
    return _("复查通过,已销号。")


def _return(request: Asked, finding_id: UUID) -> str:
    services.give_back(request.actor, _check(request, finding_id))
    return _("已退回重新整改。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "answer": _answer, "ask": _ask, "grant": _grant, "refuse": _refuse, "name": _name, "shut": _shut,
    "void": _void, "close": _close, "return": _return,
}  # fmt: skip


def _show(
    request: Asked, found: findings.Detail, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    one, actor = found.finding, request.actor
    said: Any = request.POST if act else {}
    acts = findings.acts(actor, one)
    context = {
        "as_of": clock.now(), "row": words.finding(found.row), "basis": list_words.said(one.basis),
        "one": one, "found_by": found.found_by,
        "photos": words.photos("inspections:finding_photo", one.pk, one.photo_ids),
        "steps": [words.step(each, one.pk) for each in found.steps], "offered": acts, "act": act,
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "typed": said,
        "seen": _seen(found), "repeat_days": rules.REPEAT_DAYS,
        "earlier": [reverse("inspections:finding", args=[pk]) for pk in found.earlier],
        "form_ids": {name: uuid7() for name in _ACTS} | ({act: said.get("submission_id")} if act else {}),
        "widget": {
            name: pictures.widget(said if act == name else None, key=f"-{name}")
            for name in ("answer", "close", "return")
        },
        "menders": findings.menders(actor, one) if "name" in acts else [],
        "asked": evidence.words(RECTIFY, one.unit_no),
        "severity": SEVERITY_NAMES[one.severity],
        "checker": findings.checker(one) if one.state in ("open", "answered") else None,
        **_found_in(one, shown=sees(actor, one.school_id)),
        "back_url": reverse("inspections:home") if sees(actor, one.unit_no) else reverse("duties:today"),
    }  # fmt: skip
    status = refused.status if refused else 200
    return render(request, "inspections/finding.html", context, status=status)


def _found_in(one: Any, *, shown: bool) -> dict[str, str]:
    """Where it was found: the round, or what an app above holds."""
    if not shown:
        return {"round_url": "", "round_words": ""}
    if one.round_id:
        url = reverse("inspections:round", args=[one.round_id])
        return {"round_url": url, "round_words": _("这次检查")}
    of = sources.source(one.list_code)
    if of is None or one.about_id is None:
        return {"round_url": "", "round_words": ""}
    return {"round_url": of.address(one.about_id), "round_words": str(of.name)}


def _seen(found: findings.Detail) -> list[dict[str, Any]]:
    """Pictures of this finding that are like an earlier one of the school."""
    own = {pk for step in found.steps for pk in step.photo_ids}
    return [
        {
            "url": reverse("inspections:finding_photo", args=[found.finding.pk, pk]),
            "at": each.at, "is_same": each.is_same, "is_own": each.photo_id in own,
        }
        for pk, earlier in found.seen.items()
        for each in earlier[:1]
    ]  # fmt: skip


@page(Permission.SEE_INSPECTIONS, Permission.RECTIFY)
def photo_page(request: Asked, finding_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a finding in sight or of one of its steps; any other is not there."""
    one = findings.finding(request.actor, finding_id)
    if not findings.photo_is_of(one, photo_id):
        raise NotFound
    return pictures.answer(photos.picture(photo_id))


@page(Permission.SEE_INSPECTIONS, Permission.RECTIFY)
def paper_page(request: Asked, finding_id: UUID, paper_id: UUID) -> HttpResponse:
    """A paper that was shown with a step of a finding in sight; any other is not there."""
    one = findings.finding(request.actor, finding_id)
    return pictures.paper(*findings.paper_of(one, paper_id))
