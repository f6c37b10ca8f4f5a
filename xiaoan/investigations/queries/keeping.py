"""Who is under observation as a contact: for apps above that ask who may come to school."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.investigations.models import Contact
from xiaoan.kernel.actor import Interval


@dataclass(frozen=True)
class Watched:
    """A contact under observation through `until`."""

    contact_id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    since: dt.date
    until: dt.date


def watched(interval: Interval) -> list[Watched]:
    """Everybody inside an interval, in the running scope: no name, no event."""
    lo, hi = interval
    rows = Contact.objects.filter(state="watching", unit_no__gte=lo, unit_no__lt=hi)
    told = rows.values_list("id", "school_id", "unit_no", "person_id", "first_day", "until")
    return [Watched(*one) for one in told]
