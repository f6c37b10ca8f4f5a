"""What is owed of a finding: to mend it by a named person, to see it again by another."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.inspections import rules
from xiaoan.inspections.models import Finding
from xiaoan.inspections.queries import RECHECK, RECTIFY, WITHIN, owners
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere


def days_for(severity: str, unit_no: int) -> int:
    """Days until a finding has to be mended at a unit, by the response level in force."""
    return duty_queries.ladders().value(f"{RECTIFY}.{severity}", unit_no)


def open_rectify(row: Finding) -> None:
    """Somebody is named for it until it is mended; each time it comes back anew."""
    _open(row, RECTIFY, row.owner_id, row.due_at)


def open_recheck(row: Finding) -> None:
    """Preferably whoever found it sees it again; else the first who is somebody else."""
    days = duty_queries.ladders().value(WITHIN, row.unit_no)
    due_at = rules.due_at(clock.now(), days, clock.ZONE)
    found = owners.checker_of(row)
    _open(row, RECHECK, found[0] if found else None, due_at)


def _open(row: Finding, kind: str, who: UUID | None, due_at: dt.datetime) -> None:
    with everywhere("inspections") as system:
        ladders = duty_queries.ladders()
        duties.open_duties(
            system, kind, clock.today(), str(row.returned or ""),
            [
                duties.NewDuty(
                    school_id=row.school_id, unit_no=row.unit_no, people=0, due_at=due_at,
                    assignee_id=who, deputy_id=None,
                    next_step_at=ladders.first_step_at(row.unit_no, due_at, kind),
                    about_id=row.pk,
                )
            ],
        )  # fmt: skip


def settle(actor: Actor, row: Finding, kind: str) -> None:
    """What was open of a kind is done by this person."""
    for held in duties.hold_about(row.pk, kind):
        duties.discharge(
            actor, held, clock.now(), on_behalf=held.assignee_id not in (None, actor.user_id)
        )


def let_go(actor: Actor, row: Finding) -> None:
    """Nothing of it is owed any more."""
    held = [one.id for kind in (RECTIFY, RECHECK) for one in duties.hold_about(row.pk, kind)]
    duties.excuse_many(actor, held, duties.Why("ended"))


def named_now(row: Finding, kind: str) -> Iterable[UUID]:
    """Whom the open duties of a kind name; their rows are locked."""
    return [one.assignee_id for one in duties.hold_about(row.pk, kind) if one.assignee_id]
