"""Each night the records of this month and the one before are reckoned: what was mended late is mended."""

import datetime as dt

from procrastinate.contrib.django import app

from xiaoan.accountability import projections, rules
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


@app.task(name="accountability.reckon", queueing_lock="accountability.reckon")
def reckon(timestamp: int) -> int:
    """Two transactions; may run twice without harm. Gives how many rows there are."""
    first = rules.month_of(clock.today())
    rows = 0
    for month in (rules.month_of(first - dt.timedelta(days=1)), first):
        with acting_as(system("accountability")) as actor:
            rows += projections.reckon(actor, month)
    return rows
