"""A store asks for goods: drafted, changed with versions, submitted, withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.procurement import queries, rules
from xiaoan.procurement.events import RequisitionStepped
from xiaoan.procurement.models import Requisition, RequisitionLine
from xiaoan.procurement.services import acting, excesses, shortages


@dataclass(frozen=True)
class Wish:
    """A row of the form: its number there, an item, how much of which pack, and why."""

    at: int
    item: str
    quantity: str
    pack: str
    reason: str = ""


@dataclass(frozen=True)
class NewRequisition:
    id: UUID
    store_no: int
    reason: str
    lines: Sequence[Wish]


@dataclass(frozen=True)
class Change:
    """`base`: the number of changes that whoever acts has seen. `lines`: all of them, anew."""

    id: UUID
    requisition_id: UUID
    base: int
    reason: str
    lines: Sequence[Wish]


@dataclass(frozen=True)
class Act:
    """A step with words alone."""

    id: UUID
    row_id: UUID
    base: int
    note: str = ""


@transaction.atomic
def draft(actor: Actor, given: NewRequisition) -> UUID:
    """Write a requisition; the same form once more is the same one. Gives its id."""
    place = acting.place_of(actor, given.store_no, Permission.KEEP_SUPPLIES)
    reason = acting.words_of(given.reason, "reason")
    lines = _lines(given.lines)
    now, year = clock.now(), clock.today().year
    number = acting.next_number(Requisition.objects.all(), year, unit_no=place.no)
    step_id = acting.second(given.id, "step")
    body = (place.no, reason, lines)
    if acting.done_before(actor, step_id, given.id, "drafted", *body):
        return given.id
    if Requisition.objects.filter(pk=given.id).exists():
        raise taken()
    row = Requisition(
        id=given.id, school_id=place.school_id, unit_no=place.no, year=year, number=number,
        reason=reason, made_at=now, made_by_id=actor.user_id,
    )  # fmt: skip
    with new_id():
        row.save(force_insert=True)
    _keep(row, lines)
    acting.put_down(actor, step_id, row, "drafted", *body)
    record(actor, row, "drafted", len(lines))
    return given.id


@transaction.atomic
def change(actor: Actor, given: Change) -> None:
    """Write all lines anew while nobody has approved; what was before stays as a version."""
    row = hold(actor, given.requisition_id)
    acting.require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    reason = acting.words_of(given.reason, "reason")
    lines = _lines(given.lines)
    body = (given.base, reason, lines)
    if acting.done_before(actor, given.id, row.pk, "changed", *body):
        return
    acting.same(row.edits, given.base)
    if row.state not in ("draft", "submitted"):
        raise Conflict(_("已经审批的请领单不能再改。可以撤回,再开一张。"))
    before = version(row)
    lines = excesses.without_old_reasons(before["lines"], lines)
    RequisitionLine.objects.filter(requisition_id=row.pk).delete()
    _keep(row, lines)
    row.reason, row.edits, row.made_by_id = reason, row.edits + 1, actor.user_id
    row.save(update_fields=["reason", "edits", "made_by_id"])
    acting.put_down(actor, given.id, row, "changed", *body, details=before)
    record(actor, row, "changed", len(lines))


@transaction.atomic
def submit(actor: Actor, given: Act) -> None:
    """Hand a draft in; whoever leads the unit owes an answer. What asks for more than is missing says why."""
    row = hold(actor, given.row_id)
    acting.require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    note = acting.words_of(given.note, "note")
    if acting.done_before(actor, given.id, row.pk, "submitted", given.base, note):
        return
    acting.same(row.edits, given.base)
    if row.state != "draft":
        raise Conflict(_("这张请领单已经提交过。"))
    if not note:
        excesses.ask_back(actor, row)
    shortages.answer(actor, row, RequisitionLine.objects.filter(requisition_id=row.pk), "asked")
    row.state, row.edits = "submitted", row.edits + 1
    row.submitted_at, row.submitted_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "edits", "submitted_at", "submitted_by_id"])
    acting.owe(actor, queries.APPROVE, row, acting.due_within(queries.APPROVE, row.unit_no))
    acting.put_down(actor, given.id, row, "submitted", given.base, note, note=note)
    record(actor, row, "submitted", _count(row))


@transaction.atomic
def withdraw(actor: Actor, given: Act) -> None:
    """Take a requisition back before it is decided, with why."""
    row = hold(actor, given.row_id)
    acting.require(actor, Permission.KEEP_SUPPLIES, row.unit_no)
    why = acting.words_of(given.note, "note", required=_("请写明撤回的理由。"))
    if acting.done_before(actor, given.id, row.pk, "withdrawn", given.base, why):
        return
    acting.same(row.edits, given.base)
    if row.state not in rules.REQUISITION_OPEN:
        raise Conflict(_("这张请领单已经办结,不能撤回。"))
    shortages.take_back(actor, row)
    acting.let_off(actor, row.pk, (queries.APPROVE, queries.DECIDE))
    end(actor, row, "withdrawn", why)
    RequisitionLine.objects.filter(requisition_id=row.pk).update(waits=0)
    acting.put_down(actor, given.id, row, "withdrawn", given.base, why, note=why)
    record(actor, row, "withdrawn", _count(row))


def hold(actor: Actor, requisition_id: UUID) -> Requisition:
    """A requisition that the actor sees, locked."""
    return queries.one(actor, Requisition.objects.select_for_update().filter(pk=requisition_id))


def end(actor: Actor, row: Requisition, state: str, why: str) -> None:
    row.state, row.edits, row.ended_reason = state, row.edits + 1, why
    row.ended_at, row.ended_by_id = clock.now(), actor.user_id
    row.save(update_fields=["state", "edits", "ended_reason", "ended_at", "ended_by_id"])


def version(row: Requisition) -> dict[str, Any]:
    """The lines as they are, for the step that changes them."""
    rows = RequisitionLine.objects.filter(requisition_id=row.pk).order_by("at")
    names = ("item", "quantity", "pack", "reason")
    return {"reason": row.reason, "lines": [list(one) for one in rows.values_list(*names)]}


def record(actor: Actor, row: Requisition, step: str, lines: int) -> None:
    journal.record(
        actor,
        RequisitionStepped(
            school_id=row.school_id, unit_no=row.unit_no, requisition_id=row.pk, step=step,
            state=row.state, lines=lines,
        ),
    )  # fmt: skip


def _count(row: Requisition) -> int:
    return RequisitionLine.objects.filter(requisition_id=row.pk).count()


def _lines(wishes: Sequence[Wish]) -> list[tuple[int, str, int, str, str]]:
    """The rows that were filled in: place, item, base units, pack, why."""
    refuse_lines([(one.at, one.item) for one in wishes])
    return [
        (
            at, one.item,
            acting.packs_of(one.item, one.quantity, one.pack, f"quantity-{one.at}"),
            one.pack, acting.words_of(one.reason, f"reason-{one.at}"),
        )
        for at, one in enumerate(wishes)
    ]  # fmt: skip


def refuse_lines(rows: Sequence[tuple[int, str]]) -> None:
    """No line, too many, or an item twice: a sentence. Rows by their number in the form."""
    if not rows:
        raise Invalid(_("请至少写一种物资。"), {"item-0": "none"})
    if len(rows) > rules.MOST_LINES:
        raise Invalid(
            _("一张单最多 %(n)s 种物资。请分成几张。") % {"n": rules.MOST_LINES}, {"lines": "many"}
        )
    seen: set[str] = set()
    for at, item in rows:
        if item in seen:
            raise Invalid(_("同一种物资写了两行。请合成一行。"), {f"item-{at}": "twice"})
        seen.add(item)


def _keep(row: Requisition, lines: list[tuple[int, str, int, str, str]]) -> None:
    RequisitionLine.objects.bulk_create(
        RequisitionLine(
            id=uuid7(), requisition_id=row.pk, school_id=row.school_id, unit_no=row.unit_no, at=at,
            item=item, quantity=quantity, pack=pack, reason=reason, waits=quantity,
        )
        for at, item, quantity, pack, reason in lines
    )  # fmt: skip
