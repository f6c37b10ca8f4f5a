"""Counting a class's answers anew: always from the roll and the answers, never by adding."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from xiaoan.directory.rules import SCHOOL
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.surveys import queries
from xiaoan.surveys.models import Round, Tally

# Locked and counted in one call (migration 0008).
_RECOUNT = "select * from surveys_recount(%s, %s, %s)"
_RECOUNT_ONE = "select * from surveys_recount_one(%s, %s, %s)"


def recount(tally_ids: Sequence[UUID], day: dt.date | None = None) -> dict[UUID, int]:
    """Count classes anew for a day; gives how many of each are unknown. Needs the system's scope."""
    if not tally_ids:
        return {}
    given = [day or clock.today(), clock.now()]
    with connection.cursor() as cursor:
        if len(tally_ids) == 1:
            cursor.execute(_RECOUNT_ONE, [tally_ids[0], *given])
        else:
            cursor.execute(_RECOUNT, [list(tally_ids), *given])
        return dict(cursor.fetchall())


def tally_of(round_id: UUID, school_id: int, unit_no: int) -> Tally | None:
    """The tally of a class in a round, not locked: who counts takes the lock."""
    return Tally.objects.filter(round_id=round_id, school_id=school_id, unit_no=unit_no).first()


def recount_school(actor: Actor, school_id: int) -> None:
    """The roll of a school changed: its classes in the open rounds are counted anew, and a class that has
    just opened is counted from now on. Needs the system's scope.
    """
    asking = Round.objects.filter(state="open", unit_no__lte=school_id, unit_end__gt=school_id)
    for row in asking.order_by("id"):
        known = dict(
            Tally.objects.filter(round_id=row.pk, school_id=school_id).values_list("unit_no", "id")
        )
        interval = (school_id, school_id + SCHOOL)
        fresh = [
            Tally(
                id=uuid7(), school_id=one.school_id, unit_no=one.unit_no, round_id=row.pk,
                counted_at=clock.now(),
            )
            for one in queries.asked(actor, row, clock.today(), interval)
            if one.unit_no not in known
        ]  # fmt: skip
        Tally.objects.bulk_create(fresh, ignore_conflicts=True)
        recount([*known.values(), *(tally.pk for tally in fresh)])


def recount_open() -> int:
    """Every class of every open round: what was entered for today holds from this morning on."""
    done = 0
    for round_id in Round.objects.filter(state="open").order_by("id").values_list("id", flat=True):
        done += len(
            recount(list(Tally.objects.filter(round_id=round_id).values_list("id", flat=True)))
        )
    return done
