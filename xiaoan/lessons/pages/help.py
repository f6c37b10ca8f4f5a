"""What pupils of a class need: excuses, who lacks a device or network, loans, words of families."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import forms, services
from xiaoan.lessons.forms import Field
from xiaoan.lessons.queries import excused, lessons
from xiaoan.lessons.queries.words import EXCUSE_NAMES, HELP_NAMES, LACKS_NAMES, WORD_NAMES
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page

RIGHTS = (Permission.KEEP_LESSONS, Permission.LEND_DEVICES)


@page(*RIGHTS, methods="GET POST")
def help_page(request: Asked, unit_no: int) -> HttpResponse:
    """The class's list; posted: one act of it."""
    place = lessons.place_of(request.actor, unit_no, *RIGHTS)
    refused, act = forms.Refused(), request.POST.get("act", "")
    if request.method == "POST":
        try:
            _ACTS.get(act, _unknown)(request, unit_no)
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("lessons:help", args=[unit_no]))
        except (Invalid, Conflict) as error:
            refused = forms.Refused(str(error), getattr(error, "fields", {}), error.status)
    return render(
        request, "lessons/help.html", _context(request, place, act, refused), status=refused.status
    )


def _context(request: Asked, place: Any, act: str, refused: forms.Refused) -> dict[str, Any]:
    roll = directory.class_roll(request.actor, place.no, clock.today())
    keeps, lends = (request.actor.may(one, place.no) for one in RIGHTS)
    return {
        "place": place, "error": refused.error, "as_of": clock.now(), "today": clock.today(),
        "keeps": keeps, "lends": lends, "back_url": reverse("lessons:home"),
        "forms": _forms(request, roll, act, refused, keeps=keeps, lends=lends),
        **_known(place.no, {one.person_id: one.name for one in roll}),
    }  # fmt: skip


def _forms(
    request: Asked, roll: Sequence[directory.Pupil], act: str, refused: forms.Refused, *, keeps: bool,
    lends: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    pupils = tuple((str(one.person_id), f"{one.seat} {one.name}") for one in roll)
    today = clock.today()
    whole = {
        "excuse": _l("加一名免听课的学生"), "help": _l("登记没有设备或网络的学生"), "lend": _l("借出设备"),
    }  # fmt: skip
    drawn = {
        code: forms.drawn(fields, *((request.POST, refused) if act == code else ({}, forms.Refused())))
        for code, fields in _fields(pupils, today.isoformat()).items()
        if (lends if code == "lend" else keeps)
    }  # fmt: skip
    return [
        {"act": code, "title": whole[code], "fields": one, "id": uuid7(), "open": act == code}
        for code, one in drawn.items()
    ]


def _known(unit_no: int, names: dict[UUID, str]) -> dict[str, Any]:
    """Who is excused, without a device, has one on loan, or said a word today; each by name."""
    today, found = clock.today(), lessons.help_of(unit_no)
    return {
        "computed": [
            {"name": names[who], "why": EXCUSE_NAMES[why]}
            for who, why in excused(list(names), today).items()
        ],
        "excuses": [
            {"one": one, "name": names.get(one.person_id, "?"), "why": EXCUSE_NAMES[one.why]}
            for one in found.excuses
        ],
        "without": [
            {
                "one": one, "name": names.get(one.person_id, "?"), "lacks": LACKS_NAMES[one.lacks],
                "help": HELP_NAMES.get(one.help, ""), "id": uuid7(),
                "late": one.help_by is not None and one.help_by < today,
            }
            for one in found.without
        ],
        "loans": [
            {"one": one, "name": names.get(one.person_id, "?"), "late": one.due_on < today, "id": uuid7()}
            for one in found.loans
        ],
        "words": [
            {"one": one, "name": names.get(one.person_id, "?"), "what": WORD_NAMES[one.what]}
            for one in found.words
        ],
    }  # fmt: skip


def _fields(pupils: tuple[tuple[str, str], ...], today: str) -> dict[str, list[Field]]:
    person = Field("person", _l("学生"), "select", pupils, required=True)
    return {
        "excuse": [
            person, Field("why", _l("原因"), "select", tuple(EXCUSE_NAMES.items()), required=True),
            Field("since", _l("第一天"), "date", required=True, value=today),
            Field("until", _l("最后一天"), "date", required=True, value=today),
            Field("reason", _l("说明")),
        ],
        "help": [
            person, Field("lacks", _l("缺什么"), "select", tuple(LACKS_NAMES.items()), required=True),
            Field("help", _l("怎么帮"), "select", tuple(HELP_NAMES.items())),
            Field("help_by", _l("什么时候办到"), "date"), Field("note", _l("备注")),
        ],
        "lend": [
            person, Field("what", _l("设备"), required=True, longest=40),
            Field("serial", _l("编号"), required=True, longest=40),
            Field("due_on", _l("归还日期"), "date", required=True), Field("condition", _l("借出时的状况")),
        ],
    }  # fmt: skip


def _excuse(request: Asked, unit_no: int) -> None:
    said = request.POST
    services.excuse(
        request.actor,
        services.NewExcuse(
            _id(request), unit_no, forms.person_of(said), said.get("why", ""),
            forms.date_of(said, "since"), forms.date_of(said, "until"), said.get("reason", ""),
        ),
    )  # fmt: skip


def _help(request: Asked, unit_no: int) -> None:
    said = request.POST
    services.plan_help(
        request.actor,
        services.Plan(
            _id(request), unit_no, forms.person_of(said), said.get("lacks", ""),
            said.get("help", ""), reading.read_date(said, "help_by"), said.get("note", ""),
        ),
    )  # fmt: skip


def _lend(request: Asked, unit_no: int) -> None:
    said = request.POST
    services.lend(
        request.actor,
        services.NewLoan(
            _id(request), unit_no, forms.person_of(said), said.get("what", ""),
            said.get("serial", ""), forms.date_of(said, "due_on"), said.get("condition", ""),
        ),
    )  # fmt: skip


def _end(request: Asked, unit_no: int) -> None:
    services.end_help(request.actor, _id(request), reading.read_id(request.POST.get("row", "")))


def _back(request: Asked, unit_no: int) -> None:
    row = reading.read_id(request.POST.get("row", ""))
    services.take_back(request.actor, _id(request), row, request.POST.get("condition", ""))


def _take_up(request: Asked, unit_no: int) -> None:
    services.take_up(request.actor, reading.read_id(request.POST.get("row", "")))


def _unknown(request: Asked, unit_no: int) -> None:
    raise Invalid(_("页面已过期。请刷新后重新提交。"), {"submission_id": "missing"})


def _id(request: Asked) -> Any:
    return reading.read_id(request.POST.get("submission_id", ""))


_ACTS: dict[str, Callable[[Asked, int], None]] = {
    "excuse": _excuse, "help": _help, "lend": _lend, "end": _end, "back": _back, "take_up": _take_up,
}  # fmt: skip
