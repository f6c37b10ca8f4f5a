"""What is owed about children at the gate: who was turned away, or let in without being cleared, is
followed up by a
named person; each class counts who is there."""

import datetime as dt
from uuid import UUID

from xiaoan.arrivals.models import Check, Follow, HandOver, Plan, Tally
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.scope import everywhere

TURNED, COUNT = "arrivals.turned_away", "arrivals.hand_over"
# Followed up by the evening, and counted so long after the last slot of the class (ours).
_BY, _AFTER = dt.time(18), dt.timedelta(hours=1)


def owe(actor: Actor, row: Check) -> None:
    """A follow-up for the class teacher, by 18:00, or the next evening where it is later already."""
    ladders = duty_queries.ladders()
    day = clock.today()
    due = clock.at(day, _BY)
    if due <= clock.now():
        due += dt.timedelta(days=1)
    named = duty_queries.present_holders({(TURNED, row.unit_no)}, day, ladders)
    first, second = named[TURNED, row.unit_no]
    new = duties.NewDuty(
        school_id=row.school_id, unit_no=row.unit_no, people=1, due_at=due, assignee_id=first,
        deputy_id=second, next_step_at=ladders.first_step_at(row.unit_no, due, TURNED), about_id=row.pk,
    )  # fmt: skip
    with everywhere("arrivals"):
        duties.open_duties(actor, TURNED, day, str(row.pk)[-12:], [new])


def settle(actor: Actor, person_id: UUID, at: dt.datetime) -> int:
    """The child is in: what was to be followed up before is done by that."""
    rows = Check.objects.filter(person_id=person_id, unsettled=True, result="turned_away")
    ids = list(rows.values_list("id", flat=True))
    done = set(Follow.objects.filter(check_id__in=ids).values_list("check_id", flat=True))
    count = 0
    with everywhere("arrivals"):
        for pk in ids:
            if pk not in done:
                count += duties.discharge_about(actor, pk, TURNED, at, on_behalf=True)
    return count


def owe_counts(actor: Actor) -> int:
    """Of the system, each morning: every class that is expected today counts who is there; gives how many
    duties
    are new."""
    if not actor.is_system:
        raise Forbidden
    day = clock.today()
    schools = Plan.objects.filter(state="published").values_list("unit_no", flat=True)
    ends: dict[int, dt.time] = {}
    for unit_no, end in Tally.objects.filter(day=day, expected__gt=0).values_list(
        "unit_no", "ends"
    ):
        if numbering.school_of(unit_no) in set(schools):
            ends[unit_no] = max(end, ends.get(unit_no, end))
    counted = set(HandOver.objects.filter(day=day).values_list("unit_no", flat=True))
    wanted = sorted(set(ends) - counted)
    ladders = duty_queries.ladders()
    named = duty_queries.present_holders({(COUNT, no) for no in wanted}, day, ladders)
    new = []
    for no in wanted:
        due = clock.at(day, ends[no]) + _AFTER
        first, second = named[COUNT, no]
        new.append(
            duties.NewDuty(
                school_id=numbering.school_of(no), unit_no=no, people=1, due_at=due, assignee_id=first,
                deputy_id=second, next_step_at=ladders.first_step_at(no, due, COUNT),
            )
        )  # fmt: skip
    with everywhere("arrivals"):
        return duties.open_duties(actor, COUNT, day, "", new)
