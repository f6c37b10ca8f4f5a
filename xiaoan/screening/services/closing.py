"""What the closing and merging of classes asks of today's checks."""

import datetime as dt

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.screening import queries
from xiaoan.screening.services.calendar import excused_facts
from xiaoan.screening.services.day import KIND, lock_day


def follow_closing(actor: Actor, unit_no: int, into_no: int | None, day: dt.date) -> None:
    """A unit is closed from a day on: its open duties of that day are excused, and a class that takes its
    pupils over owes a report about all of them.

    Refused when either has reported that day, or is just doing so: its pupils would be counted twice,
    or by nobody. Whoever closes it then chooses the next day.
    """
    lock_day(day)
    place = directory.place(unit_no)
    standing = duty_queries.standing(actor, place.interval, day)
    why = duties.Why(duty_queries.GONE)
    # What had been excused counts as not due; the class is no more, and nor are its pupils in it.
    duties.reopen(actor, KIND, day, [duty.id for duty in standing if duty.state == "excused"], why)
    excused = duties.excuse_many(actor, (d.id for d in standing if d.state != "done"), why)
    _refuse_reported(actor, place, day)
    if excused:
        journal.record_many(actor, excused_facts(day, excused, gone=True))
    if into_no is not None:
        _follow_pupils(actor, directory.place(into_no), day)


def _refuse_reported(actor: Actor, place: directory.Place, day: dt.date) -> None:
    for duty in duty_queries.standing(actor, place.interval, day):
        if duty.state == "done":
            name = directory.place(duty.unit_no).name
            raise Conflict(_("%(name)s 今天已经报过检查。请改从明天起。") % {"name": name})


def _follow_pupils(actor: Actor, place: directory.Place, day: dt.date) -> None:
    owed = {one.slot.slot: one.people for one in queries.owed(actor, day, place.interval)}
    standing = duty_queries.standing(actor, place.interval, day)
    wanted = {duty.id: owed.get(duty.slot, duty.people) for duty in standing}
    duties.resize(actor, KIND, day, wanted)
    _refuse_reported(actor, place, day)
