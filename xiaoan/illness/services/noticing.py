"""A sick child noted on a phone without a network: what it sends later, in the order in which it was done.

The phone knows no id of the illness: it makes one of the course (处置), which every sheet of it bears.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.illness import queries, rules
from xiaoan.illness.models import Illness, Step
from xiaoan.illness.services import acting
from xiaoan.illness.services.acting import Done
from xiaoan.illness.services.opening import Found, Sheet, may_find, open_many
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import fingerprint, is_other


@dataclass(frozen=True)
class Noticed:
    """The first sheet of a course. `step_id` and `course` are the phone's; `at`: when, by its clock."""

    step_id: UUID
    course: UUID
    person_id: UUID
    unit_no: int
    at: dt.datetime | None = None
    symptoms: int = 0
    fever: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> bytes:
        """What was sent (kernel.said)."""
        return fingerprint("notice", str(self.course), self.symptoms, self.fever, self.facts)


def notice(actor: Actor, sent: Noticed) -> UUID:
    """Open the illness that a course is about; where the child is followed already, note it there. Gives the
    illness. The same sheet once more changes nothing.

    Conflict if the course is of another child, or the child is not in school by what others have recorded.
    """
    may_find(actor, sent.person_id)
    known = _known(actor, sent)
    if known is not None:
        return known
    acting.refuse_time(sent.at, sent.at or clock.now())
    found = Found(
        sent.person_id, sent.unit_no, False, sent.symptoms, sent.fever, at=sent.at,
        facts={**sent.facts, "course": str(sent.course)},
    )  # fmt: skip
    with transaction.atomic():
        if sent.person_id in queries.open_of(actor, {sent.person_id}):
            return _again(actor, sent, found)
        sheet = Sheet(sent.step_id, sent.said)
        made = open_many(actor, [found], clock.today(), {sent.person_id: sheet})
        return made[0].pk if made else _again(actor, sent, found)


def _known(actor: Actor, sent: Noticed) -> UUID | None:
    steps = Step.objects.filter(pk=sent.step_id)
    step = steps.values_list("illness_id", "person_id", "said").first()
    if step is not None:
        if step[1] != sent.person_id or is_other(step[2], sent.said):
            raise taken()
        return step[0]
    before = queries.course_of(actor, sent.course)
    if before is not None and before.person_id != sent.person_id:
        raise Conflict(_("这张处置单记的是另一名学生。请换一张新的处置单。"))
    return None


def _again(actor: Actor, sent: Noticed, found: Found) -> UUID:
    """The child is followed already: somebody else saw it too, before or since."""
    row = acting.hold(actor, queries.open_of(actor, {sent.person_id})[sent.person_id].pk)
    if row.stage in rules.ABSENT:
        raise Conflict(_("这名学生已登记为不在学校。请在孩子的页面上核对,再决定怎么记。"))
    _saw(row, found)
    done = Done(sent.step_id, row.pk, "noticed", found.at, found.facts, sheet=sent.said)
    acting.apply(actor, row, done)
    return row.pk


def _saw(row: Illness, found: Found) -> None:
    """The earliest sign counts, and what was seen by anybody."""
    if found.at:
        row.opened_at = min(row.opened_at, found.at)
    row.symptoms |= found.symptoms
    row.fever = row.fever or found.fever
