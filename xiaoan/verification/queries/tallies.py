"""Answers held against a second source, and disagreements cleared, by school and by who had said them: for
records."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.surveys.queries import tallies as surveys

# Untrue: contradicted, and decided so; it stays so whatever was answered later. What was checked after these
# days is asked for too: an answer of these days counts as looked at whenever that was.
_CHECKED = """
select answer_id, school_id, untrue, changed_at < %(until)s from verification_verdict
where changed_at >= %(since)s and school_id > 0
"""
_CLEARED = """
select school_id, count(*), count(*) filter (where cleared_at is not null)
from verification_disagreement
where opened_at >= %(since)s and opened_at < %(until)s and school_id > 0 group by 1
"""
Key = tuple[int, UUID | None]


@dataclass
class Tally:
    """Answers said in these days, and those of them that were checked; answers checked in these days, and
    those found untrue; disagreements opened, and cleared (of a school alone)."""

    said: int = 0
    seen: int = 0
    checked: int = 0
    untrue: int = 0
    returned: int = 0
    mended: int = 0


def tallies(actor: Actor, since: dt.date, until: dt.date) -> dict[Key, Tally]:
    """By school (person None) and by the person who had answered for the school, of the days from `since`
    until, not including, another."""
    if not actor.is_system:
        raise Forbidden
    given = {"since": clock.at(since, dt.time()), "until": clock.at(until, dt.time())}
    found: dict[Key, Tally] = {
        key: Tally(said=count) for key, count in surveys.said(actor, since, until).items()
    }
    with connection.cursor() as cursor:
        cursor.execute(_CHECKED, given)
        _checked(actor, found, cursor.fetchall(), given)
        cursor.execute(_CLEARED, given)
        for school_id, returned, mended in cursor.fetchall():
            one = found.setdefault((school_id, None), Tally())
            one.returned, one.mended = returned, mended
    return found


def _checked(
    actor: Actor,
    found: dict[Key, Tally],
    rows: list[tuple[Any, ...]],
    given: dict[str, dt.datetime],
) -> None:
    told = surveys.told(actor, [row[0] for row in rows])
    for answer_id, school_id, untrue, in_time in rows:
        one = told.get(answer_id)
        was_said = bool(one and given["since"] <= one.at < given["until"])
        for tally in _of(found, school_id, one.who if one else None):
            tally.seen += was_said
            tally.checked += in_time
            tally.untrue += in_time and untrue


def _of(found: dict[Key, Tally], school_id: int, who: UUID | None) -> Iterable[Tally]:
    return [found.setdefault((school_id, one), Tally()) for one in dict.fromkeys((None, who))]
