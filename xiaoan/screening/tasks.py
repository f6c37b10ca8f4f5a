"""Background work of the daily checks."""

from procrastinate.contrib.django import app

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services

# Duties of the day are opened from this hour on; classes opened later in the day are added.
FIRST_HOUR = 5


@app.task(queueing_lock="screening.open_today", name="screening.open_today")
def open_today(timestamp: int) -> int:
    """Open today's roll-call duties that are not open yet."""
    if clock.now().hour < FIRST_HOUR:
        return 0
    with acting_as(system("screening")) as actor:
        try:
            county = directory.county()
        except NotFound:
            return 0
        return services.open_day(actor, clock.today(), county.interval)
