"""Rounds: the list, and one: to begin, to walk item by item on the phone, to read when it is over."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.inspections import forms, services
from xiaoan.inspections.pages import words
from xiaoan.inspections.queries import checklists, list_words, owners, rounds
from xiaoan.inspections.queries.words import (
    RESULT_NAMES,
    RESULT_SHAPES,
    ROUND_NAMES,
    SEVERITY_NAMES,
)
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.photos import queries as photos
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, kept, page
from xiaoan.web.paging import pager


@page(Permission.SEE_INSPECTIONS)
def rounds_page(request: Asked) -> HttpResponse:
    """The actor's own open rounds, and all in sight."""
    actor = request.actor
    state = request.GET.get("state", "")
    state = state if state in ROUND_NAMES else ""
    unit_no = whole(request.GET.get("unit", ""))
    if unit_no and not actor.may(Permission.SEE_INSPECTIONS, unit_no):
        raise NotFound
    unit = directory.place(unit_no).interval if unit_no else None
    offset = whole(request.GET.get("offset", ""))
    total, rows = rounds.page_of(actor, state, unit, offset, words.PAGE)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, "rounds"), "state": state,
        "states": list(ROUND_NAMES.items()), "mine": [words.round_(one) for one in rounds.mine(actor)],
        "total": total, "rows": [words.round_(one) for one in rows],
        "pager": pager(request, total, offset, words.PAGE),
        "new_url": reverse("inspections:new") if actor.may_anywhere(Permission.INSPECT) else "",
        "clear_url": reverse("inspections:rounds") if state or unit_no else "",
    }  # fmt: skip
    return render(request, "inspections/rounds.html", context)


@page(Permission.SEE_INSPECTIONS, methods="GET POST")
def round_page(request: Asked, round_id: UUID) -> HttpResponse:
    """One round; posted: what its inspector does (`act`)."""
    found = rounds.detail(request.actor, round_id)
    if request.method != "POST":
        return _show(request, found)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        said = _ACTS[act](request, round_id)
    except (Invalid, Conflict) as refused:
        return _show(request, rounds.detail(request.actor, round_id), refused)
    if said:
        messages.success(request, said)
    more = f"?list={request.GET['list']}" if request.GET.get("list") and act != "close" else ""
    return HttpResponseRedirect(reverse("inspections:round", args=[round_id]) + more)


def _id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _begin(request: Asked, round_id: UUID) -> str:
    services.begin(request.actor, services.Begin(round_id))
    return _("检查开始。")


def _drop(request: Asked, round_id: UUID) -> str:
    services.drop(request.actor, round_id, _id(request), request.POST.get("text", ""))
    return _("已取消,理由记录在案。")


def _mark(request: Asked, round_id: UUID) -> str:
    said = request.POST
    # A form that a script posts anew has lost which button was pressed: only what is wrong is ever refused.
    result = said.get("result") or "bad"
    services.mark(
        request.actor,
        services.Marked(
            _id(request), round_id, said.get("list_code", ""), said.get("item", ""), result,
            said.get("note", ""), said.get("severity", "") if result == "bad" else "",
            whole(said.get("place_no", "")), said.get("danger") == "1" and result == "bad",
            words.shots(request),
        ),
    )  # fmt: skip
    return ""


def _rest(request: Asked, round_id: UUID) -> str:
    services.mark_rest(request.actor, _id(request), round_id, request.POST.get("list_code", ""))
    return ""


def _close(request: Asked, round_id: UUID) -> str:
    said = request.POST
    given = services.Close(
        _id(request),
        round_id,
        said.get("signed", ""),
        said.get("text", ""),
        forms.read_owners(said),
    )
    n = services.close(request.actor, given)
    if n:
        return _("检查结束,%(n)s 条隐患已发给责任人整改。") % {"n": n}
    return _("检查结束,没有查出隐患。")


_ACTS: dict[str, Callable[[Asked, UUID], str]] = {
    "begin": _begin, "drop": _drop, "mark": _mark, "rest": _rest, "close": _close,
}  # fmt: skip


def _show(
    request: Asked, found: rounds.Detail, refused: Invalid | Conflict | None = None
) -> HttpResponse:
    row = found.row
    is_mine = row.inspector_id == request.actor.user_id
    status = refused.status if refused else 200
    fields: dict[str, str] = dict(getattr(refused, "fields", {}))
    context = {
        "row": words.round_(row), "detail": found, "is_mine": is_mine, "as_of": clock.now(),
        "error": str(refused or ""), "fields": fields,
        "typed": request.POST, "back_url": reverse("inspections:rounds"), "form_id": uuid7(),
        "names": _list_names(found),
    }  # fmt: skip
    if row.state == "open" and is_mine:
        context |= _walking(request, found, fields)
        response = render(request, "inspections/walk.html", context, status=status)
        return kept(request, response) if status == 200 and request.method != "POST" else response
    context |= {
        "sheets": [_sheet(found, sheet, seen) for sheet, seen in found.sheets],
        "findings": [(one, list_words.said(one.text)) for one in found.findings],
        "severities": SEVERITY_NAMES,
        "may_begin": row.state == "planned"
        and request.actor.may(Permission.INSPECT, row.target_no),
    }  # fmt: skip
    return render(request, "inspections/round.html", context, status=status)


