"""Answers held against a second source, and disagreements cleared, by school: for records."""

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# Untrue: contradicted, and decided so; it stays so whatever was answered later.
_CHECKED = """
select school_id, count(*), count(*) filter (where untrue) from verification_verdict
where changed_at >= %(since)s and changed_at < %(until)s and school_id > 0 group by 1
"""
_CLEARED = """
select school_id, count(*), count(*) filter (where cleared_at is not null)
from verification_disagreement
where opened_at >= %(since)s and opened_at < %(until)s and school_id > 0 group by 1
"""


@dataclass
class Tally:
    checked: int = 0
    untrue: int = 0
    returned: int = 0
    mended: int = 0


def tallies(actor: Actor, since: dt.date, until: dt.date) -> dict[int, Tally]:
    """By school, of the days from `since` until, not including, another."""
    if not actor.is_system:
        raise Forbidden
    given = {"since": clock.at(since, dt.time()), "until": clock.at(until, dt.time())}
    found: dict[int, Tally] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED, given)
        for school_id, checked, untrue in cursor.fetchall():
            found[school_id] = Tally(checked, untrue)
        cursor.execute(_CLEARED, given)
        for school_id, returned, mended in cursor.fetchall():
            one = found.setdefault(school_id, Tally())
            one.returned, one.mended = returned, mended
    return found
