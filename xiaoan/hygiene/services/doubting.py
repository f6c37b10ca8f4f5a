"""The night's look at what was told of past days: what speaks against a record is kept with its figures."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.hygiene.events import RecordsDoubted
from xiaoan.hygiene.models import Doubt, Record
from xiaoan.hygiene.queries import logs
from xiaoan.hygiene.rules import doubts
from xiaoan.hygiene.rules.logs import Reason
from xiaoan.hygiene.services.acting import hold_days
from xiaoan.hygiene.services.looks import recount
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7

# What came in within so long is looked at with its day: nights overlap, and no late entry is passed over.
_BACK = dt.timedelta(hours=30)


@dataclass(frozen=True)
class Found:
    """Of a school's day: the records that stand, and the sum of weights against each."""

    rows: Mapping[UUID, Record]
    scores: Mapping[UUID, float]


def days_to_look_at() -> list[tuple[int, dt.date]]:
    """Schools and past days of which something came in lately."""
    rows = Record.objects.filter(
        day__in=clock.days(
            clock.today() - dt.timedelta(days=9), clock.today() - dt.timedelta(days=1)
        ),
        received_at__gte=clock.now() - _BACK,
    )
    return sorted(set(rows.values_list("school_id", "day")))


def look_at(actor: Actor, school_no: int, day: dt.date) -> Found:
    """Hold the rules against a school's day; again, and with more records, it comes to what the records then
    say. What a person has looked at keeps the reasons that were found before."""
    if not actor.is_system:
        raise Forbidden
    hold_days([school_no])
    read = logs.logs_of(school_no, day)
    found = doubts.doubts(read.day, read.past)
    doubtful = {pk: reasons for pk, reasons in found.items() if doubts.is_doubtful(reasons)}
    fresh = _keep(school_no, day, read.rows, doubtful)
    recount(school_no, day)
    if fresh:
        journal.record(
            actor,
            RecordsDoubted(
                school_id=school_no, unit_no=school_no, day=day, records=len(read.day),
                doubtful=len(doubtful),
            ),
        )  # fmt: skip
    scores = {pk: doubts.score(found.get(pk, ())) for pk in read.rows}
    return Found(read.rows, scores)


def _keep(
    school_no: int, day: dt.date, rows: Mapping[UUID, Record], doubtful: Mapping[Any, list[Reason]]
) -> int:
    """Reasons that are new are kept, and none is taken away: a person may have acted on it. Gives how many
    are new."""
    known = set(Doubt.objects.filter(school_id=school_no, day=day).values_list("record_id", "what"))
    now = clock.now()
    fresh = [
        Doubt(
            id=uuid7(), school_id=school_no, unit_no=rows[pk].unit_no, day=day, record_id=pk,
            what=one.what, weight=one.thousandths, facts=one.facts, found_at=now,
        )
        for pk, reasons in doubtful.items()
        for one in reasons
        if (pk, one.what) not in known
    ]  # fmt: skip
    Doubt.objects.bulk_create(fresh, batch_size=1000)
    return len(fresh)
