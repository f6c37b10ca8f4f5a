"""The template of plans: its versions, what each changes, one entry to be changed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory.queries import STAGE_NAMES
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole as number
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import forms, services
from xiaoan.schoolplans.queries import people, template_words, templates, words
from xiaoan.schoolplans.rules import template as pure
from xiaoan.schoolplans.rules.template import Entry
from xiaoan.web import fields, reading
from xiaoan.web.gate import Asked, page


@page(Permission.SET_PLAN_TEMPLATES, methods="GET POST")
def list_page(request: Asked) -> HttpResponse:
    """All versions; posted: one is begun."""
    errors, status = [], 200
    if request.method == "POST":
        try:
            act_id = reading.read_id(request.POST.get("submission_id", ""))
            no = services.begin_template(request.actor, act_id)
            return HttpResponseRedirect(reverse("schoolplans:template", args=[no]))
        except (Invalid, Conflict) as refused:
            errors, status = [str(refused)], refused.status
    rows = templates.versions()
    names = people.names({who for one in rows for who in (one.proposed_by_id, one.published_by_id)})
    context = {
        "rows": [
            {
                "no": one.no, "note": one.note, "words": words.TEMPLATE_STATE_NAMES[one.state],
                "shape": "done" if one.state == "published" else "due", "at": one.published_at or one.at,
                "by": names.get(one.published_by_id, "") if one.published_by_id else "",
                "url": reverse("schoolplans:template", args=[one.no]),
                "entries": sum(len(chapter.entries) for chapter in one.chapters),
            }
            for one in rows
        ],
        "version": pure.VERSION, "since": pure.SINCE, "source": template_words.said(pure.SOURCE),
        "confidence": pure.CONFIDENCE, "has_draft": templates.draft() is not None, "errors": errors,
        "submission_id": uuid7(), "back_url": reverse("schoolplans:home"),
    }  # fmt: skip
    return render(request, "schoolplans/templates.html", context, status=status)


@page(Permission.SET_PLAN_TEMPLATES, methods="GET POST")
def version_page(request: Asked, no: int) -> HttpResponse:
    """A version with what it changes; posted `act`: propose, publish, back."""
    errors, status = [], 200
    if request.method == "POST":
        try:
            _settle(request, no)
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("schoolplans:template", args=[no]))
        except (Invalid, Conflict) as refused:
            errors, status = [str(refused)], refused.status
    one = templates.version(no)
    base = number(request.GET.get("base"), one.based_on)
    changes = pure.compare(templates.version(base).chapters, one.chapters)
    titles = {chapter.code: template_words.said(chapter.title) for chapter in one.chapters}
    context = {
        "one": one, "state": words.TEMPLATE_STATE_NAMES[one.state], "errors": errors, "base": base,
        "is_draft": one.state == "draft", "is_proposed": one.state == "proposed",
        "is_own": one.proposed_by_id == request.actor.user_id, "ids": [uuid7(), uuid7()],
        "note": request.POST.get("note", ""),
        "numbers": [row.no for row in templates.versions() if row.no != no],
        "chapters": [
            _chapter(no, template_words.told(chapter)) for chapter in one.chapters
        ],
        "changes": [
            {
                "title": titles.get(found.chapter, found.chapter),
                "label": template_words.said(found.label),
                "how": words.HOW_NAMES[found.how], "parts": [
                    (words.ENTRY_PARTS[name], template_words.source(old), template_words.source(new))
                    for name, old, new in found.parts
                ],
            }
            for found in changes
        ],
        "back_url": reverse("schoolplans:templates"),
    }  # fmt: skip
    return render(request, "schoolplans/template.html", context, status=status)


def _chapter(no: int, chapter: pure.Chapter) -> dict[str, Any]:
    url = reverse("schoolplans:template_entry", args=[no, chapter.code])
    return {
        "title": chapter.title, "source": chapter.source, "new_url": url,
        "rows": [
            {
                "label": one.label, "form": one.form, "url": f"{url}?code={one.code}",
                "phase": words.PHASE_NAMES.get(one.phase, ""), "source": one.source,
                "due": words.due_words(None, one.offset), "role": ROLE_NAMES.get(one.role, ""),
                "for": [
                    *(STAGE_NAMES[kind] for kind in one.kinds),
                    *(words.NEED_NAMES[need] for need in one.needs),
                ],
            }
            for one in chapter.entries
        ],
    }  # fmt: skip


def _settle(request: Asked, no: int) -> None:
    act_id, act = (
        reading.read_id(request.POST.get("submission_id", "")),
        request.POST.get("act", ""),
    )
    if act == "propose":
        services.propose_template(request.actor, act_id, no, request.POST.get("note", ""))
    elif act in ("publish", "back"):
        services.settle_template(request.actor, act_id, no, publish=act == "publish")
    else:
        raise Invalid(_("页面已过期,请刷新后重试。"))


@page(Permission.SET_PLAN_TEMPLATES, methods="GET POST")
def entry_page(request: Asked, no: int, chapter: str) -> HttpResponse:
    """An entry of a version that is being written: `?code=` one that is there, none: a new one."""
    one = templates.version(no)
    held = next((row for row in one.chapters if row.code == chapter), None)
    if held is None:
        raise NotFound
    code = request.GET.get("code", "")
    entry = next((row for row in held.entries if row.code == code), None)
    if code and entry is None:
        raise NotFound
    posted = request.method == "POST"
    form = forms.EntryForm(request.POST if posted else None, initial=_initial(entry, one.rev))
    status, errors = (422 if posted else 200), []
    if posted and (request.POST.get("act") == "remove" or form.is_valid()):
        try:
            _put(request, no, chapter, entry, form)
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("schoolplans:template", args=[no]))
        except Invalid as refused:
            status = refused.status
            for name, sentence in refused.fields.items():
                form.add_error(name if name in form.fields else None, sentence)
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "title": template_words.said(held.title), "entry": entry, "no": no, "errors": errors, "rev": one.rev,
        "fields": list(fields.shown(form, is_plain=True)), "may": one.state == "draft",
        "submission_id": uuid7(), "remove_id": uuid7(),
        "back_url": reverse("schoolplans:template", args=[no]),
    }  # fmt: skip
    return render(request, "schoolplans/entry.html", context, status=status)


def _initial(entry: Entry | None, rev: int) -> dict[str, Any]:
    if entry is None:
        return {"form": "task", "phase": "before", "place": pure.EVERYWHERE, "rev": rev}
    return {
        **entry.as_json(), "rev": rev, "required": ["1"] if entry.required else [],
        "wants_file": ["1"] if entry.wants_file else [],
        "offset": "" if entry.offset is None else str(entry.offset),
    }  # fmt: skip


def _put(request: Asked, no: int, chapter: str, entry: Entry | None, form: forms.EntryForm) -> None:
    act_id, rev = (
        reading.read_id(request.POST.get("submission_id", "")),
        number(request.POST.get("rev")),
    )
    if request.POST.get("act") == "remove":
        services.remove_entry(request.actor, act_id, no, chapter, entry.code if entry else "", rev)
        return
    code = entry.code if entry else f"own-{act_id.hex[-10:]}"
    services.put_entry(request.actor, act_id, no, chapter, form.entry(code), rev)
