"""Proposing opening dates: filled in, looked at once more, put before the second person."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.reopening import queries, rules, services
from xiaoan.reopening.pages import words
from xiaoan.reopening.queries import proposals
from xiaoan.reopening.queries.words import WHAT_NAMES, stage_name
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

# What the last look carries along unchanged.
_CARRIED = ("document", "directive_id", "note", "reason", "looked_at", "submission_id")


@page(Permission.PROPOSE_OPENING, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """The form; posted with `act=look`: what would change; with `act=propose`: it is before the
    second person."""
    act, said = request.POST.get("act", ""), request.POST
    if request.method != "POST" or act == "again":
        return _form(request, said, {}, "", 200)
    office = proposals.offices(request.actor, Permission.PROPOSE_OPENING)[0]
    try:
        new = _read(said, office)
        changes = services.look(request.actor, new)
        if act != "propose":
            return _look(request, said, new, changes)
        made = services.propose(request.actor, new)
    except Invalid as refused:
        return _form(request, said, refused.fields, str(refused), refused.status)
    except Conflict as refused:
        return _form(request, said, {}, str(refused), refused.status)
    messages.success(request, _("已提交。另一个人确认后立即公布。"))
    return HttpResponseRedirect(reverse("reopening:proposal", args=[made]))


def _read(said: QueryDict, office: int) -> services.NewProposal:
    """Text → lines. A form without a readable day of its own is refused at that day."""
    found: dict[str, str] = {}
    units = reading.read_numbers(said, "units") or (office,)
    asked: list[tuple[str, str, dt.date | None]] = []
    for code in rules.STAGES:
        typed, what = said.get(f"day-{code}", "").strip(), said.get(f"what-{code}", "")
        what = what or ("date" if typed else "")
        if not what:
            continue
        if what not in rules.WHATS:
            found[f"what-{code}"] = _("请从列表中选一项。")
            continue
        if what != "date" and typed:
            found[f"what-{code}"] = _("填了日期又选了“%(what)s”。请只留一样。") % {
                "what": WHAT_NAMES[what]
            }
        try:
            day = reading.read_date({f"day-{code}": typed}, f"day-{code}")
        except Invalid as fault:
            found[f"day-{code}"] = str(fault)
            continue
        asked.append((code, what, day if what == "date" else None))
    submission_id = reading.read_id(said.get("submission_id", ""))
    looked_at = _looked_at(said)
    new = services.NewProposal(
        submission_id, office, _lines(units, asked, looked_at), said.get("document", ""),
        reading.read_optional_id(said.get("directive_id", "")), said.get("note", ""),
        said.get("reason", ""),
    )  # fmt: skip
    if found:
        raise Invalid(_("有 %(n)s 处要改。") % {"n": len(found)}, found)
    return new


def _lines(
    units: tuple[int, ...],
    asked: list[tuple[str, str, dt.date | None]],
    looked_at: dt.datetime,
) -> tuple[rules.Line, ...]:
    """Every unit × every stage that was filled in, on top of what was decided when the form was
    opened."""
    known = queries.latest(one for one in queries.versions(units) if one.decided_at <= looked_at)
    return tuple(
        rules.Line(no, code, what, day, known[no, code].no if (no, code) in known else 0)
        for no in dict.fromkeys(units)
        for code, what, day in asked
    )


def _looked_at(said: QueryDict) -> dt.datetime:
    """When the form was opened; unreadable: now."""
    try:
        found = dt.datetime.fromisoformat(said.get("looked_at", ""))
    except ValueError:
        return clock.now()
    return found if found.tzinfo else found.replace(tzinfo=clock.ZONE)


def _form(
    request: Asked, said: QueryDict, fields: Mapping[str, str], error: str, status: int
) -> HttpResponse:
    office = proposals.offices(request.actor, Permission.PROPOSE_OPENING)[0]
    current = queries.latest(queries.versions((office,)))
    ticked = reading.read_numbers(said, "units") or reading.read_numbers(request.GET, "unit")
    rows = [
        {
            **row, "day": said.get(f"day-{row['code']}", ""),
            "what": said.get(f"what-{row['code']}", ""),
            "fault": fields.get(f"day-{row['code']}") or fields.get(f"what-{row['code']}", ""),
        }
        for row in words.stages_at((office,), current)
    ]  # fmt: skip
    context = {
        "error": error, "fields": fields, "rows": rows, "whats": list(WHAT_NAMES.items()),
        "summary": _summary(fields), "tree": words.unit_tree(office, ticked),
        "directives": [(str(pk), name) for pk, name in proposals.directives(office)],
        "said": {name: said.get(name, "") for name in _CARRIED},
        "submission_id": said.get("submission_id") or uuid7(),
        "looked_at": clock.now().isoformat(), "today": clock.today(),
        "back_url": reverse("reopening:home"),
    }  # fmt: skip
    return render(request, "reopening/new.html", context, status=status)


def _summary(fields: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(field, what it is called, the sentence) of each fault, for the head of the form."""
    names = {
        "document": _("依据文件"), "directive_id": _("督办件"), "note": _("到校须知"),
        "reason": _("变更原因"), "lines": _("学段"), "submission_id": _("页面"),
    }  # fmt: skip
    for code in rules.STAGES:
        names[f"day-{code}"] = names[f"what-{code}"] = stage_name(code)
    return [(name, names.get(name, name), text) for name, text in fields.items()]


def _look(
    request: Asked, said: QueryDict, new: services.NewProposal, changes: list[proposals.Change]
) -> HttpResponse:
    carried = [
        (name, value)
        for name in said
        if name not in ("csrfmiddlewaretoken", "act")
        for value in said.getlist(name)
    ]
    context: dict[str, Any] = {
        "changes": [words.change(one) for one in changes], "new": new, "carried": carried,
        "finals": words.finals(proposals.late_finals(new.lines)),
        "directive": _directive(new.directive_id, new.office_no),
    }  # fmt: skip
    return render(request, "reopening/look.html", context)


def _directive(directive_id: UUID | None, office: int) -> str:
    return dict(proposals.directives(office)).get(directive_id, "") if directive_id else ""
