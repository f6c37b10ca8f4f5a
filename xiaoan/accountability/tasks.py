"""Each night the records of this month and the one before are reckoned: what was mended late is mended."""

import datetime as dt

from procrastinate.contrib.django import app

from xiaoan.accountability.services import reckoning
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(name="accountability.reckon", queueing_lock="accountability.reckon")
def reckon(timestamp: int) -> int:
    """Two transactions; may run twice without harm. Gives how many rows there are."""
    today = clock.today()
    rows = 0
    for day in (today.replace(day=1) - dt.timedelta(days=1), today):
        with acting_as(system("accountability")) as actor:
            rows += reckoning.reckon_month(actor, day)
    return rows
