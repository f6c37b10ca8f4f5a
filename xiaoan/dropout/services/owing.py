"""What is owed of children of no roll, and of differences between registers: by whom, by when."""

import datetime as dt
from collections.abc import Collection, Sequence
from uuid import UUID

from xiaoan.dropout.models import Check, Child
from xiaoan.dropout.rules import children as rules
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries.chain import in_office
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere

CHILD, DIFFER = "dropout.child", "dropout.differ"
_ROLES = ("township_liaison", "township_leader")


def owners(townships: Collection[int]) -> dict[int, UUID]:
    """Township → who is named there first."""
    wanted = [(no, _ROLES) for no in sorted(townships)]
    held = in_office(wanted, clock.today())
    return {no: held[no, _ROLES][0][0] for no, _roles in wanted if held[no, _ROLES]}


def owe(rows: Sequence[Child]) -> None:
    """A visit of each, by the named person; in place of one that is owed already."""
    if not rows:
        return
    ladders, due = duty_queries.ladders(), clock.now() + rules.VISIT_WITHIN
    with everywhere("dropout") as system:
        for row in rows:
            for held in duties.hold_about(row.pk, CHILD):
                duties.excuse_many(system, [held.id], duties.Why("ended"))
        for turn in sorted({row.steps for row in rows}):
            new = [
                duties.NewDuty(
                    school_id=0, unit_no=row.unit_no, people=1, due_at=due, assignee_id=row.owner_id,
                    deputy_id=None, next_step_at=ladders.first_step_at(row.unit_no, due, CHILD),
                    about_id=row.pk,
                )
                for row in rows
                if row.steps == turn
            ]  # fmt: skip
            duties.open_duties(system, CHILD, clock.today(), str(turn), new)


def settle(actor: Actor, row: Child) -> None:
    """What was owed of a child is done."""
    with everywhere("dropout"):
        for held in duties.hold_about(row.pk, CHILD):
            is_other = not actor.is_system and held.assignee_id not in (None, actor.user_id)
            duties.discharge(actor, held, clock.now(), on_behalf=is_other)


def let_go(actor: Actor, rows: Sequence[Child]) -> None:
    """Nothing is owed of these any more."""
    with everywhere("dropout"):
        found = [one.id for row in rows for one in duties.hold_about(row.pk, CHILD)]
        if found:
            duties.excuse_many(actor, found, duties.Why("ended"))


def owe_answers(check: Check, schools: Collection[int], due: dt.datetime) -> None:
    """Each school answers for its differences of a comparison, all under one duty."""
    if not schools:
        return
    ladders = duty_queries.ladders()
    keys = {(DIFFER, no) for no in schools}
    holders = duty_queries.present_holders(keys, clock.today(), ladders)
    new = [
        duties.NewDuty(
            school_id=no, unit_no=no, people=1, due_at=due, assignee_id=holders[DIFFER, no][0],
            deputy_id=holders[DIFFER, no][1], next_step_at=ladders.first_step_at(no, due, DIFFER),
            about_id=check.pk,
        )
        for no in sorted(schools)
    ]  # fmt: skip
    with everywhere("dropout") as system:
        duties.open_duties(system, DIFFER, clock.today(), check.code, new)


def answered(actor: Actor, check_id: UUID, school_no: int) -> None:
    """All differences of a school are answered."""
    with everywhere("dropout"):
        for held in duties.hold_about(check_id, DIFFER):
            if held.unit_no == school_no:
                is_other = held.assignee_id not in (None, actor.user_id)
                duties.discharge(actor, held, clock.now(), on_behalf=is_other)
