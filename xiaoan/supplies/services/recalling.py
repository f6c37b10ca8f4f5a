"""A lot is recalled: no store gives it out any more, and each that has or had pieces of it owes an answer."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries as duty_queries
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries
from xiaoan.supplies.events import LotRecalled, RecallAnswered
from xiaoan.supplies.models import Entry, Lot, Recall, RecallStore, Transfer, TransferLine
from xiaoan.supplies.services import acting

# Our own choice: a day to bring in what was handed out.
ANSWER_WITHIN = dt.timedelta(hours=24)
# Who answers for a store, and who stands in.
_ANSWERS = {
    "school": ("logistics", "school_doctor", "principal"), "township": ("township_liaison",),
    "county": ("bureau_officer",),
}  # fmt: skip


@dataclass(frozen=True)
class NewRecall:
    id: UUID
    lot_id: UUID
    reason: str


@dataclass(frozen=True)
class Answer:
    """What a store says of a recall: what was brought in, where it was put."""

    id: UUID
    store_row_id: UUID
    note: str


@transaction.atomic
def recall(actor: Actor, given: NewRecall) -> int:
    """Stop a lot in the whole county; gives how many stores have or had pieces of it."""
    county = directory.county()
    if not actor.may(Permission.KEEP_SUPPLIES, county.no):
        raise Forbidden
    store = acting.store_kept(actor, county.no)
    lot = Lot.objects.filter(pk=given.lot_id).first()
    if lot is None:
        raise NotFound
    reason = acting.words_of(given.reason, "reason", required=_("请写明召回的理由和依据。"))
    if acting.begin(actor, given.id, store, "recall", given.lot_id, reason):
        return RecallStore.objects.filter(recall_id=given.id).count()
    if Recall.objects.filter(lot=lot, lifted_at=None).exists():
        raise Conflict(_("这一批已经在召回。"))
    Recall.objects.create(
        id=given.id, unit_no=county.no, lot=lot, at=clock.now(), by_id=actor.user_id, reason=reason
    )
    rows = [
        RecallStore(id=uuid7(), school_id=one.school_id, unit_no=one.no, recall_id=given.id)
        for one in stores_of(lot.pk)
    ]
    RecallStore.objects.bulk_create(rows)
    _owe(actor, rows)
    _record(actor, county, given.id, lot.pk, len(rows), lifted=False)
    return len(rows)


def stores_of(lot_id: UUID) -> list[directory.Place]:
    """Where pieces of a lot are, were, or are on the way to."""
    numbers = set(Entry.objects.filter(lot_id=lot_id).values_list("unit_no", flat=True).distinct())
    lines = TransferLine.objects.filter(lot_id=lot_id, received=None)
    sent = Transfer.objects.filter(pk__in=lines.values("transfer_id"), state="sent")
    numbers |= set(sent.values_list("to_no", flat=True))
    return sorted(directory.places(numbers).values(), key=lambda one: one.no)


def _owe(actor: Actor, rows: list[RecallStore]) -> None:
    due_at = clock.now() + ANSWER_WITHIN
    ladders = duty_queries.ladders()
    wanted = []
    for one in rows:
        kind = directory.place(one.unit_no).kind
        found = accounts.holders(actor, _ANSWERS[kind], [one.unit_no], clock.today())
        order = _ANSWERS[kind]
        people = [h.user_id for h in sorted(found, key=lambda h: order.index(h.role))]
        wanted.append(
            duties.NewDuty(
                school_id=one.school_id, unit_no=one.unit_no, people=0, due_at=due_at,
                assignee_id=people[0] if people else None,
                deputy_id=next((who for who in people[1:] if who != people[0]), None),
                next_step_at=ladders.first_step_at(one.unit_no, due_at), about_id=one.pk,
            )
        )  # fmt: skip
    duties.open_duties(actor, queries.RECALL, clock.today(), "", wanted)


@transaction.atomic
def answer(actor: Actor, given: Answer) -> int:
    """A store says that it has brought in what it can; gives how much is still out."""
    row = RecallStore.objects.filter(pk=given.store_row_id).first()
    if row is None or not actor.may(Permission.SEE_SUPPLIES, row.unit_no):
        raise NotFound
    store = acting.store_kept(actor, row.unit_no)
    note = acting.words_of(given.note, "note", required=_("请写明收回多少、放在哪里、谁保管。"))
    duties.hold_about(row.pk, queries.RECALL)
    lot_id = Recall.objects.values_list("lot_id", flat=True).get(pk=row.recall_id)
    outs = queries.issued(actor, {"unit_no": row.unit_no, "lot_id": lot_id}, 5000)
    left = sum(one.left for one in outs)
    if acting.begin(actor, given.id, store, "answer_recall", given.store_row_id, note):
        return left
    row = RecallStore.objects.select_for_update().get(pk=row.pk)
    if row.answered_at is not None:
        raise Conflict(_("这个单位已经答复过这次召回。"))
    row.answered_at, row.answered_by_id, row.note = clock.now(), actor.user_id, note
    row.save(update_fields=["answered_at", "answered_by_id", "note"])
    duties.discharge_about(actor, row.pk, queries.RECALL, clock.now(), on_behalf=False)
    journal.record(
        actor,
        RecallAnswered(
            school_id=store.school_id, unit_no=store.no, recall_id=row.recall_id, outstanding=left
        ),
    )
    return left


@transaction.atomic
def lift(actor: Actor, recall_id: UUID, reason: str) -> None:
    """The lot may be given out again; duties that are open fall away."""
    county = directory.county()
    if not actor.may(Permission.KEEP_SUPPLIES, county.no):
        raise Forbidden
    reason = acting.words_of(reason, "reason", required=_("请写明解除召回的理由和依据。"))
    owed = RecallStore.objects.filter(recall_id=recall_id).order_by("unit_no")
    held = [one.id for row in owed for one in duties.hold_about(row.pk, queries.RECALL)]
    found = Recall.objects.select_for_update().filter(pk=recall_id).first()
    if found is None:
        raise NotFound
    if found.lifted_at is not None:
        raise Conflict(_("这次召回已经解除。"))
    found.lifted_at, found.lifted_by_id, found.lifted_reason = clock.now(), actor.user_id, reason
    found.save(update_fields=["lifted_at", "lifted_by_id", "lifted_reason"])
    duties.excuse_many(actor, held, duties.Why("ended"))
    _record(actor, county, found.pk, found.lot_id, len(owed), lifted=True)


def _record(
    actor: Actor,
    county: directory.Place,
    recall_id: UUID,
    lot_id: UUID,
    stores: int,
    *,
    lifted: bool,
) -> None:
    journal.record(
        actor,
        LotRecalled(
            school_id=county.school_id, unit_no=county.no, recall_id=recall_id, lot_id=lot_id,
            stores=stores, lifted=lifted,
        ),
    )  # fmt: skip
