"""A requisition is approved by whoever leads the unit, then decided line by line: bought, given from another
store, or refused with why."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import queries, rules
from xiaoan.procurement.models import Requisition, RequisitionLine
from xiaoan.procurement.services import acting, shortages
from xiaoan.procurement.services.gathering import gather
from xiaoan.procurement.services.requisitions import end, hold, record
from xiaoan.supplies import services as supplies


@dataclass(frozen=True)
class Approval:
    """Whoever leads the unit agrees (`yes`) or refuses with `note`."""

    id: UUID
    requisition_id: UUID
    base: int
    yes: bool
    note: str = ""


@dataclass(frozen=True)
class LineDecision:
    """Of a line so much is bought, so much given from the store `from_no`, both typed in the line's pack; the
    rest is refused, with why."""

    line_id: UUID
    bought: str
    given: str = ""
    from_no: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Decision:
    id: UUID
    requisition_id: UUID
    base: int
    lines: Sequence[LineDecision]


@dataclass(frozen=True)
class _Part:
    """What was decided of a line, in base units."""

    line: RequisitionLine
    bought: int
    given: int
    from_no: int | None
    why: str


@transaction.atomic
def approve(actor: Actor, given: Approval) -> None:
    """Agree to a requisition, which then waits for the county or the township; or refuse it."""
    row = hold(actor, given.requisition_id)
    acting.require(actor, Permission.APPROVE_REQUISITION, row.unit_no)
    required = "" if given.yes else _("不同意请写明理由。")
    note = acting.words_of(given.note, "note", required=required)
    what = "approved" if given.yes else "refused"
    if acting.done_before(actor, given.id, row.pk, what, given.base, note):
        return
    acting.same(row.edits, given.base)
    if row.state != "submitted":
        raise Conflict(_("这张请领单现在不等审批。"))
    if not rules.may_approve(actor.user_id, queries.authors(row.pk)):
        raise Conflict(_("自己开的请领单要由别人审批。"))
    if not given.yes:
        shortages.take_back(actor, row)
    acting.done(actor, row.pk, queries.APPROVE)
    if given.yes:
        row.state, row.edits = "approved", row.edits + 1
        row.approved_at, row.approved_by_id = clock.now(), actor.user_id
        row.save(update_fields=["state", "edits", "approved_at", "approved_by_id"])
        acting.owe(actor, queries.DECIDE, row, acting.due_within(queries.DECIDE, row.unit_no))
    else:
        end(actor, row, "refused", note)
        RequisitionLine.objects.filter(requisition_id=row.pk).update(waits=0)
    acting.put_down(actor, given.id, row, what, given.base, note, note=note)
    record(actor, row, what, RequisitionLine.objects.filter(requisition_id=row.pk).count())


@transaction.atomic
def decide(actor: Actor, given: Decision) -> None:
    """Say of each line how it is met. What is given from a store leaves it now, as a transfer."""
    row = hold(actor, given.requisition_id)
    acting.require(actor, Permission.BUY, row.unit_no)
    parts = _parts(row, given.lines)
    said = [(one.line.pk, one.bought, one.given, one.from_no, one.why) for one in parts]
    if acting.done_before(actor, given.id, row.pk, "decided", given.base, said):
        return
    acting.same(row.edits, given.base)
    _refuse(actor, row)
    # All of them before anything is recorded: stores of one chain of facts wait for each other otherwise.
    supplies.hold_stores({one.from_no for one in parts if one.from_no is not None})
    if not any(one.bought or one.given for one in parts):
        shortages.take_back(actor, row)
    acting.done(actor, row.pk, queries.DECIDE)
    for one in sorted(parts, key=lambda part: (part.from_no or 0, part.line.at)):
        _meet(actor, given.id, row, one)
    met = any(one.bought or one.given for one in parts)
    why = "" if met else parts[0].why
    end(actor, row, "decided" if met else "refused", why)
    acting.put_down(actor, given.id, row, "decided", given.base, said, note=why)
    record(actor, row, "decided", len(parts))


def _refuse(actor: Actor, row: Requisition) -> None:
    if row.state != "approved":
        raise Conflict(_("这张请领单现在不等决定。"))
    kind = directory.place(row.unit_no).kind
    if not rules.may_decide(actor.user_id, row.approved_by_id, queries.authors(row.pk), kind):
        raise Conflict(_("开单或审批的人不能再作决定。请由另一个人决定。"))


def _parts(row: Requisition, decisions: Sequence[LineDecision]) -> list[_Part]:
    lines = list(
        RequisitionLine.objects.select_for_update().filter(requisition_id=row.pk).order_by("at")
    )
    said = {one.line_id: one for one in decisions}
    if set(said) != {line.pk for line in lines}:
        raise NotFound
    return gather(partial(_part, line, said[line.pk]) for line in lines)


def _part(line: RequisitionLine, said: LineDecision) -> _Part:
    bought = _amount(line, said.bought, "bought")
    given = _amount(line, said.given, "given")
    if bought + given > line.quantity:
        raise Invalid(_("决定的比请领的多。请改小。"), {f"bought-{line.at}": "more"})
    if given and said.from_no is None:
        raise Invalid(_("请选从哪个仓库调。"), {f"from-{line.at}": "empty"})
    required = _("没有全部同意的,请写明理由。") if bought + given < line.quantity else ""
    why = acting.words_of(said.why, f"why-{line.at}", required=required)
    return _Part(line, bought, given, said.from_no if given else None, why)


def _amount(line: RequisitionLine, typed: str, field: str) -> int:
    if not typed.strip():
        return 0
    return acting.quantity_of(line.item, typed, line.pack, f"{field}-{line.at}", least=0)


def _meet(actor: Actor, step_id: UUID, row: Requisition, part: _Part) -> None:
    line = part.line
    line.bought, line.given, line.why = part.bought, part.given, part.why
    line.refused = line.quantity - part.bought - part.given
    line.from_no, line.waits = part.from_no, part.bought
    if part.given and part.from_no is not None:
        line.transfer_id = _send(actor, acting.second(step_id, line.pk), row, part)
    line.save()


def _send(actor: Actor, transfer_id: UUID, row: Requisition, part: _Part) -> UUID:
    at = part.line.at
    note = _("请领〔%(year)s〕%(no)s号") % {"year": row.year, "no": row.number}
    try:
        return supplies.dispatch(
            actor,
            supplies.Dispatch(
                transfer_id, part.from_no or 0, row.unit_no, part.line.item, str(part.given), "",
                reason=note,
            ),
        )  # fmt: skip
    except Invalid as fault:
        field = "from" if "to_no" in fault.fields else "given"
        named = f"{directory.place(part.from_no or 0).name}:" if field == "given" else ""
        raise Invalid(f"{named}{fault}", {f"{field}-{at}": "store"}) from None
    except (Forbidden, NotFound):
        raise Invalid(_("您不管这个仓库,不能从那里调。"), {f"from-{at}": "foreign"}) from None
