"""Looks at a whole class that leave a trace, whichever app has shown it."""

import datetime as dt

from xiaoan.directory.events import ClassSeen
from xiaoan.directory.rules import school_of
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor


def class_seen(actor: Actor, unit_no: int, day: dt.date, page: str) -> None:
    """The actor has been shown who is in a class on a day; the caller has decided that they may."""
    journal.record(
        actor, ClassSeen(school_id=school_of(unit_no), unit_no=unit_no, day=day, page=page)
    )
