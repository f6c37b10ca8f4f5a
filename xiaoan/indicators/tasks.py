"""Background work of indicators: today's figures every ten minutes, a day closed in the night, what came
late."""

import datetime as dt
from contextlib import suppress

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xiaoan.indicators import services
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import acting_as
from xiaoan.screening.events import RollCallsRecorded, RollCallSubmitted

NAME = "indicators"
# So many days back late reports and corrections are looked for each night (own choice).
BACK = 7


@app.task(queueing_lock="indicators.refresh", name="indicators.refresh")
def refresh(timestamp: int) -> int:
    """Today's figures; gives how many changed."""
    with acting_as(system(NAME)) as actor:
        return services.refresh(actor, clock.today()).rows


@app.task(queueing_lock="indicators.close", name="indicators.close")
def close(timestamp: int) -> int:
    """Yesterday is over; and the days before it once more. Gives how many figures are others than kept."""
    yesterday = clock.today() - dt.timedelta(days=1)
    with acting_as(system(NAME)) as actor:
        services.close_day(actor, yesterday)
    corrected = 0
    for n in range(1, BACK):
        with acting_as(system(NAME)) as actor:
            corrected += services.refresh(actor, yesterday - dt.timedelta(days=n)).corrected
    return corrected


@app.task(queueing_lock="indicators.check", name="indicators.check")
def check(timestamp: int) -> int:
    """Yesterday recounted, when its figures were kept; gives how many differ."""
    with acting_as(system(NAME)) as actor:
        return len(services.check(actor, clock.today() - dt.timedelta(days=1)).found)


@app.task(name="indicators.refresh_day")
def refresh_day(day: str) -> int:
    """A day that is over, once, after a fact about it."""
    with acting_as(system(NAME)) as actor:
        return services.refresh(actor, dt.date.fromisoformat(day)).rows


def on_roll_call(_actor: Actor, event: RollCallSubmitted | RollCallsRecorded) -> None:
    """A roll-call of a day that is over came late or was put right: several are one look."""
    if event.day >= clock.today():
        return
    day = event.day.isoformat()
    with suppress(AlreadyEnqueued), transaction.atomic():
        refresh_day.configure(queueing_lock=f"indicators.day.{day}").defer(day=day)
