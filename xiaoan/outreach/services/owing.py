"""What a stage of a task owes, by whom, by when; and letting go of it.

Lock order of all writing of outreach: tasks (by person), duties, the journal.
"""

from collections.abc import Iterable, Sequence

from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries.chain import in_office
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere
from xiaoan.outreach import rules
from xiaoan.outreach.models import Task


def owe(tasks: Sequence[Task]) -> None:
    """Open the duty of the stage each task is in, one call for all of a stage and round."""
    today, ladders = clock.today(), duty_queries.ladders()
    for stage, number in sorted({(one.stage, one.round) for one in tasks}):
        if stage not in rules.DUTY:
            continue
        wanted = [one for one in tasks if (one.stage, one.round) == (stage, number)]
        kind = rules.DUTY[stage]
        new = (
            _of_township(wanted, ladders)
            if stage == "township"
            else _of_school(wanted, kind, ladders)
        )
        with everywhere("outreach") as system:
            duties.open_duties(system, kind, today, str(number), new)


def _of_school(
    tasks: Sequence[Task], kind: str, ladders: duty_queries.Ladders
) -> list[duties.NewDuty]:
    today, now = clock.today(), clock.now()
    holders = duty_queries.present_holders({(kind, one.unit_no) for one in tasks}, today, ladders)
    found = []
    for one in tasks:
        who, deputy = holders.get((kind, one.unit_no), (None, None))
        within = ladders.within(f"{kind}.within", one.unit_no)
        due = rules.due_at(now, within, one.until if one.stage == "call" else now + within)
        found.append(
            duties.NewDuty(
                school_id=one.school_id, unit_no=one.unit_no, people=1, due_at=due, assignee_id=who,
                deputy_id=deputy, next_step_at=ladders.first_step_at(one.unit_no, due, kind),
                about_id=one.pk,
            )
        )  # fmt: skip
    return found


def _of_township(tasks: Sequence[Task], ladders: duty_queries.Ladders) -> list[duties.NewDuty]:
    kind, now = rules.DUTY["township"], clock.now()
    roles = ("township_liaison", "township_leader")
    found = []
    for one in tasks:
        township = numbering.ancestors(one.unit_no)[1]
        people = in_office([(township, roles)], clock.today())[township, roles]
        within = ladders.within(f"{kind}.within", township)
        due = rules.due_at(now, within, now + within)
        found.append(
            duties.NewDuty(
                school_id=0, unit_no=township, people=1, due_at=due,
                assignee_id=people[0][0] if people else None, deputy_id=None,
                next_step_at=ladders.first_step_at(township, due, kind), about_id=one.pk,
            )
        )  # fmt: skip
    return found


def settle(actor: Actor, task: Task, stage: str) -> None:
    """What a stage owed of a task is done."""
    if stage not in rules.DUTY:
        return
    with everywhere("outreach"):
        for held in duties.hold_about(task.pk, rules.DUTY[stage]):
            is_other = not actor.is_system and held.assignee_id not in (None, actor.user_id)
            duties.discharge(actor, held, clock.now(), on_behalf=is_other)


def let_go(actor: Actor, tasks: Iterable[Task]) -> None:
    """Nothing of these tasks is owed any more."""
    with everywhere("outreach"):
        held = [
            one.id
            for task in tasks
            for kind in rules.DUTY.values()
            for one in duties.hold_about(task.pk, kind)
        ]
        if held:
            duties.excuse_many(actor, held, duties.Why("ended"))