def _list_names(found: rounds.Detail) -> list[str]:
    if found.sheets:
        return [list_words.said(sheet.name) for sheet, _seen in found.sheets]
    every = checklists.every()
    return [list_words.said(every[code].name) for code in found.lists if code in every]


def _walking(request: Asked, found: rounds.Detail, faults: Mapping[str, str]) -> dict[str, Any]:
    """One checklist at a time, what is still to be seen first."""
    said = request.POST
    wanted = request.GET.get("list", "")
    codes = [sheet.code for sheet, _seen in found.sheets]
    is_short = faults.get("items") == "missing"
    lacking = [
        each.code for each, marked in found.sheets if any(one.mark is None for one in marked)
    ]
    code = wanted if wanted in codes else codes[0]
    if is_short and lacking:
        code = lacking[0]
    sheet, seen = next(one for one in found.sheets if one[0].code == code)
    tabs = [
        {
            "name": list_words.said(each.name), "url": f"?list={each.code}", "current": each.code == code,
            "left": sum(one.mark is None for one in items), "of": len(items),
        }
        for each, items in found.sheets
    ]  # fmt: skip
    again = said.get("item", "") if said.get("act") == "mark" else ""
    items = [
        {**_item(found, code, one), "is_again": one.item.code == again,
         "photo": pictures.widget(said if one.item.code == again else None, key=f"-{one.item.code}"),
         "form_id": said.get("submission_id") if one.item.code == again else uuid7()}
        for one in seen
    ]  # fmt: skip
    return {
        "sheet": list_words.told(sheet), "lists": tabs, "left": found.left, "is_short": is_short,
        "first": next((one.item.code for one in seen if one.mark is None), "") if is_short else "",
        "todo": [one for one in items if not one["mark"] or one["is_again"]],
        "done": [one for one in items if one["mark"] and not one["is_again"]],
        "severities": list(SEVERITY_NAMES.items()), "rest_id": uuid7(), "drop_id": uuid7(),
        "close_id": said.get("submission_id") if said.get("act") == "close" else uuid7(),
        "owners": _owners(request, found, faults),
        "places": rounds.places_at(found.row.target_no), "again": again,
        "place_no": whole(said.get("place_no", "")),
    }  # fmt: skip


def _owners(
    request: Asked, found: rounds.Detail, faults: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Who will answer for what was found, each to be chosen before it is signed."""
    fields = request.POST if request.POST.get("act") == "close" else {}
    school_no, rows = found.row.target_no, []
    for sheet, seen in found.sheets if not found.left else ():
        for one in seen:
            mark = one.mark
            if mark is None or mark.result != "bad" or mark.finding_id:
                continue
            at = mark.place_no or school_no
            usual = owners.owner_of(at, sheet.posts_of(one.item.code), request.actor.user_id)
            rows.append(
                {
                    "key": f"owner-{mark.id}",
                    "text": list_words.said(one.item.text),
                    "note": mark.note,
                    "menders": [
                        (str(pk), name) for pk, name in owners.menders({at, school_no}, at)
                    ],
                    "chosen": fields.get(f"owner-{mark.id}", str(usual or "")),
                    "fault": faults.get(f"owner-{mark.id}", ""),
                }
            )
    return rows


def _item(found: rounds.Detail, code: str, one: rounds.Seen) -> dict[str, Any]:
    mark = one.mark
    if mark is None:
        return {"item": list_words.told_item(one.item), "mark": None}
    return {
        "item": list_words.told_item(one.item), "mark": mark, "words": RESULT_NAMES[mark.result],
        "shape": RESULT_SHAPES[mark.result], "severity": SEVERITY_NAMES.get(mark.severity, ""),
        "photos": words.photos("inspections:round_photo", found.row.id, mark.photo_ids),
        "finding_url": reverse("inspections:finding", args=[mark.finding_id])
        if mark.finding_id
        else "",
    }  # fmt: skip


def _sheet(found: rounds.Detail, sheet: Any, seen: tuple[rounds.Seen, ...]) -> dict[str, Any]:
    return {
        "sheet": list_words.told(sheet),
        "items": [_item(found, sheet.code, one) for one in seen],
    }


@page(Permission.SEE_INSPECTIONS)
def photo_page(request: Asked, round_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a mark of a round in sight; any other is not there."""
    found = rounds.detail(request.actor, round_id)
    if not rounds.photo_is_of(found.row.id, photo_id):
        raise NotFound
    return pictures.answer(photos.picture(photo_id))
