"""Over which months a record is shown: one, or those of a school term."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.accountability import rules
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock


@dataclass(frozen=True)
class Period:
    """`months`: first days, in order. `name`: of a term; "" for a month. `since`: the first day of a term."""

    months: tuple[dt.date, ...]
    name: str = ""
    since: dt.date | None = None

    @property
    def first(self) -> dt.date:
        return self.months[0]

    @property
    def end(self) -> dt.date:
        """The first day that is not in it."""
        return rules.next_month(self.months[-1])


def month(day: dt.date) -> Period:
    return Period((rules.month_of(day),))


def terms(unit_no: int) -> list[Period]:
    """The terms of a unit that have begun, the newest first."""
    found = directory.terms_at(unit_no)
    stretches = [(one.since, one.until) for one in found]
    made = [
        Period(rules.months_of_term((one.since, one.until), stretches), one.name, one.since)
        for one in found
        if one.since <= clock.today()
    ]
    return [one for one in reversed(made) if one.months]


def term(unit_no: int, since: dt.date) -> Period | None:
    """The term that begins on a day; None if the unit has none."""
    return next((one for one in terms(unit_no) if one.since == since), None)
