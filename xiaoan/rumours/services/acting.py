"""What all writing of rumours shares: locks, words, steps.

Lock order: the county's rumours, the item, duties, the journal.
"""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.duties.queries.chain import in_office
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.scope import everywhere
from xiaoan.rumours import queries, rules
from xiaoan.rumours.events import ItemStepped
from xiaoan.rumours.models import Item, Step

user = acts.user
# What was written, without blanks around; of a text of its own length `longest` says so.
words = partial(acts.words, longest=rules.LONGEST_SOURCE)


def one_at_a_time(county: int) -> None:
    """Until the end of the transaction nobody else in the county reports or decides: whatever is reported by
    many at once is looked up by one after the other, and the first makes the item."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('rumours'), %s)", [county])


def hold(actor: Actor, item_id: UUID, permission: Permission) -> Item:
    """The item, locked after the county's rumours, of whoever sees the desk; Forbidden without the right."""
    known = queries.seen_items(actor).filter(pk=item_id).first()
    if known is None:
        raise NotFound
    one_at_a_time(known.unit_no)
    row = Item.objects.select_for_update().get(pk=item_id)
    if not actor.may(permission, row.unit_no):
        raise Forbidden
    return row


def same_step(actor: Actor, step_id: UUID, item_id: UUID, said: bytes) -> bool:
    """Whether this person has sent the form before; the same id with other content is refused."""
    known = Step.objects.filter(pk=step_id).first()
    elsewhere = known is not None and known.item_id != item_id
    return acts.is_same(actor, known, said, elsewhere=elsewhere)


def move(row: Item, act: str) -> None:
    """Where an act leads; Conflict where it cannot be done any more."""
    to = rules.MOVES[row.state].get(act)
    if to is None:
        raise Conflict(_("这条传言的状态已经变了,不能再这样办。请刷新后看最新情况。"))
    row.state = to


@dataclass(frozen=True)
class Said:
    """What one step says beside its kind."""

    id: UUID
    text: str = ""
    other_id: UUID | None = None
    reports: int = 0
    said: bytes | None = None


def step(actor: Actor, row: Item, kind: str, what: Said) -> None:
    """One more step; saves the item and records the fact."""
    row.steps += 1
    row.last_at = clock.now()
    with new_id():
        Step.objects.create(
            id=what.id, unit_no=row.unit_no, item_id=row.pk, no=row.steps, kind=kind,
            at=row.last_at, by_id=user(actor), text=what.text, other_id=what.other_id,
            reports=what.reports, said=what.said,
        )  # fmt: skip
    row.save()
    journal.record(
        actor,
        ItemStepped(
            school_id=0, unit_no=row.unit_no, item_id=row.pk, step=kind, state=row.state,
            verdict=row.verdict, reports=what.reports, other_id=what.other_id,
        ),
    )  # fmt: skip


def owe(row: Item) -> None:
    """Somebody of the desk is named until it is answered; anew when it is opened again."""
    with everywhere("rumours") as system:
        ladders = duty_queries.ladders()
        due_at = clock.now() + ladders.within(queries.WITHIN, row.unit_no)
        wanted = (row.unit_no, ("bureau_officer",))
        found = in_office([wanted], clock.today())[wanted]
        duties.open_duties(
            system, queries.CHECK, clock.today(), str(row.steps or ""),
            [
                duties.NewDuty(
                    school_id=0, unit_no=row.unit_no, people=0, due_at=due_at,
                    assignee_id=found[0][0] if found else None, deputy_id=None,
                    next_step_at=ladders.first_step_at(row.unit_no, due_at, queries.CHECK),
                    about_id=row.pk,
                )
            ],
        )  # fmt: skip


def settle(actor: Actor, row: Item) -> None:
    """What was owed of it is done by this person."""
    for held in duties.hold_about(row.pk, queries.CHECK):
        duties.discharge(
            actor, held, clock.now(), on_behalf=held.assignee_id not in (None, actor.user_id)
        )


def let_go(actor: Actor, row: Item) -> None:
    """It is owed elsewhere now: as part of another item."""
    held = [one.id for one in duties.hold_about(row.pk, queries.CHECK)]
    duties.excuse_many(actor, held, duties.Why("ended"))


def answered(row: Item, at: dt.datetime) -> None:
    """The first answer counts for the time it took."""
    row.answered_at = row.answered_at or at
