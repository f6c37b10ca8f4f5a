"""Looks at a whole class, or at one pupil, that leave a trace, whichever app has shown it."""

import datetime as dt
from uuid import UUID

from xiaoan.directory.events import ClassSeen, PupilSeen
from xiaoan.directory.rules import school_of
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor


def class_seen(actor: Actor, unit_no: int, day: dt.date, page: str) -> None:
    """The actor has been shown who is in a class on a day; the caller has decided that they may."""
    journal.record(
        actor, ClassSeen(school_id=school_of(unit_no), unit_no=unit_no, day=day, page=page)
    )


def pupil_seen(actor: Actor, person_id: UUID, unit_no: int, page: str) -> None:
    """The actor has been shown a page about a pupil of a class; the caller has decided that they may."""
    journal.record(
        actor,
        PupilSeen(
            school_id=school_of(unit_no), unit_no=unit_no, person_id=person_id, page=page
        ),
    )  # fmt: skip
