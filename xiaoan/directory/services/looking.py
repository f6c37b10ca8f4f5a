"""Looks at a whole class, or at some pupils of a unit, that leave a trace, whichever app has shown it."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from xiaoan.directory.events import ClassSeen, PupilsSeen
from xiaoan.directory.rules import school_of
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor


def class_seen(actor: Actor, unit_no: int, day: dt.date, page: str) -> None:
    """The actor has been shown who is in a class on a day; the caller has decided that they may."""
    journal.record(
        actor, ClassSeen(school_id=school_of(unit_no), unit_no=unit_no, day=day, page=page)
    )


def pupils_seen(actor: Actor, unit_no: int, pupils: Mapping[UUID, int], page: str) -> None:
    """The actor has been shown these pupils (with their classes) by name on a list of a unit; nobody on
    it, no fact."""
    if not pupils:
        return
    journal.record(
        actor,
        PupilsSeen(
            school_id=school_of(unit_no), unit_no=unit_no, page=page,
            pupils=tuple(pupils), classes=tuple(pupils.values()),
        ),
    )  # fmt: skip
