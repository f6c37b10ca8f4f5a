"""Proposals as whoever proposes or decides sees them; what a proposal would change."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Q, When

from xiaoan.accounts import queries as accounts
from xiaoan.directives.queries import circulars
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.reopening import queries, rules
from xiaoan.reopening.models import Proposal


@dataclass(frozen=True)
class Change:
    """A line beside what holds now. `schools`: how many have the stage there; `elsewhere`: places
    under it with a decision of their own, which the line does not touch; `closed`: schools whose
    own calendar has no school that day."""

    line: rules.Line
    place: directory.Place
    before: queries.Opening | None
    schools: int
    elsewhere: int
    closed: int


@dataclass(frozen=True)
class Detail:
    """A proposal with its lines against what holds, and who did what. Names are those of officers."""

    row: Proposal
    lines: list[Change]
    late_finals: list[tuple[str, str]]
    proposed_by: str
    settled_by: str
    directive: str
    may_decide: bool
    may_take_back: bool


def offices(actor: Actor, permission: Permission) -> tuple[int, ...]:
    """The county offices in which the actor holds one of the two permissions."""
    return tuple(sorted({s.lo for s in actor.scopes if permission in s.permissions}))


def in_sight(actor: Actor) -> tuple[int, ...]:
    found = {
        *offices(actor, Permission.PROPOSE_OPENING),
        *offices(actor, Permission.DECIDE_OPENING),
    }
    return tuple(sorted(found))


def page_of(actor: Actor, offset: int, limit: int) -> tuple[int, list[Proposal]]:
    """Proposals, those that wait first, then the newest."""
    rows = Proposal.objects.filter(unit_no__in=in_sight(actor))
    order = Case(When(state="proposed", then=0), default=1)
    return rows.count(), list(rows.order_by(order, "-proposed_at")[offset : offset + limit])


def waiting(actor: Actor) -> int:
    """How many wait for this actor: not those they proposed themselves."""
    rows = Proposal.objects.filter(
        unit_no__in=offices(actor, Permission.DECIDE_OPENING), state="proposed"
    )
    return rows.filter(~Q(proposed_by_id=actor.user_id)).count()


def proposal(actor: Actor, proposal_id: UUID) -> Proposal:
    row = Proposal.objects.filter(pk=proposal_id, unit_no__in=in_sight(actor)).first()
    if row is None:
        raise NotFound
    return row


def detail(actor: Actor, proposal_id: UUID) -> Detail:
    row = proposal(actor, proposal_id)
    lines = rules.lines_of(row.lines)
    names = accounts.names(actor, {row.proposed_by_id, row.settled_by_id or row.proposed_by_id})
    is_open = row.state == "proposed"
    return Detail(
        row, changes(lines), late_finals(lines), names.get(row.proposed_by_id, ""),
        names.get(row.settled_by_id, "") if row.settled_by_id else "",
        dict(directives(row.unit_no)).get(row.directive_id, "") if row.directive_id else "",
        is_open and actor.may(Permission.DECIDE_OPENING, row.unit_no)
        and row.proposed_by_id != actor.user_id,
        is_open and actor.may(Permission.PROPOSE_OPENING, row.unit_no),
    )  # fmt: skip


def directives(office_no: int) -> list[tuple[UUID, str]]:
    """What a proposal may rest on: issued directives of the office, the newest first."""
    return [(pk, name) for pk, _year, name in circulars.draftable(office_no)]


def changes(lines: Sequence[rules.Line]) -> list[Change]:
    """Each line beside what holds now at its place."""
    current = queries.latest(queries.versions())
    places = directory.places({one.place_no for one in lines})
    if not places:
        return []
    county = next(iter(places)) // numbering.COUNTY * numbering.COUNTY
    schools = directory.places_inside((county, county + numbering.COUNTY), "school")
    return [_change(one, places[one.place_no], current, schools) for one in lines]


def _change(
    line: rules.Line, place: directory.Place,
    current: dict[tuple[int, str], queries.Opening], schools: Sequence[directory.Place],
) -> Change:  # fmt: skip
    lo, hi = place.interval
    kinds = rules.STAGES[line.stage].stages
    there = [one.no for one in schools if lo <= one.no < hi and one.stage in kinds]
    elsewhere = sum(
        stage == line.stage and lo < no < hi and one.what != "lifted"
        for (no, stage), one in current.items()
    )
    closed = 0
    if line.day and there:
        closed = len(there) - len(directory.schools_open([line.day], there)[line.day])
    before = rules.holding(current, numbering.ancestors(place.no), line.stage)
    return Change(line, place, before, len(there), elsewhere, closed)


def late_finals(lines: Sequence[rules.Line]) -> list[tuple[str, str]]:
    """Final years that would open after the rest of their stage, at the places of the lines."""
    current = queries.latest(queries.versions())
    found: list[tuple[str, str]] = []
    for no in sorted({one.place_no for one in lines}):
        days = _days_at(no, current)
        days.update({one.stage: one.day for one in lines if one.place_no == no})
        found += [pair for pair in rules.late_finals(days) if pair not in found]
    return found


def _days_at(
    place_no: int, current: dict[tuple[int, str], queries.Opening]
) -> dict[str, dt.date | None]:
    above = numbering.ancestors(place_no)
    held = {code: rules.holding(current, above, code) for code in rules.STAGES}
    return {code: one.day if one else None for code, one in held.items()}
