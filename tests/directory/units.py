"""What the tests of units share."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import (
    BUILDER,
    DAY,
)
from xiaoan.directory.models import Enrolment
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import (
    opening,
    people,
)
from xiaoan.directory.services.opening import Opening
from xiaoan.duties.models import Duty
from xiaoan.journal.models import Entry
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter

Acting = Callable[[str], Actor]
TOMORROW, FRIDAY = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=4)
LATER = DAY + dt.timedelta(days=30)


def opened(actor: Actor, above: int, kind: str, *names: str, **more: object) -> list[int]:
    wanted = Opening(above, kind, names, DAY, **more)  # type: ignore[arg-type]  # a test's shorthand
    found: list[int] = opening.open_units(actor, uuid7(), wanted)["units"]
    return found


def said(actor: Actor, run: Callable[[], object]) -> str:
    with pytest.raises(Conflict) as refused:
        run()
    enter(actor)
    return str(refused.value)


def facts(kind: str) -> list[tuple[int, int]]:
    enter(BUILDER)
    rows = Entry.objects.filter(kind=f"directory.{kind}").order_by("school_id", "n")
    return list(rows.values_list("school_id", "unit_no"))


def lines(unit_no: int) -> list[tuple[dt.date, dt.date | None, str, str]]:
    enter(BUILDER)
    rows = Enrolment.objects.filter(unit_no=unit_no).order_by("seat", "since")
    return list(rows.values_list("since", "until", "begun_by", "ended_by"))


def states(unit_no: int) -> dict[str, tuple[str, int]]:
    enter(BUILDER)
    rows = Duty.objects.filter(unit_no=unit_no, day=DAY)
    return {duty.slot: (duty.state, duty.people) for duty in rows}


def empty(actor: Actor, unit_no: int, on: dt.date) -> None:
    for row in Enrolment.objects.filter(unit_no=unit_no, until=None):
        people.leave_school(actor, row.person_id, "moved_away", When(on))
