"""The daily checks as JSON: the same queries and services as the pages."""

import datetime as dt
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status
from ninja.security import HttpBearer

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter
from xiaoan.screening import queries, rules
from xiaoan.screening import services as screening
from xiaoan.screening.schemas import (
    DoubtsOut,
    MarkIn,
    ReadingIn,
    ReadingsIn,
    ReadingsOut,
    ReceiptOut,
    RollCallIn,
    RollOut,
    Slot,
    Unreadable,
)
from xiaoan.screening.services import Doubtful
from xiaoan.web.api import Refused, actor_from
from xiaoan.web.gate import require

router = Router(tags=["screening"])
_REFUSALS = {403: Refused, 404: Refused, 409: Refused, 422: Refused | DoubtsOut}


@router.get(
    "/roll-calls/{unit_no}/{day}/{slot}", response={200: RollOut, 403: Refused, 404: Refused}
)
def roll(request: HttpRequest, unit_no: int, day: dt.date, slot: Slot) -> dict[str, Any]:
    """The roll of a class for a slot, and the version in force."""
    actor = actor_from(request)
    require(actor, Permission.SEE_CHECKS, unit_no)
    if directory.place(unit_no).kind != "class":
        raise NotFound
    pupils = directory.class_roll(actor, unit_no, day)
    screening.roll_seen(actor, unit_no, day, slot)
    current = queries.current_roll_call(actor, unit_no, day, slot)
    held = queries.held_back(actor, unit_no, day, slot)
    return {
        "unit_no": unit_no,
        "day": day,
        "slot": slot,
        "version": current.version if current else 0,
        "pupils": [
            {**p.__dict__, "held": held[p.enrolment_id].kind if p.enrolment_id in held else ""}
            for p in pupils
            if slot != "evening" or p.boarder
        ],
    }


@router.post("/roll-calls", response={200: ReceiptOut, **_REFUSALS})
def submit(request: HttpRequest, sent: RollCallIn) -> Any:
    """Submit or correct a class's roll-call; the same id again gives the same receipt."""
    marks = tuple(_mark(one) for one in sent.marks)
    notes = tuple((one.enrolment_id, one.note) for one in sent.marks if one.note)
    submission = screening.Submission(
        id=sent.id,
        unit_no=sent.unit_no,
        day=sent.day,
        slot=sent.slot,
        base=sent.base,
        marks=marks,
        notes=notes,
        reason=sent.reason,
        confirmed=sent.confirmed,
    )
    try:
        return screening.submit_roll_call(actor_from(request), submission)
    except Doubtful as asked:
        doubts = [
            {"code": str(d.code), "enrolment_id": str(d.person or ""), "refused": d.is_refused}
            for d in asked.doubts
        ]
        return Status(422, {"message": str(asked), "doubts": doubts, "fields": asked.fields})


class DeviceToken(HttpBearer):
    """A measuring device, by its token; it acts inside its own school only."""

    def authenticate(self, request: HttpRequest, token: str) -> tuple[Actor, Any] | None:
        device = queries.device_of(token)
        if device is None:
            return None
        actor = queries.actor_of(device)
        enter(actor)
        return actor, device


@router.post(
    "/gate-readings",
    response={200: ReadingsOut, 422: Refused, 429: Refused},
    auth=DeviceToken(),
)
def gate_readings(request: HttpRequest, sent: ReadingsIn) -> dict[str, Any]:
    """Take in readings of a gate, camera or thermometer; the same batch again stores nothing again."""
    actor, device = cast("Any", request).auth
    taken = [one for one in sent.readings if isinstance(one, ReadingIn)]
    readings = [
        screening.Sent(one.id, one.pupil.strip(), one.at, one.temperature, one.method, one.ambient)
        for one in taken
    ]
    answers = iter(screening.take_readings(actor, device, sent.sent_at, readings))
    told = [
        next(answers).__dict__ if isinstance(one, ReadingIn) else _unreadable(one)
        for one in sent.readings
    ]
    return {"now": clock.now(), "readings": [{"index": n, **one} for n, one in enumerate(told)]}


def _unreadable(one: Unreadable) -> dict[str, Any]:
    return {"id": one.id, "outcome": "refused", "reason": "unreadable", "field": one.field}


def _mark(one: MarkIn) -> rules.Mark:
    try:
        symptoms = rules.symptoms_of(one.symptoms)
    except ValueError as error:
        said = _("不认识的症状:%(code)s") % {"code": error}
        raise Invalid(said, {"symptoms": str(one.enrolment_id)}) from error
    return rules.Mark(
        person=one.enrolment_id,
        kind=rules.Kind(one.kind),
        symptoms=symptoms,
        onset=one.onset,
        temperature=one.temperature,
        method=one.method if one.temperature is not None else "",
        retest=one.retest,
        retest_method=one.retest_method if one.retest is not None else "",
    )
