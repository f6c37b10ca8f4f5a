"""What is worth a look: unit by unit with n of m, at a school by record; one record with its checks."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.hygiene import services
from xiaoan.hygiene.forms import as_id
from xiaoan.hygiene.pages import words
from xiaoan.hygiene.queries import days, lateness, truth, truth_days
from xiaoan.hygiene.queries.truth_words import (
    HOW_NAMES,
    RESULT_NAMES,
    RESULT_SHAPES,
    sign,
    sign_name,
)
from xiaoan.hygiene.queries.words import (
    AGENT_NAMES,
    INCIDENT_NAMES,
    INCIDENT_STATES,
    METHOD_NAMES,
    TASK_NAMES,
)
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.photos import queries as photos
from xiaoan.photos.queries import evidence as shown_files
from xiaoan.photos.services.evidence import Evidence, NewPaper, Shot
from xiaoan.web import pictures
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked, page, require
from xiaoan.web.paging import pager

SPAN = 7
_CHECKS = (Permission.CHECK_HYGIENE,)
_READS = (Permission.SEE_HYGIENE, Permission.DISINFECT, Permission.CHECK_HYGIENE)


@page(*_CHECKS)
def home_page(request: Asked) -> HttpResponse:
    """To the widest unit at which the actor checks."""
    lo, _hi = max(request.actor.reach(_CHECKS[0]), key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("hygiene:doubts", args=[lo]))


@page(*_CHECKS)
def doubts_page(request: Asked, unit_no: int) -> HttpResponse:
    """A week until a day: of a school each record, of what lies above each unit with its figures."""
    actor = request.actor
    require(actor, Permission.CHECK_HYGIENE, unit_no)
    place = directory.place(unit_no)
    if place.kind not in ("county", "township", "school"):
        raise NotFound
    last = read_day(request.GET["day"]) if request.GET.get("day") else clock.today()
    span = clock.days(last - dt.timedelta(days=SPAN - 1), last)
    context = {
        "unit": place, "crumbs": _crumbs(request, unit_no), "as_of": clock.now(), "last": last,
        "first": span[0], "is_school": place.kind == "school",
        "before": (span[0] - dt.timedelta(days=1)).isoformat(),
        "draws": [_draw(one) for one in truth.named(truth.draws_open(actor, place.interval))],
        **(_of_school(request, place, span) if place.kind == "school" else _of_units(request, place, span)),
    }  # fmt: skip
    return render(request, "hygiene/doubts.html", context)


def _crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its list."""
    found = words.crumbs(request, unit_no)
    seen = [one for one in directory.path_to(unit_no) if request.actor.sees(one.no)]
    for crumb, place in zip(found, seen, strict=True):
        above = place.no != unit_no and request.actor.may(Permission.CHECK_HYGIENE, place.no)
        crumb["url"] = reverse("hygiene:doubts", args=[place.no]) if above else ""
    return found


def _of_school(request: Asked, place: Place, span: list[dt.date]) -> dict[str, Any]:
    offset = whole(request.GET.get("offset", ""))
    total, rows = truth.worth(request.actor, place.interval, span, offset)
    sums = truth_days.sums(place.interval, span)
    return {
        "rows": [_worth(one) for one in rows], "total": total, "sums": sums,
        "late": [_late(one) for one in lateness.of_days(place.no, span[0], span[-1])],
        "pager": pager(request, total, offset, truth.PAGE),
    }  # fmt: skip


def _of_units(request: Asked, place: Place, span: list[dt.date]) -> dict[str, Any]:
    """The units under it, those with most that is doubtful first."""
    kind = "township" if place.kind == "county" else "school"
    units = directory.places_inside(place.interval, kind, day=span[-1])
    by_school = truth_days.by_school(place.interval, span)
    found = [(one, _inside(one.interval, by_school)) for one in units]
    found.sort(key=lambda one: -one[1]["doubtful"])
    offset = whole(request.GET.get("offset", ""))
    return {
        "units": [
            {"name": one.name, "url": reverse("hygiene:doubts", args=[one.no]), "sums": sums}
            for one, sums in found[offset : offset + truth.PAGE]
        ],
        "sums": _inside(place.interval, by_school),
        "pager": pager(request, len(found), offset, truth.PAGE),
    }  # fmt: skip


def _inside(interval: Interval, by_school: Mapping[int, Counter[str]]) -> Counter[str]:
    lo, hi = interval
    sums: Counter[str] = Counter()
    for no, row in by_school.items():
        if lo <= no < hi:
            sums.update(row)
    return sums


def _draw(one: truth.Drawn) -> dict[str, Any]:
    return {
        "url": reverse("hygiene:check", args=[one.id]), "place": one.place, "day": one.day,
        "why": _("值得核对") if one.why == "doubt" else _("抽签"), "chance": f"{one.chance / 10:g}%",
    }  # fmt: skip


def _worth(one: truth.Worth) -> dict[str, Any]:
    return {
        "url": reverse("hygiene:truth", args=[one.record_id]), "place": one.place,
        "task": TASK_NAMES.get(one.task, one.task), "day": one.day, "said_at": one.said_at,
        "by": one.by, "reasons": reasons(one.reasons),
        "held": RESULT_NAMES[one.held] if one.held else _("还没有人看"),
        "shape": RESULT_SHAPES[one.held] if one.held else "due",
    }  # fmt: skip


def _late(one: lateness.Late) -> dict[str, Any]:
    return {
        "url": reverse("hygiene:incident", args=[one.id]), "place": one.place, "times": one.times,
        "kind": INCIDENT_NAMES[one.kind], "at": one.happened_at, "state": INCIDENT_STATES[one.state],
    }  # fmt: skip


