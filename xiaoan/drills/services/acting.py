"""What all writing of drills shares: the drill locked, the same form once more, one act more.

Locks: the drill, what was found, duties, the journal.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import partial
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.drills import queries, rules
from xiaoan.drills.events import DrillStepped
from xiaoan.drills.models import Act, Drill, Part, Step
from xiaoan.drills.queries.duty_kinds import TAKE_PART
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.scope import everywhere, inside

user = acts.user
words = partial(acts.words, longest=rules.LONGEST)


def hold(actor: Actor, drill_id: UUID) -> Drill:
    """The drill, locked, of whoever sees it."""
    seen = inside(actor.reach(Permission.SEE_DRILLS)) | queries.with_part(actor)
    row = Drill.objects.select_for_update().filter(seen, pk=drill_id).first()
    if row is None:
        raise NotFound
    return row


def require_keeper(actor: Actor, row: Drill) -> None:
    if not actor.may(Permission.KEEP_DRILLS, row.unit_no):
        raise Forbidden


def same(actor: Actor, act_id: UUID, row: Drill, said: bytes) -> bool:
    """Whether this person has sent the form before; Conflict for the same id with other content or of
    another."""
    known = Act.objects.filter(pk=act_id).first()
    elsewhere = known is not None and known.drill_id != row.pk
    return acts.is_same(actor, known, said, elsewhere=elsewhere)


def go(row: Drill, act: str) -> None:
    """Where an act leads; Conflict where it cannot be done any more."""
    to = rules.MOVES[row.state].get(act)
    if to is None:
        raise Conflict(_("这次演练的状态已经变了,不能再这样办。请刷新后看最新情况。"))
    row.state = to


def put(
    actor: Actor, row: Drill, act_id: UUID, what: str, said: bytes, *, code: str = "", text: str = "",
    at: dt.datetime | None = None,
) -> None:  # fmt: skip
    """One act more; saves the drill and records the fact. `at`: when a step was done."""
    row.acts += 1
    with new_id():
        Act.objects.create(
            id=act_id, school_id=row.school_id, unit_no=row.unit_no, drill_id=row.pk, no=row.acts,
            what=what, code=code, words=text, at=clock.now(), by_id=user(actor), said=said,
        )  # fmt: skip
    row.save()
    journal.record(
        actor,
        DrillStepped(
            school_id=row.school_id, unit_no=row.unit_no, drill_id=row.pk, act=what, state=row.state,
            code=code, at=at,
        ),
    )  # fmt: skip


def owe(row: Drill, kind: str, who: UUID, due_at: dt.datetime) -> None:
    """Somebody has to do something about a drill."""
    with everywhere("drills") as system:
        ladders = duty_queries.ladders()
        duties.open_duties(
            system, kind, clock.today(), str(row.acts),  # owed anew after it was done once
            [
                duties.NewDuty(
                    school_id=row.school_id, unit_no=row.unit_no, people=0, due_at=due_at,
                    assignee_id=who, deputy_id=None,
                    next_step_at=ladders.first_step_at(row.unit_no, due_at, kind), about_id=row.pk,
                )
            ],
        )  # fmt: skip


def settle(actor: Actor, drill_id: UUID, kind: str) -> None:
    """What was open of a kind about a drill is done by this person."""
    for held in duties.hold_about(drill_id, kind):
        duties.discharge(
            actor, held, clock.now(), on_behalf=held.assignee_id not in (None, actor.user_id)
        )


def let_go(actor: Actor, drill_id: UUID, kinds: Iterable[str]) -> None:
    """Nothing of these is owed any more."""
    held = [one.id for kind in kinds for one in duties.hold_about(drill_id, kind)]
    duties.excuse_many(actor, held, duties.Why("ended"))


def call(row: Drill, parts: Mapping[str, UUID], units: Mapping[UUID, int]) -> None:
    """Whoever plays a part owes to be there, each at the unit at which they work."""
    with everywhere("drills") as system:
        ladders = duty_queries.ladders()
        for role, who in parts.items():
            unit_no = units[who]
            duties.open_duties(
                system, TAKE_PART, clock.today(), role,
                [
                    duties.NewDuty(
                        school_id=row.school_id, unit_no=unit_no, people=0, due_at=row.planned_at,
                        assignee_id=who, deputy_id=None,
                        next_step_at=ladders.first_step_at(unit_no, row.planned_at, TAKE_PART),
                        about_id=row.pk,
                    )
                ],
            )  # fmt: skip


def call_off(actor: Actor, row: Drill) -> None:
    """The drill is over: who did a step was there; of the others nothing is owed any more."""
    done = set(
        Step.objects.filter(drill_id=row.pk, done_at__isnull=False).values_list("code", flat=True)
    )
    roles = {one.role for one in queries.steps_of(row) if one.code in done}
    there = set(
        Part.objects.filter(drill_id=row.pk, role__in=roles).values_list("user_id", flat=True)
    )
    left = []
    for held in duties.hold_about(row.pk, TAKE_PART):
        if held.assignee_id in there:
            duties.discharge(
                actor, held, clock.now(), on_behalf=held.assignee_id not in (None, actor.user_id)
            )
        else:
            left.append(held.id)
    duties.excuse_many(actor, left, duties.Why("ended"))
