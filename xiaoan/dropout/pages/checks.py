"""四查三比对: the four registers, the three comparisons, what differs, each answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.dropout import services
from xiaoan.dropout.pages.ledger import leave_trace
from xiaoan.dropout.queries import checks as queries
from xiaoan.dropout.queries import child_words as words
from xiaoan.dropout.queries import children, named
from xiaoan.dropout.rules import checks as rules
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.web import reading, sheets
from xiaoan.web.gate import Asked, page, require

P = Permission


@page(P.SEE_DROPOUT, methods="GET POST")
def checks_page(request: Asked) -> HttpResponse:
    """The registers and the comparisons made; posted: one more."""
    actor, refused = request.actor, None
    if request.method == "POST":
        unit = whole(request.POST.get("unit", ""))
        require(actor, P.KEEP_CHILDREN, unit)
        try:
            given = reading.read_id(request.POST.get("submission_id", ""))
            found = services.compare(actor, given, unit, request.POST.get("code", ""))
            return HttpResponseRedirect(reverse("dropout:check", args=[found]))
        except (Invalid, Conflict) as error:
            refused = error
    units = children.units(actor)
    context = {
        "registers": _registers(units[0].no) if units else [], "units": units, "as_of": clock.now(),
        "place": units[0].name if units else "", "source": rules.SOURCE, "version": rules.VERSION,
        "comparisons": [(code, words.CODE_NAMES[code]) for code in rules.CODES],
        "rows": [_line(one) for one in queries.done(actor)], "typed": request.POST,
        "error": str(refused or ""), "submission_id": uuid7(),
    }  # fmt: skip
    return render(
        request, "dropout/checks.html", context, status=refused.status if refused else 200
    )


def _registers(unit_no: int) -> list[dict[str, Any]]:
    place = directory.place(unit_no)
    with everywhere("dropout") as system:
        found = queries.registers(place.interval, system)
    return [
        {"words": words.LOOK_NAMES[one.code], "count": one.count, "as_of": one.as_of}
        for one in found
    ]


def _line(one: queries.Line) -> dict[str, Any]:
    return {
        "one": one, "words": words.CODE_NAMES[one.check.code],
        "url": reverse("dropout:check", args=[one.check.pk]),
    }  # fmt: skip


@page(P.SEE_DROPOUT)
def check_page(request: Asked, check_id: UUID) -> HttpResponse:
    """One comparison: both sides, and who differs, by name where names are read; `?sheet=1`: to print."""
    line = queries.one(request.actor, check_id)
    rows = queries.rows(request.actor, check_id) if named(request.actor) else []
    leave_trace(
        request.actor, ((one.one.person_id, one.one.unit_no) for one in rows if one.one.person_id)
    )
    shown = [_row(one) for one in rows]
    if "sheet" in request.GET:
        return _sheet(request, line, shown)
    context = {
        "line": _line(line), "check": line.check, "rows": shown, "as_of": clock.now(),
        "unknown": max(0, line.check.left - line.check.right - line.check.found)
        if line.check.code == "roll_class" else None,
        "sides": words.SIDE_NAMES[line.check.code], "is_ledger": line.check.code == "household_roll",
        "carried": max(0, line.check.found - line.rows), "back_url": reverse("dropout:checks"),
    }  # fmt: skip
    return render(request, "dropout/check.html", context)


def _row(one: queries.Row) -> dict[str, Any]:
    late = not one.one.answer and one.one.due_at < clock.now()
    return {
        "one": one, "url": reverse("dropout:difference", args=[one.one.pk]),
        "words": words.DIFFERENCE_NAMES.get(one.one.answer) or (_("超时未答") if late else _("待答")),
        "shape": "done" if one.one.answer else "missed" if late else "due",
    }  # fmt: skip


def _sheet(request: Asked, line: queries.Line, rows: list[dict[str, Any]]) -> HttpResponse:
    check, left, right = line.check, *words.SIDE_NAMES[line.check.code]
    above = [
        _("%(left)s %(n)s 人(截至 %(day)s)")
        % {"left": left, "n": check.left, "day": check.left_as_of},
        _("%(right)s %(n)s 人(截至 %(day)s)")
        % {"right": right, "n": check.right, "day": check.right_as_of},
        _("对不上 %(n)s 人;依据:%(source)s") % {"n": check.found, "source": rules.SOURCE},
    ]
    head = [_("单位"), _("姓名"), _("没有到校(天)"), _("结果"), _("说明"), _("答的人")]
    cells: list[list[sheets.Cell]] = [
        [each["one"].place, each["one"].name, each["one"].one.days, str(each["words"]),
         each["one"].note, each["one"].by]
        for each in rows
    ]  # fmt: skip
    day = check.at.astimezone(clock.ZONE).date().isoformat()
    title = f"{words.CODE_NAMES[check.code]} {line.place} {day}"
    mark = _("%(who)s 于 %(at)s 下载") % {
        "who": request.actor.name, "at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}"
    }  # fmt: skip
    table = sheets.Table(str(words.CODE_NAMES[check.code]), title, above, head, cells)
    return sheets.xlsx_response(sheets.workbook([table], mark), f"{title}.xlsx")


@page(P.SEE_DROPOUT, methods="GET POST")
def difference_page(request: Asked, difference_id: UUID) -> HttpResponse:
    """One difference; posted: what it turned out to be."""
    actor, refused = request.actor, None
    if request.method == "POST":
        try:
            given = services.NewAnswer(
                reading.read_id(request.POST.get("submission_id", "")), difference_id,
                request.POST.get("answer", ""), request.POST.get("note", ""),
            )  # fmt: skip
            services.answer_difference(actor, given)
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("dropout:difference", args=[difference_id]))
        except (Invalid, Conflict) as error:
            refused = error
    found = queries.difference(actor, difference_id)
    one = found.one
    if one.person_id:
        leave_trace(actor, [(one.person_id, one.unit_no)])
    if not found.name:
        raise NotFound
    context = {
        "row": _row(found), "found": found, "code": words.CODE_NAMES[one.code],
        "may": queries.may_answer(actor, one) and not one.answer,
        "answers": [(code, words.DIFFERENCE_NAMES[code]) for code in rules.ANSWERS_OF[one.code]],
        "typed": request.POST if refused else {}, "error": str(refused or ""),
        "submission_id": request.POST.get("submission_id") or uuid7(),
        "fields": getattr(refused, "fields", {}),
        "back_url": reverse("dropout:check", args=[one.check_id]),
    }  # fmt: skip
    return render(
        request, "dropout/difference.html", context, status=refused.status if refused else 200
    )
