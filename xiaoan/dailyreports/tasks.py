"""Background work of daily reports: each school day they are owed, and drafted before their time; what was
signed is sent to whoever reads it above."""

import datetime as dt
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from xiaoan.dailyreports import services
from xiaoan.dailyreports.events import DailyReportSigned
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as

# What is owed today is known by then: the calendar of the day, and who is in office (ours).
FIRST_HOUR = 5
_NAME = "dailyreports"


@app.task(queueing_lock="dailyreports.go_on", name="dailyreports.go_on")
def go_on(timestamp: int) -> int:
    """Every ten minutes: open today's reports, draft those that are due soon; gives how many of both."""
    if clock.now().hour < FIRST_HOUR:
        return 0
    day: dt.date = clock.today()
    with acting_as(system(_NAME)) as actor:
        opened = services.open_day(actor, day)
    with acting_as(system(_NAME)) as actor:
        return opened + services.draft_due(actor, day)


def on_signed(actor: Actor, event: DailyReportSigned) -> None:
    """In the same transaction: what is signed is sent, what is not is not."""
    tell.defer(report_id=str(event.report_id), no=event.no)


@app.task(name="dailyreports.tell", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def tell(report_id: str, no: int) -> int:
    """One version to whoever hears of it; gives how many are new."""
    with acting_as(system(_NAME)) as actor:
        return services.tell(actor, UUID(report_id), no)
