"""Days without school: why there is none, and what is due all the same."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel.actor import Actor
from xiaoan.overview.queries.figures import school_days
from xiaoan.screening import queries as screening


@dataclass(frozen=True)
class NoSchool(directory.NoSchool):
    """The same with the classes that owe a check, by slot: boarders in the evening, a school that makes
    the day up.
    """

    due: tuple[tuple[str, int], ...] = ()


def no_school(actor: Actor, place: Place, day: dt.date) -> NoSchool | None:
    """Why a unit has no school on a day; None on a school day."""
    off = directory.no_school(place.no, day)
    if off is None:
        return None
    rows = school_days(actor, place.interval).filter(day=day, classes_due__gt=0)
    sums = rows.order_by().values("slot").annotate(n=Sum("classes_due")).values_list("slot", "n")
    due = dict(sums)
    slots = tuple((slot, due[slot]) for slot in screening.SLOT_NAMES if slot in due)
    return NoSchool(off.kind, off.note, off.next_day, slots)


def nothing_due(off: directory.NoSchool | None) -> str:
    """What stands in place of figures where nothing is due."""
    return off.why if off else _("没有要报的班")
