"""Who waits for whom among the jobs that people start: what takes minutes takes turns, so that the timetable
(escalation, seals, messages) always finds a place free, whatever one person asks for."""

import datetime as dt
from uuid import UUID

from django.db import connection

# So many jobs run at once in the worker: one of each kind below, and one that is always free for the rest.
PLACES = 3
# Locks of procrastinate: what reckons for minutes, and sheets that are read or written.
RECKONING, SHEETS = "turns.reckoning", "turns.sheets"
# So many of one kind may wait for one person (own choice: four ways are compared in one).
MOST_WAITING = 3
# What has not ended by then has died, and hinders nobody.
FORGOTTEN = dt.timedelta(days=1)

_ONE = "select pg_advisory_xact_lock(hashtext(%s), hashtext(%s))"


def one_at_a_time(kind: str, who: UUID | int | str) -> None:
    """Until the end of the transaction nobody else does this kind of thing for the same person, unit or form;
    whoever tries waits until it is over."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, [kind, str(who)])
