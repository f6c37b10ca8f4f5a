"""Sheets that were overtaken: which wait for a person, and one beside what was recorded first."""

from dataclasses import dataclass, replace
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.illness.models import Illness, Late
from xiaoan.illness.queries.detail import StepRow, steps_of, words_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

# So many steps are shown beside it: those that overtook it, and what they followed.
_BESIDE = 4


@dataclass(frozen=True)
class LateRow:
    """One on a list. `step` is what was filled in, as a step is read."""

    id: UUID
    illness_id: UUID
    person_id: UUID
    unit_no: int
    kind: str
    name: str
    state: str
    step: StepRow
    recorded: tuple[StepRow, ...] = ()


def may_decide(actor: Actor, unit_no: int) -> bool:
    """Whoever follows the child looks at both."""
    return any(actor.may(one, unit_no) for one in (Permission.TRACE, Permission.CARE))


def _rows(actor: Actor, found: list[Late]) -> list[LateRow]:
    if not found:
        return []
    roll = directory.enrolments(actor, {one.person_id for one in found}, clock.today())
    by = accounts.names(actor, {one.by_id for one in found if one.by_id})
    rows = []
    for one in found:
        name = roll[one.person_id].name if one.person_id in roll else ""
        said = by.get(one.by_id, "") if one.by_id else ""
        step = StepRow(
            one.kind, "", one.at.astimezone(clock.ZONE), one.recorded_at.astimezone(clock.ZONE), said,
            one.facts, words_of(one),
        )  # fmt: skip
        rows.append(
            LateRow(
                one.pk, one.illness_id, one.person_id, one.unit_no, one.kind, name, one.state, step
            )
        )
    return rows


def waiting_late(actor: Actor) -> list[LateRow]:
    """Those that wait for somebody to look at them where the actor follows children, the oldest first."""
    rows = Late.objects.filter(inside(actor.reach(Permission.TRACE)), state="waiting")
    return _rows(actor, list(rows.order_by("recorded_at", "id")[:100]))


def count_late(actor: Actor) -> int:
    """How many of them there are."""
    return Late.objects.filter(inside(actor.reach(Permission.TRACE)), state="waiting").count()


def late_of(actor: Actor, illness_id: UUID) -> list[UUID]:
    """Which of one illness wait."""
    rows = Late.objects.filter(
        inside(actor.reach(Permission.SEE_ILLNESS)), illness_id=illness_id, state="waiting"
    )
    return list(rows.order_by("recorded_at").values_list("id", flat=True))


def late(actor: Actor, late_id: UUID) -> LateRow:
    """One, with the steps that were recorded before it came; the look is recorded by the caller."""
    rows = Late.objects.filter(inside(actor.reach(Permission.SEE_ILLNESS)), pk=late_id)
    kept = list(rows)
    if not kept:
        raise NotFound
    row = _rows(actor, kept)[0]
    ill = Illness.objects.get(pk=row.illness_id)
    steps = steps_of(actor, [ill])[ill.pk][: kept[0].steps]
    return replace(row, recorded=tuple(steps[-_BESIDE:]))
