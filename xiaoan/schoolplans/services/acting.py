"""What every act about a plan has in common.

Locks: the act; the plan; its texts and tasks; duties; the chain of facts. Every service is atomic.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.queries import Place
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import rules
from xiaoan.schoolplans.events import PlanStepped, PlanWritten
from xiaoan.schoolplans.models import Plan, Step, Task
from xiaoan.schoolplans.queries import plans
from xiaoan.schoolplans.rules import completeness


@dataclass(frozen=True)
class Other:
    """What somebody else has put there meanwhile, at a field."""

    text: str
    by: str
    rev: int


class Stale(Conflict):
    """Somebody else has changed the same fields since the form was opened. Nothing was written;
    `others`: field →
    what stands there now. The same form again with their numbers writes over it."""

    def __init__(self, others: Mapping[str, Other]) -> None:
        super().__init__(_("别人刚改过同样的内容,还没有保存您的。两份都在下面,核对后再存一次。"))
        self.others = dict(others)


def begin(actor: Actor, act_id: UUID, school_no: int, what: str, *body: object) -> bool:
    """Put the act down. True: the same form has done so already."""
    return acts.begin("schoolplans_act", actor, act_id, (school_no, school_no), what, *body)


def held(actor: Actor, school_no: int, permission: Permission) -> tuple[Plan, Place]:
    """The plan of a school, locked, for whoever may do this with it."""
    school = plans.school_of(actor, school_no, permission)
    row = Plan.objects.select_for_update().filter(school_id=school_no).first()
    if row is None:
        raise NotFound
    return row, school


def writable(actor: Actor, school_no: int) -> tuple[Plan, Place]:
    """The same, to be written in. Conflict: it waits or is in force."""
    row, school = held(actor, school_no, Permission.WRITE_SCHOOL_PLAN)
    if row.state not in rules.WRITABLE:
        raise Conflict(_("方案已经提交,不能再改。要改请先撤回;已经批准或发布的,请点“开始修订”。"))
    return row, school


def recount(plan: Plan, school: Place) -> plans.Whole:
    """What is missing, anew, onto the row of the plan."""
    found = plans.whole(plan, school)
    plan.missing = len(found.missing)
    plan.missing_by = completeness.by_chapter(found.missing)
    plan.changed_at = clock.now()
    plan.save()
    return found


def wrote(actor: Actor, plan: Plan, school: Place, what: str, rows: int) -> None:
    """After something was written: what is missing, and the fact."""
    recount(plan, school)
    journal.record(
        actor,
        PlanWritten(
            school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, what=what, rows=rows,
            missing=plan.missing,
        ),
    )  # fmt: skip


def stepped(actor: Actor, plan: Plan, what: str, text: str = "") -> None:
    """Keep a step and tell it."""
    Step.objects.create(
        school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, what=what,
        version_no=plan.version, text=text, at=clock.now(), by_id=acts.user(actor),
    )  # fmt: skip
    tasks = Task.objects.filter(plan_id=plan.pk, removed=False).count()
    journal.record(
        actor,
        PlanStepped(
            school_id=plan.school_id, unit_no=plan.unit_no, plan_id=plan.pk, step=what,
            state=plan.state, version=plan.version, missing=plan.missing, tasks=tasks,
        ),
    )  # fmt: skip
