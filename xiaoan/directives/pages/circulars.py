"""Circulars: the list with a new draft, one as draft or as issued with its answers; `?file=docx`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directives import forms, services
from xiaoan.directives.pages import words
from xiaoan.directives.queries import circulars, offices
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import documents, reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager


@page(Permission.SEE_DIRECTIVES, methods="GET POST")
def circulars_page(request: Asked) -> HttpResponse:
    """Circulars in sight; posted: a new draft."""
    actor, error, status = request.actor, "", 200
    fields: dict[str, str] = {}
    if request.method == "POST":
        if not offices(actor):
            raise Forbidden
        try:
            made = services.draft(actor, _new(request))
            messages.success(request, _("已按现在的事实起草。请核对文字后印发。"))
            return HttpResponseRedirect(reverse("directives:circular", args=[made]))
        except (Invalid, Conflict) as refused:
            error, status = str(refused), refused.status
            fields = getattr(refused, "fields", {})
    offset = whole(request.GET.get("offset", ""))
    total, rows = circulars.page_of(actor, offset, words.PAGE)
    said = request.POST
    office = offices(actor)[0] if offices(actor) else 0
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "circulars"), "error": error,
        "total": total, "rows": [words.circular(one) for one in rows],
        "offices": words.office_names(actor), "office": office,
        **_draftable(office, said.getlist("directive_ids")), "fields": fields,
        "typed_title": said.get("title", ""),
        "submission_id": said.get("submission_id") or uuid7(),
        "pager": pager(request, total, offset, words.PAGE),
    }  # fmt: skip
    return render(request, "directives/circulars.html", context, status=status)


def _draftable(office: int, chosen: list[str]) -> dict[str, Any]:
    """The directives that a circular may be about, by year, the newest first."""
    years: dict[int, list[tuple[str, str]]] = {}
    for pk, year, name in circulars.draftable(office) if office else []:
        years.setdefault(year, []).append((str(pk), name))
    opened = [year for year, rows in years.items() if {pk for pk, _name in rows} & set(chosen)]
    return {"draftable": list(years.items()), "open_years": opened, "chosen": chosen}


def _new(request: Asked) -> services.NewCircular:
    said = request.POST
    return services.NewCircular(
        reading.read_id(said.get("submission_id", "")), whole(said.get("unit_no", "")),
        said.get("title", ""), forms.read_ids(said.getlist("directive_ids")),
    )  # fmt: skip


@page(Permission.SEE_DIRECTIVES, Permission.ANSWER_DIRECTIVES)
def addressee_page(request: Asked, addressee_id: UUID) -> HttpResponse:
    """From a duty to read to the circular."""
    found = circulars.of_addressee(request.actor, addressee_id)
    return HttpResponseRedirect(reverse("directives:circular", args=[found]))


@page(Permission.SEE_DIRECTIVES, methods="GET POST")
def circular_page(request: Asked, circular_id: UUID) -> HttpResponse:
    """A circular; posted with `?act=`."""
    found = circulars.circular(request.actor, circular_id)
    if request.method != "POST":
        if request.GET.get("file") == "docx":
            return _docx(request, services.take_circular(request.actor, circular_id))
        return _show(request, found, "", "", 200)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        told = _ACTS[act](request, circular_id)
        if act in _LOOKS:  # nothing is written: only looked at, or back to the words
            return _show(request, found, act, "", 200)
        messages.success(request, told)
        return HttpResponseRedirect(reverse("directives:circular", args=[circular_id]))
    except (Invalid, Conflict) as refused:
        found = circulars.circular(request.actor, circular_id)
        return _show(request, found, act, str(refused), refused.status, refused)


def _edit(request: Asked, circular_id: UUID) -> services.Edit:
    said = request.POST
    return services.Edit(
        reading.read_id(said.get("submission_id", "")), circular_id,
        whole(said.get("base", "")), said.get("title", ""),
        said.get("text", "").replace("\r\n", "\n"),
    )  # fmt: skip


def _save(request: Asked, circular_id: UUID) -> str:
    services.edit(request.actor, _edit(request, circular_id))
    return _("已保存。")


def _recount(request: Asked, circular_id: UUID) -> str:
    given, redraft = _edit(request, circular_id), request.POST.get("redraft") == "1"
    services.recount(request.actor, given, redraft=redraft)
    return _("已按现在的事实重新统计。文字里的数请再核对。")


def _drop(request: Asked, circular_id: UUID) -> str:
    services.drop(request.actor, _edit(request, circular_id))
    return _("已作废,草稿仍在档。")


def _look(request: Asked, circular_id: UUID) -> str:
    units = reading.read_numbers(request.POST, "units")
    services.look_at_circular(request.actor, _edit(request, circular_id), units)
    return ""


def _again(request: Asked, circular_id: UUID) -> str:
    return ""


def _issue(request: Asked, circular_id: UUID) -> str:
    units = reading.read_numbers(request.POST, "units")
    n = services.issue_circular(request.actor, _edit(request, circular_id), units)
    return _("已印发给 %(n)s 个单位。") % {"n": n}


def _read(request: Asked, circular_id: UUID) -> str:
    unit_no = whole(request.POST.get("unit_no", ""))
    services.read(request.actor, circular_id, unit_no)
    return _("已签阅。")


def _reply(request: Asked, circular_id: UUID) -> str:
    said = request.POST
    services.reply_to_circular(
        request.actor, reading.read_id(said.get("submission_id", "")), circular_id,
        whole(said.get("unit_no", "")), said.get("text", ""),
    )  # fmt: skip
    return _("已记下,和通报一起显示。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "edit": _save, "recount": _recount, "drop": _drop, "issue": _issue, "read": _read,
    "reply": _reply, "look": _look, "again": _again,
}  # fmt: skip
_LOOKS = ("look", "again")
# The acts that send the words of a draft as they are on the screen.
_WORDS = ("edit", "look", "again", "issue", "recount")


def _show(
    request: Asked, found: circulars.Detail, act: str, error: str, status: int,
    refused: Invalid | Conflict | None = None,
) -> HttpResponse:  # fmt: skip
    row = found.circular
    fields = getattr(refused, "fields", {})
    is_draft = row.state == "draft" and row.unit_no in offices(request.actor)
    said = request.POST if act in _WORDS else {}
    chosen = reading.read_numbers(request.POST, "units") if said else ()
    context = {
        "as_of": clock.now(), "row": words.circular(found.row), "circular": row,
        "facts": found.facts, "named": _named(found.facts), "found": found,
        "title": said.get("title", row.title), "text": said.get("text", row.text),
        "base": said.get("base", row.edits) if act in _LOOKS else row.edits,
        "is_draft": is_draft, "act": act, "error": error,
        "fields": fields if act in _WORDS else {}, "faults": {act: fields},
        "own": [one for one in found.units if one.is_own],
        "reply_typed": request.POST.get("text", "") if act == "reply" else "",
        "tree": words.unit_tree(row.unit_no, chosen, without=row.unit_no) if is_draft else [],
        "chosen": chosen,
        "sent_to": services.look_at_circular(request.actor, _edit(request, row.pk), chosen)
        if act == "look" and not error
        else [],
        "form_ids": {name: uuid7() for name in _ACTS},
        "docx_url": "?file=docx", "back_url": reverse("directives:circulars"),
    }  # fmt: skip
    return render(request, "directives/circular.html", context, status=status)


def _named(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists of units, good ones first."""
    titles = {
        "well": _("按时签收、按时完成并一次核验通过"), "not_acked": _("到期没有签收"),
        "ack_late": _("签收超过时限"), "overdue": _("到期没有完成"), "done_late": _("完成超过期限"),
    }  # fmt: skip
    return [{"title": title, "of": facts["units"], **facts[name]} for name, title in titles.items()]


def _docx(request: Asked, found: circulars.Detail) -> HttpResponse:
    row, at = found.circular, found.row.at.astimezone(clock.ZONE)
    mark = _("%(who)s 于 %(at)s 导出") % {
        "who": request.actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip
    state = (
        _("印发:%(who)s %(at)s") % {"who": found.issued_by, "at": f"{at:%Y-%m-%d %H:%M}"}
        if row.state == "issued"
        else _("草稿,未印发")
    )
    sections = [
        documents.Section("", [f"{found.row.office}{_('通报')}{found.row.number}", state]),
        documents.Section("", row.text.splitlines()),
    ]
    if found.replies:
        said = [f"{one.place}({one.by}):{one.text}" for one in found.replies]
        sections.append(documents.Section(_("单位的说明和申辩"), said))
    content = documents.docx(documents.Document(row.title, sections, mark))
    return documents.docx_response(content, f"{row.title}.docx")
