"""A day as it stands in an address."""

import datetime as dt

from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound


def read_day(text: str) -> dt.date:
    """The day of an address; NotFound for what is none, or none of the county's record."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound from None
    if not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise NotFound
    return day
