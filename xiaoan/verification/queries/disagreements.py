"""Disagreements as lists and pages show them."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.directory.models import Person
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.verification.models import Disagreement
from xiaoan.verification.queries.sealed import stays_of
from xiaoan.verification.rules.claims import Stay

STATES = ("open", "overdue", "cleared")
# What is to be done by when it is due, what is done by when it was; on one list the open ones come first.
_ORDERS = {
    "open": ("due_at", "id"),
    "overdue": ("due_at", "id"),
    "cleared": ("-cleared_at", "-id"),
}


@dataclass(frozen=True)
class Differing:
    """One disagreement. `state` is open, overdue or cleared; `stays` what the list claims (one page only)."""

    id: UUID
    school_id: int
    unit_no: int
    person_id: UUID
    name: str
    kind: str
    category: str
    rule: str
    stands: str
    state: str
    outcome: str
    opened_at: dt.datetime
    due_at: dt.datetime
    cleared_at: dt.datetime | None
    cleared_by_id: UUID | None
    round_id: UUID
    answer_id: UUID | None = None
    reason: str = ""
    channel: str = ""
    act_id: UUID | None = None
    stays: tuple[Stay, ...] = ()


def disagreements(
    actor: Actor, interval: Interval, offset: int, limit: int, *, state: str = "", outcome: str = ""
) -> tuple[int, list[Differing]]:
    """Those inside an interval: how many in all, and one page of them; the open ones first, by when they are
    due, then the cleared ones, the latest first."""
    lo, hi = interval
    seen = visible(Disagreement.objects.all(), actor, Permission.SEE_VERIFICATION)
    seen = seen.filter(unit_no__gte=lo, unit_no__lt=hi)
    states = (state,) if state else ("open", "cleared")
    if outcome:
        seen, states = seen.filter(outcome=outcome), ("cleared",)
    total, ids = _ids(seen, states, offset, limit)
    found = {row.pk: row for row in seen.filter(pk__in=ids)}
    page = [found[pk] for pk in ids]
    names = _people(actor, page)
    return total, [_differing(row, names) for row in page]


def _ids(
    rows: QuerySet[Disagreement], states: tuple[str, ...], offset: int, limit: int
) -> tuple[int, list[UUID]]:
    """How many there are, and the ids of one page: those an index alone gives, however many are cleared."""
    total, ids = 0, list[UUID]()
    for state in states:
        part = rows.filter(_of(state))
        skip, count = max(offset - total, 0), part.count()
        if skip < count and len(ids) < limit:
            ordered = part.order_by(*_ORDERS[state]).values_list("id", flat=True)
            ids += ordered[skip : skip + limit - len(ids)]
        total += count
    return total, ids


def _of(state: str) -> Q:
    if state == "overdue":
        return Q(state="open", due_at__lt=clock.now())
    return Q(state=state)


def disagreement(actor: Actor, disagreement_id: UUID) -> Differing:
    """One, with what the list claims."""
    rows: QuerySet[Disagreement] = visible(
        Disagreement.objects.all(), actor, Permission.SEE_VERIFICATION
    )
    row = rows.filter(pk=disagreement_id).exclude(state="moved").first()
    if row is None:
        raise NotFound
    found = _differing(row, _people(actor, [row]))
    more = {
        "answer_id": row.answer_id, "reason": row.reason, "channel": row.channel,
        "act_id": row.act_id, "stays": tuple(stays_of(row)),
    }  # fmt: skip
    return Differing(**{**found.__dict__, **more})


def _people(actor: Actor, rows: list[Disagreement]) -> dict[UUID, tuple[str, str]]:
    ids = {row.person_id for row in rows}
    people = Person.objects.filter(inside(actor.intervals), pk__in=ids)
    return {pk: (name, kind) for pk, name, kind in people.values_list("id", "name", "kind")}


def _differing(row: Disagreement, people: dict[UUID, tuple[str, str]]) -> Differing:
    name, kind = people.get(row.person_id, ("", ""))
    overdue = row.state == "open" and row.due_at < clock.now()
    return Differing(
        row.pk, row.school_id, row.unit_no, row.person_id, name, kind, row.category, row.rule,
        row.stands, "overdue" if overdue else row.state, row.outcome, row.opened_at, row.due_at,
        row.cleared_at, row.cleared_by_id, row.round_id,
    )  # fmt: skip
