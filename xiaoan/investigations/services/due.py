"""The duty to judge an event: of whom it is assigned to, else the school's doctor or principal."""

import datetime as dt
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.investigations.models import Event
from xiaoan.investigations.queries import JUDGE
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor


def judged_within(unit_no: int) -> dt.timedelta:
    """How soon an event is judged at a unit."""
    return duty_queries.ladders().within("investigations.judge.within", unit_no)


def open_judging(actor: Actor, event: Event, due_at: dt.datetime) -> None:
    """Somebody has to judge the event by then; once for each time it was opened."""
    doctor, principal = _of_school(actor, event.school_id)
    assignee = event.assigned_to_id or doctor or principal
    wanted = duties.NewDuty(
        school_id=event.school_id, unit_no=event.unit_no, people=event.cases, due_at=due_at,
        assignee_id=assignee, deputy_id=principal if principal != assignee else None,
        next_step_at=duty_queries.ladders().first_step_at(event.unit_no, due_at), about_id=event.pk,
    )  # fmt: skip
    duties.open_duties(actor, JUDGE, clock.today(), str(event.steps), [wanted])


def _of_school(actor: Actor, school_id: int) -> tuple[UUID | None, UUID | None]:
    """Doctor and principal, whoever stands in first."""
    roles = ("school_doctor", "principal")
    found = accounts.holders(actor, roles, [school_id], clock.today())
    first = {one.role: one.user_id for one in reversed(found)}
    return first.get("school_doctor"), first.get("principal")


def judged(actor: Actor, event_id: UUID) -> None:
    """Done by doing; what was late stays late."""
    duties.discharge_about(actor, event_id, JUDGE, clock.now())
