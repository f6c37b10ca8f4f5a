"""The duties of key persons: to follow up each day, to confirm an arrival."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.keypersons.models import KeyPerson, Travel
from xiaoan.keypersons.services.carers import default_carers

FOLLOW, ARRIVAL = "keypersons.follow", "keypersons.arrival"
FOLLOW_BY, EVERY = "keypersons.follow.by", "keypersons.follow.every"


def open_follow_ups(actor: Actor, rows: Sequence[KeyPerson]) -> int:
    """Open today's duty of each open line that is due and has none; gives how many are new."""
    today = clock.today()
    ladders = duty_queries.ladders()
    by = {row.unit_no: _follow_by(ladders, row.unit_no, today) for row in rows}
    wanted = [
        duties.NewDuty(
            school_id=row.school_id, unit_no=row.unit_no, people=1, due_at=by[row.unit_no],
            assignee_id=row.carer_id, deputy_id=row.deputy_id,
            next_step_at=ladders.first_step_at(row.unit_no, by[row.unit_no]), about_id=row.pk,
        )
        for row in rows
        if row.state == "open" and row.next_due is not None and row.next_due <= today
    ]  # fmt: skip
    return duties.open_duties(actor, FOLLOW, today, "", wanted) if wanted else 0


def _follow_by(ladders: duty_queries.Ladders, unit_no: int, today: dt.date) -> dt.datetime:
    """By when today; an hour of a response level that is past already counts from tomorrow on."""
    due_at = clock.at(today, ladders.time(FOLLOW_BY, unit_no))
    usual = clock.at(today, duty_queries.usual_time(FOLLOW_BY))
    return due_at if due_at > clock.now() else max(usual, due_at)


def open_arrivals(actor: Actor, rows: Sequence[Travel]) -> int:
    """Open the duty to confirm each arrival, on its day; one whose day is past stays due until answered."""
    carers = default_carers(actor, {row.unit_no for row in rows}, clock.today())
    ladders = duty_queries.ladders()
    by_day: dict[dt.date, list[duties.NewDuty]] = defaultdict(list)
    for row in rows:
        due_at = clock.at(row.expected, ladders.time("keypersons.arrival.by", row.unit_no))
        carer, deputy = carers.get(row.unit_no, (None, None))
        by_day[row.expected].append(
            duties.NewDuty(
                school_id=row.school_id, unit_no=row.unit_no, people=1, due_at=due_at,
                assignee_id=carer, deputy_id=deputy, about_id=row.pk,
                next_step_at=ladders.first_step_at(row.unit_no, due_at),
            )
        )  # fmt: skip
    return sum(
        duties.open_duties(actor, ARRIVAL, day, "", wanted) for day, wanted in by_day.items()
    )


def close(actor: Actor, kind: str, about: Sequence[UUID]) -> int:
    """What is open today about these rows is not due any more; what was missed before stays so."""
    return len(duties.excuse_about(actor, kind, about, clock.today(), duties.Why("over")))
