"""What a drill came to, said by another person than who led it."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.drills import queries
from xiaoan.drills.events import DrillConcluded
from xiaoan.drills.models import Drill
from xiaoan.drills.queries.duty_kinds import CONCLUDE, REPEAT
from xiaoan.drills.rules import VERDICTS, scenarios
from xiaoan.drills.services.acting import go, hold, owe, put, same, settle, user, words
from xiaoan.inspections.queries import sources
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.said import fingerprint


@dataclass(frozen=True)
class Conclusion:
    """`verdict` of rules.VERDICTS, with words."""

    id: UUID
    drill_id: UUID
    verdict: str
    text: str


def conclude(actor: Actor, given: Conclusion) -> None:
    """Passed, or to be drilled again. Whoever led it does not say so; a critical step that was not done in
    time leaves only "again"; again makes the organiser owe a repeat."""
    row = hold(actor, given.drill_id)
    body = fingerprint("conclude", given.verdict, given.text)
    if same(actor, given.id, row, body):
        return
    _require_assessor(actor, row)
    go(row, "conclude")
    result = queries.outcome_of(row)
    if given.verdict not in VERDICTS:
        raise Invalid(_("请选合格,或者需要复练。"), {"verdict": "missing"})
    if given.verdict == "passed" and not result.may_pass:
        raise Invalid(
            _("有关键步骤没有按时做到,不能判合格。请选需要复练。"), {"verdict": "critical"}
        )
    row.words = words("text", given.text, required=_("请写几句评估:好在哪里,问题在哪里。"))
    row.verdict, row.concluded_at, row.concluded_by_id = given.verdict, clock.now(), user(actor)
    settle(actor, row.pk, CONCLUDE)
    if given.verdict == "again":
        days = scenarios.book().norm.repeat_days
        owe(row, REPEAT, row.organiser_id, clock.now() + dt.timedelta(days=days))
    put(actor, row, given.id, "conclude", body)
    journal.record(
        actor,
        DrillConcluded(
            school_id=row.school_id, unit_no=row.unit_no, drill_id=row.pk, verdict=row.verdict,
            of=result.of, in_time=result.in_time, late=result.late, missed=result.missed,
            skipped=result.skipped, findings=len(sources.about([row.pk])),
        ),
    )  # fmt: skip


def _require_assessor(actor: Actor, row: Drill) -> None:
    """The named assessor; else whoever keeps drills there and did not lead it."""
    if actor.user_id == row.organiser_id:
        raise Invalid(_("组织演练的人不能自己评估。"), {"verdict": "same"})
    if actor.user_id != row.assessor_id and not actor.may(Permission.KEEP_DRILLS, row.unit_no):
        raise Forbidden