def reasons(found: tuple[truth.Reason, ...]) -> list[dict[str, str]]:
    return [{"name": sign_name(one.what), "words": sign(one.what, one.facts)} for one in found]


@page(*_READS)
def truth_page(request: Asked, record_id: UUID) -> HttpResponse:
    """One record: what it says, what makes it worth a look, and what those who looked found. What speaks
    against it is shown to who checks, and to whoever told it."""
    actor = request.actor
    row = days.record(actor, record_id)
    checks = actor.may(Permission.CHECK_HYGIENE, row.unit_no)
    if not checks and row.by_id != actor.user_id:
        raise Forbidden
    newest = truth.newest(row.root_id)
    place = days.place(actor, row.place_id)
    found = truth.reasons_of(truth.versions(row.root_id)).values()
    context = {
        "place": place.name, "school": directory.place(row.school_id), "row": _told(newest),
        "late": lateness.late_times([row.incident_id])[row.incident_id],
        "incident_url": reverse("hygiene:incident", args=[row.incident_id]) if row.incident_id else "",
        "by": truth.who(actor, row.by_id), "is_mine": row.by_id == actor.user_id,
        "reasons": [one for each in found for one in reasons(each)],
        "checks": [_looked(actor, one, row.root_id) for one in truth.checks_of(actor, row.root_id)],
        "held": truth.held([row.root_id]).get(row.root_id, ""), "corrected": newest.pk != row.root_id,
        "look_url": reverse("hygiene:look", args=[row.place_id]) + f"?record={newest.pk}"
        if checks and not truth.is_own(actor, row.root_id) else "",
        "back_url": reverse("hygiene:doubts", args=[row.school_id]) if checks
        else reverse("hygiene:statements"),
    }  # fmt: skip
    return render(request, "hygiene/truth.html", context)


def _told(row: Any) -> dict[str, Any]:
    return {
        "task": TASK_NAMES.get(row.task, row.task), "method": METHOD_NAMES[row.method],
        "agent": AGENT_NAMES[row.agent], "strength": row.strength, "contact": row.contact,
        "usual": row.usual, "started_at": row.started_at, "ended_at": row.ended_at,
        "said_at": row.said_at, "received_at": row.received_at, "day": row.day,
        "scanned": row.scanned, "late_sent": row.received_at - row.said_at > dt.timedelta(minutes=10),
    }  # fmt: skip


def _looked(actor: Actor, one: truth.Looked, root_id: UUID) -> dict[str, Any]:
    may_state = not one.statement and one.result == "untrue" and truth.told_by(actor, root_id)
    return {
        "id": one.id, "result": RESULT_NAMES[one.result], "shape": RESULT_SHAPES[one.result],
        "how": HOW_NAMES[one.how], "measured": one.measured, "note": one.note, "at": one.at,
        "by": one.by, "statement": one.statement, "stated_at": one.stated_at,
        "photo_url": reverse("hygiene:check_photo", args=[one.id]) if one.photo_id else "",
        "statement_id": uuid7() if may_state else "",
        "evidence": shown_files.shown(
            one.photo_ids, one.paper_ids,
            lambda pk: reverse("hygiene:statement_file", args=[one.id, pk]),
        ),
    }  # fmt: skip


@page(*_READS)
def photo_page(request: Asked, check_id: UUID) -> HttpResponse:
    """The picture of a check, for who may read the record it is about."""
    photo_id = truth.photo_of(request.actor, check_id)
    return pictures.answer(photos.picture(photo_id))


@page(*_READS)
def file_page(request: Asked, check_id: UUID, file_id: UUID) -> HttpResponse:
    """What was shown with a statement, for who may read it; any other file is not there."""
    name, content = shown_files.file_of(file_id, *truth.files_of(request.actor, check_id))
    return pictures.paper(name, content) if name else pictures.answer(content)


def _sent(request: Asked) -> Evidence:
    return Evidence(
        tuple(Shot(one.content, one.taken_at) for one in pictures.read(request)),
        tuple(NewPaper(*one) for one in pictures.read_papers(request)),
    )


@page(Permission.DISINFECT, methods="GET POST")
def statements_page(request: Asked) -> HttpResponse:
    """What was found untrue of what the actor told; posted: what they have to say to one."""
    actor, errors, status = request.actor, [], 200
    fields: dict[str, str] = {}
    sent = request.POST
    if request.method == "POST":
        pk, check_id = as_id(sent.get("submission_id", "")), as_id(sent.get("check_id", ""))
        if pk is None or check_id is None:
            raise NotFound
        try:
            services.state(actor, pk, check_id, sent.get("words", ""), _sent(request))
            messages.success(request, _("已记下您的说明,和核查放在一起。"))
            return HttpResponseRedirect(reverse("hygiene:statements"))
        except (Conflict, Invalid) as refused:
            errors, status = [str(refused)], refused.status
            fields = dict.fromkeys(getattr(refused, "fields", ()), str(refused))
    rows = [
        {"url": reverse("hygiene:truth", args=[one.record_id]), "place": one.place, "day": one.day,
         "note": one.note, "at": one.at, "check_id": one.check_id,
         "submission_id": sent.get("submission_id") if _is(sent, one) else uuid7(),
         "words": sent.get("words", "") if _is(sent, one) else "",
         "photo": pictures.widget(sent if _is(sent, one) else None, key=f"-{one.check_id}"),
         "fields": fields if _is(sent, one) else {}}
        for one in truth.to_state(actor)
    ]  # fmt: skip
    context = {"rows": rows, "errors": errors, "back_url": reverse("duties:today")}
    return render(request, "hygiene/statements.html", context, status=status)


def _is(sent: Any, one: truth.ToState) -> bool:
    return bool(sent.get("check_id") == str(one.check_id))
