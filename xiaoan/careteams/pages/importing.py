"""An existing ledger: the template, the upload, what it would do or what is wrong with it, confirming."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.careteams import services
from xiaoan.careteams.forms import ActForm, ConfirmForm, valid
from xiaoan.careteams.pages import words
from xiaoan.careteams.queries import ledger, schemes, sheets
from xiaoan.careteams.queries.words import ROLE_NAMES
from xiaoan.careteams.rules import Carer
from xiaoan.careteams.services import looking
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import receipts, uploads
from xiaoan.web.gate import Asked, page
from xiaoan.web.sheets import Table, workbook, xlsx_response

_SHOWN = 100


@page(Permission.KEEP_CARE, methods="GET POST")
def import_page(request: Asked, school_no: int) -> HttpResponse:
    """Choose a sheet; posted: it is taken in hand and shown; `?template=1`: the sheet to fill in."""
    place = services.school_kept(request.actor, school_no)
    if "template" in request.GET:
        return _template(request, place)
    errors: list[str] = []
    status, act_id = 200, uuid7()
    if request.method == "POST":
        try:
            given = valid(ActForm(request.POST)).cleaned_data["act_id"]
            return HttpResponseRedirect(
                reverse("careteams:sheet", args=[_received(request, given, school_no)])
            )
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    roles = [str(name) for _code, name in words.role_names(_roles())]
    context = {
        "unit": place, "crumbs": words.crumbs(request, school_no), "errors": errors,
        "act_id": act_id, "roles": "、".join(roles),
        "back_url": reverse("careteams:unit", args=[school_no]),
    }  # fmt: skip
    return render(request, "careteams/import.html", context, status=status)


def _received(request: Asked, act_id: UUID, school_no: int) -> UUID:
    file = request.FILES.get("file")
    uploads.refuse_large((file.size if file else 0) or 0, services.LARGEST)
    receipts.say_nothing(request)
    with uploads.held(file) as path:
        return services.receive(request.actor, act_id, school_no, path)


@page(Permission.KEEP_CARE, methods="GET POST")
def sheet_page(request: Asked, sheet_id: UUID) -> HttpResponse:
    """What the sheet would do, or what is wrong with it; posted: it is done; `?errors=1`: the same sheet,
    with what is wrong."""
    actor, errors, status = request.actor, [], 200
    if "errors" in request.GET:
        school, content = services.errors(actor, sheet_id)
        return xlsx_response(content, f"{school.name} {_('错误原因')}.xlsx")
    if request.method == "POST":
        try:
            given = valid(ConfirmForm(request.POST)).cleaned_data
            done = services.confirm(actor, sheet_id, given["base"], lists=given["lists"])
            messages.success(request, _said(done))
            return HttpResponseRedirect(_home(services.school_of_sheet(actor, sheet_id).no))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
    try:
        found = services.look(actor, sheet_id)
    except Invalid as refused:
        found = services.Look(sheet_id, services.school_of_sheet(actor, sheet_id), is_gone=True)
        errors, status = [str(refused)], refused.status
    school_no = found.school.no
    context = {
        "unit": found.school, "crumbs": words.crumbs(request, school_no), "errors": errors,
        "as_of": clock.now(), "back_url": _home(school_no), "done": found.done,
        "gone": found.is_gone, "base": found.base, "lists": "lists" in request.POST,
        "again_url": reverse("careteams:import", args=[school_no]),
        **_shown(request, found),
    }  # fmt: skip
    return render(request, "careteams/sheet.html", context, status=status)


def _home(school_no: int) -> str:
    return reverse("careteams:unit", args=[school_no])


def _said(done: services.Done) -> str:
    if done.again:
        return _("这份台账已经导入过,没有重复做。")
    return _("已导入:开始 %(n)s 个,结束 %(ended)s 个;还有 %(rest)s 个位置没有人。") % {
        "n": done.begun, "ended": done.ended, "rest": done.uncovered,
    }  # fmt: skip


def _shown(request: Asked, found: services.Look) -> dict[str, Any]:
    """Figures, the first of what changes, by name, and what is wrong, cell by cell."""
    read, held = found.read, found.held
    begun = len(held.plan.begins) - len(held.changed)
    return {
        "rows": read.rows, "faults": read.faults[:_SHOWN], "fault_count": len(read.faults),
        "figures": {
            "begun": begun, "changed": len(held.changed), "ended": len(held.ended),
            "unchanged": held.unchanged, "untouched": held.untouched,
            "people": found.people - len(read.people),
        },
        "is_empty": not held.plan.begins and not held.plan.ends,
        "by_role": [] if read.faults else _by_role(found),
        "changes": [] if read.faults else _changes(request, found),
        "cadres": [
            {"role": ROLE_NAMES[one.role], "name": one.name, "post": one.post,
             "phone": _hidden(one.phone), "row": one.row}
            for one in found.cadres
        ],
        "notes": _notes(found),
    }  # fmt: skip


def _by_role(found: services.Look) -> list[dict[str, Any]]:
    held = found.held
    begun = Counter(wish.role for wish, _who in held.plan.begins)
    changed = Counter(role for _who, role in held.changed)
    ended = Counter(cell.role for cell, _who in held.ended)
    return [
        {"role": name, "begun": begun[code] - changed[code], "changed": changed[code],
         "ended": ended[code]}
        for code, name in words.role_names(_roles())
        if begun[code] or ended[code]
    ]  # fmt: skip


def _changes(request: Asked, found: services.Look) -> list[dict[str, Any]]:
    """The first places that change: who, where, from whom to whom."""
    held = found.held
    lines: list[tuple[UUID, int, str, Carer | None, Carer | None]] = [
        (
            wish.person_id,
            wish.unit_no,
            wish.role,
            held.changed.get((wish.person_id, wish.role)),
            who,
        )
        for wish, who in held.plan.begins[:_SHOWN]
    ]
    some = held.ended[: _SHOWN - len(lines)]
    units = {one.person_id: one.unit_no for one in found.on_roll}
    lines += [(cell.person_id, units[cell.person_id], cell.role, who, None) for cell, who in some]
    people = looking.placed(
        request.actor, found.school.no, {person: no for person, no, *_rest in lines}
    )
    return [
        {
            "name": people[person][0], "unit": people[person][1], "role": ROLE_NAMES[role],
            "before": found.names.get(before, "?") if before else "",
            "after": found.names.get(after, "?") if after else "",
        }
        for person, _no, role, before, after in lines
        if person in people
    ]  # fmt: skip


def _hidden(phone: str) -> str:
    return f"*******{phone[-4:]}" if phone else ""


def _notes(found: services.Look) -> list[str]:
    """What is worth knowing of how the sheet was read."""
    said = dict(note.partition(":")[::2] for note in found.read.notes)
    sentences = {
        "merged_cells": _("有 %(n)s 处合并单元格:只有第一格有内容,其余当作空着,不会改动。"),
        "hidden_rows": _("有 %(n)s 行隐藏的,也读了。"),
        "sheets_ignored": _("另有 %(n)s 张工作表没有读:只读第一张。"),
    }
    notes = [text % {"n": said[code]} for code, text in sentences.items() if code in said]
    if found.read.unread:
        heads = "、".join(found.read.unread[:10])
        notes.append(_("这些列没有用到:%(heads)s。") % {"heads": heads})
    if found.read.passed_over:
        notes.append(_("跳过 %(n)s 行:没有姓名,也没有包联人。") % {"n": found.read.passed_over})
    return notes


def _roles() -> tuple[str, ...]:
    scheme = schemes.in_force(clock.today())
    return tuple(dict.fromkeys((*scheme.student, *scheme.staff)))


def _template(request: Asked, place: directory.Place) -> HttpResponse:
    """Everybody of the school with who looks after them now; taking it leaves a trace as a ledger does."""
    taken = looking.take(request.actor, place.no, ("student", "staff"))
    on_roll = {one.person_id: one for one in ledger.on_roll(request.actor, place)}
    places = directory.places({one.unit_no for one in on_roll.values()})
    roles = _roles()
    rows: list[list[str | int | float | None]] = []
    for row in (*taken["student"], *taken["staff"]):
        one = on_roll[row.person_id]
        names = {seat.role: seat.name for seat in row.seats}
        unit = places[one.unit_no].name if one.kind == "student" else sheets.STAFF_WORD
        rows.append(
            [unit, one.seat, one.number, one.name, *(names.get(role, "") for role in roles)]
        )
    head = [sheets.HEADS[name] for name in ("unit", "seat", "number", "name")]
    head += [sheets.ROLE_HEADS[role] for role in roles]
    above = [
        _("空着的格不改动;写“无”是结束现在的包联人,随后按规则另找。有一格错,整张表都不导入。"),
        _("没有登记过的干部,可在表右边加两列写职务和电话,如:乡镇干部职务、乡镇干部电话。"),
    ]
    table = Table(_("包联台账"), f"{place.name} {_('包联台账')}", above, head, rows)
    mark = f"{request.actor.name} {clock.now():%Y-%m-%d %H:%M}"
    return xlsx_response(workbook([table], mark), f"{place.name} {_('包联台账')}.xlsx")
