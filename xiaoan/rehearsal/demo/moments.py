"""The demonstration's clock while it is being built, and its database session."""

import datetime as dt

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import system

BUILDER = system("demo")


def stand_at(moment: dt.datetime) -> dt.timedelta:
    """Let the county's clock show `moment` now; gives how far ahead of the real clock that is."""
    clock.shift(dt.timedelta(0))
    ahead = moment - clock.now()
    clock.shift(ahead)
    return ahead


def second_of(day: dt.date, second: int) -> dt.datetime:
    """An instant of a day."""
    return clock.at(day, dt.time(0)) + dt.timedelta(seconds=second)


def loosen_session() -> None:
    """A build may take long and need not be durable before its end: this session only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0;"
            "set synchronous_commit = off"
        )
