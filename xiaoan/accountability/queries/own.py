"""One's own record: what it says of whoever is signed in, and what they have replied."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from xiaoan.accountability.models import Conduct, Month, Reply
from xiaoan.accountability.queries import record
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

MOST_ENTRIES = 100


@dataclass(frozen=True)
class OwnMonth:
    """What somebody's record of a month says at one school, and what they replied."""

    school_id: int
    unit: str
    month: dt.date
    figures: list[record.Figure]
    has_fault: bool
    replies: list[record.Said]


@dataclass(frozen=True)
class Own:
    """The record of one person, as they see it themselves."""

    months: list[OwnMonth]
    entries: list[record.Entry]


def own(actor: Actor) -> Own:
    """One's own record, wherever its school lies; of others nothing."""
    if actor.user_id is None:
        return Own([], [])
    with everywhere("accountability") as system:
        found = list(
            Month.objects.filter(user_id=actor.user_id).order_by("-month", "school_id")[
                : record.MOST_MONTHS
            ]
        )
        conducts = Conduct.objects.filter(user_id=actor.user_id).order_by("-day", "-at")
        units = directory.places({one.school_id for one in found})
        said: dict[tuple[int, dt.date], list[record.Said]] = defaultdict(list)
        rows = Reply.objects.filter(user_id=actor.user_id, conduct_id=None)
        for row, reply in record.said_by(system, rows, {}):
            said[row.unit_no, row.month].append(reply)
        return Own(
            [
                OwnMonth(
                    one.school_id, units[one.school_id].name if one.school_id in units else "",
                    one.month, record.figures_of(record.summed([one]), record.OF_PEOPLE),
                    one.late + one.missed + one.untrue > 0, said[one.school_id, one.month],
                )
                for one in found
            ],
            record.told(system, list(conducts[:MOST_ENTRIES])),
        )  # fmt: skip


def unanswered(actor: Actor, since: dt.date) -> int:
    """How many faults name somebody, entered since a day, to which they have said nothing: one look, since
    one's own entries are read wherever they lie."""
    if actor.user_id is None:
        return 0
    said = Reply.objects.filter(user_id=actor.user_id, conduct_id=OuterRef("pk"))
    rows = Conduct.objects.filter(
        ~Exists(said), user_id=actor.user_id, kind="fault", at__gte=clock.at(since, dt.time())
    )
    return rows.count()
