"""Writing a notice: begun, edited as long as wanted, then a last look with whom it reaches before it goes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.notices import forms, queries, rules, services
from xiaoan.notices.pages import choices, previews, warnings, words
from xiaoan.notices.queries import attached, checking, sent, templates
from xiaoan.notices.queries.words import KIND_NAMES, LANGUAGE_NAMES, NEEDS_NAMES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page
from xiaoan.wording import queries as wording


@page(Permission.WRITE_NOTICES, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """In whose name, and from which template; posted: a draft."""
    actor, error, status = request.actor, "", 200
    if request.method == "POST":
        said = request.POST
        try:
            made = services.begin_draft(
                actor,
                services.NewDraft(
                    reading.read_id(said.get("submission_id", "")),
                    whole(said.get("unit_no", "")), said.get("template", "")[:40],
                ),
            )  # fmt: skip
            return HttpResponseRedirect(reverse("notices:draft", args=[made]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    context = {
        "offices": queries.offices(actor), "error": error, "submission_id": uuid7(),
        "templates": [
            {"code": one.code, "name": one.name, "kind": KIND_NAMES[one.kind]}
            for one in templates.templates(actor)
        ],
        "tabs": words.tabs(actor, ""), "back_url": reverse("notices:home"),
    }  # fmt: skip
    return render(request, "notices/new.html", context, status=status)


def own_draft(request: Asked, notice_id: UUID) -> tuple[queries.Notice, queries.Office]:
    """A draft of a unit that the actor writes for; NotFound."""
    row = sent.of_mine(request.actor, notice_id)
    return row, queries.require_office(request.actor, row.unit_no)


@page(Permission.WRITE_NOTICES, methods="GET POST")
def draft_page(request: Asked, notice_id: UUID) -> HttpResponse:
    """The form of a draft; each button keeps what is on the screen first."""
    row, office = own_draft(request, notice_id)
    if row.state != "draft":
        return HttpResponseRedirect(reverse("notices:notice", args=[notice_id]))
    said, fault = forms.typed_of(row), None
    if request.method == "POST":
        act = request.POST.get("act", "save")
        said = _changed(forms.typed(request.POST), act)
        try:
            if act == "drop":
                form_id = reading.read_id(request.POST.get("submission_id", ""))
                services.drop(request.actor, form_id, notice_id)
                messages.success(request, _("草稿已作废,仍在档。"))
                return HttpResponseRedirect(reverse("notices:home"))
            services.save(request.actor, _edit(request, notice_id, said))
            return _saved(request, notice_id, act)
        except (Invalid, Conflict) as refused:
            fault = refused
    return _form(request, row, office, said, fault)


def _changed(said: forms.Typed, act: str) -> forms.Typed:
    """A part more, or one less."""
    parts = list(said.audience.parts)
    if act == "add" and len(parts) < rules.LIMITS["parts"]:
        parts.append(rules.Part())
    if act.startswith("remove-") and len(parts) > 1:
        at = whole(act.removeprefix("remove-"), -1)
        parts = [one for n, one in enumerate(parts) if n != at]
    audience = rules.Audience(
        tuple(parts), said.audience.without_units, said.audience.without_lists
    )
    return forms.Typed(
        said.kind, said.texts, audience, said.needs_ack, said.ack_by, said.send_at, said.channels,
        said.materials,
    )  # fmt: skip


def _edit(request: Asked, notice_id: UUID, said: forms.Typed) -> services.Edit:
    content = services.Content(
        said.kind, said.texts, said.audience, said.channels, said.needs_ack,
        forms.moment(said, "ack_by"), forms.moment(said, "send_at"), said.materials,
    )  # fmt: skip
    form_id = reading.read_id(request.POST.get("submission_id", ""))
    return services.Edit(form_id, notice_id, whole(request.POST.get("base", "")), content)


def _saved(request: Asked, notice_id: UUID, act: str) -> HttpResponse:
    if act == "review":
        return HttpResponseRedirect(reverse("notices:review", args=[notice_id]))
    messages.success(request, _("草稿已保存。"))
    tail = "#audience" if act == "add" or act.startswith("remove-") else ""
    return HttpResponseRedirect(reverse("notices:draft", args=[notice_id]) + tail)


def _form(
    request: Asked, row: queries.Notice, office: queries.Office, said: forms.Typed,
    fault: Invalid | Conflict | None,
) -> HttpResponse:  # fmt: skip
    fields = _sentences(fault)
    audience = said.audience
    behind = templates.left_behind(request.actor, row.template, said.texts)
    context = {
        "row": row, "office": office, "base": row.edits, "submission_id": uuid7(), "said": said,
        "error": str(fault) if fault else "", "fields": fields,
        "kinds": [(code, KIND_NAMES[code]) for code in rules.KINDS],
        "texts": [
            {"code": code, "name": LANGUAGE_NAMES[code], "title": said.texts[code].title,
             "body": said.texts[code].body, "is_source": code == rules.LANGUAGES[0],
             "is_behind": code in behind,
             "title_fault": fields.get(f"title-{code}", ""),
             "body_fault": fields.get(f"body-{code}", "")}
            for code in rules.LANGUAGES
        ],
        "parts": [
            {**choices.part(request.actor, office, one, n),
             "units_fault": fields.get(f"part-{n}-units", ""),
             "who_fault": fields.get(f"part-{n}-who", "")}
            for n, one in enumerate(audience.parts)
        ],
        "without": choices.tree(office, audience.without_units)[1:],
        "without_open": bool(audience.without_units), "limits": rules.LIMITS,
        "may_remove": len(audience.parts) > 1,
        "may_add": len(audience.parts) < rules.LIMITS["parts"],
        "variables": previews.variables(), "channels": previews.channels(said.channels),
        "materials": [
            {"code": code, "words": title, "ticked": code in said.materials}
            for code, title in attached.choices()
        ],
        "most_materials": attached.MOST,
        "hours": rules.NUMBERS["confirm_hours"], "refused": row.decision,
        "refused_empty": row.decision == "empty", "corrects": row.corrects_id,
        "back_url": reverse("notices:home"),
    }  # fmt: skip
    return render(request, "notices/draft.html", context, status=fault.status if fault else 200)


def _sentences(fault: Exception | None) -> Mapping[str, str]:
    """The sentence of each field at fault."""
    if isinstance(fault, checking.Faults):
        return fault.said
    fields = getattr(fault, "fields", {})
    return dict.fromkeys(fields, str(fault))


@page(Permission.WRITE_NOTICES, methods="GET POST")
def review_page(request: Asked, notice_id: UUID) -> HttpResponse:
    """The last look: whom it reaches and how, as each channel shows it; posted: it goes out."""
    row, office = own_draft(request, notice_id)
    if row.state != "draft":
        return HttpResponseRedirect(reverse("notices:notice", args=[notice_id]))
    error, status, typed_reason, fault = "", 200, "", None
    if request.method == "POST":
        typed_reason = request.POST.get("urgent_reason", "")
        try:
            return _release(request, row)
        except checking.Faults as refused:
            return _form(request, row, office, forms.typed_of(row), refused)
        except wording.Unanswered as refused:
            fault, status = refused, refused.status
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
    try:
        counted = checking.ready(row, office)
    except checking.Faults as refused:
        return _form(request, row, office, forms.typed_of(row), refused)
    left = warnings.to_call(row, counted)
    found = wording.beside(checking.said_of(row), checking.inside(office))
    reason = rules.needs_second(counted.people, counted.schools)
    context = {
        "row": row, "office": office, "counted": counted, "to_call": left,
        "reached": counted.families - left, "error": error, "as_of": clock.now(),
        "previews": previews.of(row, office), "second": NEEDS_NAMES[reason] if reason else "",
        "second_from": rules.APPROVE_FROM, "typed_reason": typed_reason,
        "may_hurry": request.actor.may(Permission.URGENT_NOTICES, row.unit_no),
        "submission_id": uuid7(), "urgent_id": uuid7(), "base": row.edits,
        "kind": KIND_NAMES[row.kind], "back_url": reverse("notices:draft", args=[row.pk]),
        "warnings": warnings.of(request.actor, row, counted),
        "looked": wording.question(request.POST.getlist(wording.FIELD), fault, found),
        "hours": rules.NUMBERS["confirm_hours"], "parts": _parts_words(row),
        "attached": attached.lines(row.attachments),
    }  # fmt: skip
    return render(request, "notices/review.html", context, status=status)


def _parts_words(row: queries.Notice) -> list[str]:
    return previews.audience_words(rules.audience_of(row.audience))


def _release(request: Asked, row: queries.Notice) -> HttpResponse:
    said = request.POST
    kept = forms.typed_of(row)
    content = services.Content(
        kept.kind, kept.texts, kept.audience, kept.channels, row.needs_ack, row.ack_by, row.send_at,
        kept.materials,
    )  # fmt: skip
    edit = services.Edit(
        reading.read_id(said.get("submission_id", "")), row.pk, whole(said.get("base", "")), content
    )
    urgent = said.get("urgent_reason", "") if said.get("act") == "urgent" else None
    state = services.release(request.actor, edit, urgent, said.getlist(wording.FIELD))
    told: dict[str, Any] = {
        "asked": _("已提交,等另一位负责人同意后发出。"), "scheduled": _("已定时,到时自动发出。"),
        "sending": _("正在发出。"), "sent": _("已发出。"),
    }  # fmt: skip
    if state not in told:
        raise NotFound
    messages.success(request, told[state])
    return HttpResponseRedirect(reverse("notices:notice", args=[row.pk]))
