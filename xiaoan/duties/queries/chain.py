"""Who stands above a unit, who answers at it, by role; who may do what there."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import rules
from xiaoan.duties.models import Duty
from xiaoan.duties.queries.force import Ladders, ladders
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere


def holders_above(
    actor: Actor, role: str, unit_nos: Sequence[int], on: dt.date
) -> dict[int, list[UUID]]:
    """Who holds `role` above each unit."""
    above = _units_above(set(unit_nos), rules.ROLE_PLACE[role])
    found: dict[int, list[UUID]] = defaultdict(list)
    units = {no for no in above.values() if no is not None}
    for holder in accounts.holders(actor, [role], units, on):
        found[holder.unit_no].append(holder.user_id)
    return {no: found.get(unit, []) if unit else [] for no, unit in above.items()}


def next_rungs(
    dues: Collection[Duty], force: Ladders, on: dt.date
) -> tuple[dict[UUID, rules.Rung | None], set[UUID]]:
    """The rung after that of each duty; and of which duties a rung was passed over, because a township may do
    without that post and nobody holds it."""
    rungs = {
        one.pk: rules.next_rung(force.of(one.unit_no, one.due_at, one.kind), one.level)
        for one in dues
    }
    asked = [one for one in dues if (rung := rungs[one.pk]) and rung.role == rules.OPTIONAL]
    if not asked:
        return rungs, set()
    with everywhere("duties") as system:
        held = holders_above(system, rules.OPTIONAL, [one.unit_no for one in asked], on)
    passed = [one for one in asked if not held[one.unit_no]]
    for one in passed:
        ladder = force.of(one.unit_no, one.due_at, one.kind)
        rungs[one.pk] = rules.next_rung(ladder, rules.LEVEL_OF[rules.OPTIONAL])
    return rungs, {one.pk for one in passed}


def _units_above(unit_nos: set[int], kind: str) -> dict[int, int | None]:
    """The unit of `kind` above each unit; a class's grade is its parent, the rest is arithmetic."""
    if kind == "grade":
        return {no: place.parent_no for no, place in directory.places(unit_nos).items()}
    step = ("school", "township", "county").index(kind)
    return {no: numbering.ancestors(no)[step] for no in unit_nos}


def fits(one: Actor, kind: str, unit_no: int) -> bool:
    """Whether somebody may do a kind of duty at a unit."""
    found = rules.CATALOGUE.kinds.get(kind)
    needs = [Permission(code) for code in found.needs] if found else [Permission.MY_DUTIES]
    return one.may(Permission.MY_DUTIES, unit_no) and any(one.may(p, unit_no) for p in needs)


def present_holders(
    wanted: Iterable[tuple[str, int]], on: dt.date, force: Ladders | None = None
) -> dict[tuple[str, int], tuple[UUID | None, UUID | None]]:
    """Who answers for a kind at a unit on a day, and who stands in: by the roles that were set for it
    there, else by those that the catalogue names; the first of whom somebody is in office at the unit or
    above it. Whoever is named as a deputy comes before whoever would answer next."""
    asked = set(wanted)
    in_force = force or (ladders() if asked else Ladders())
    posts = {(kind, unit): _posts_of(kind, unit, on, in_force) for kind, unit in asked}
    roles = {key: tuple(dict.fromkeys((*found[0], *found[1]))) for key, found in posts.items()}
    held = in_office({(unit, found) for (_kind, unit), found in roles.items()}, on)
    return {
        (kind, unit): _first_two(held[unit, found], posts[kind, unit][1])
        for (kind, unit), found in roles.items()
    }


def in_office(
    wanted: Iterable[tuple[int, tuple[str, ...]]], on: dt.date
) -> dict[tuple[int, tuple[str, ...]], list[tuple[UUID, str]]]:
    """Who holds some roles at a unit or above it on a day, (user, role) in the order of the roles."""
    asked = set(wanted)
    roles = {role for _unit, found in asked for role in found}
    units = {unit for unit, _roles in asked}
    parents = {no: place.parent_no or no for no, place in directory.places(units).items()}
    above = {no: (no, parents.get(no, no), *numbering.ancestors(no)) for no in units}
    wide = {no for found in above.values() for no in found}
    by_post: dict[tuple[str, int], list[UUID]] = defaultdict(list)
    if asked:
        with everywhere("duties") as system:
            for holder in accounts.holders(system, roles, wide, on):
                by_post[holder.role, holder.unit_no].append(holder.user_id)
    return {
        (unit, found): [
            (who, role)
            for role in found
            for no in dict.fromkeys(above[unit])
            for who in by_post[role, no]
        ]
        for unit, found in asked
    }


def is_in_school(unit_no: int) -> bool:
    """Whether a unit is a school or lies in one: posts are set for these alone."""
    return unit_no % numbering.TOWNSHIP != 0


def _posts_of(
    kind: str, unit_no: int, on: dt.date, force: Ladders
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at = max(clock.now(), clock.at(on, dt.time.min))
    chosen = force.posts(kind, unit_no, at=at) if is_in_school(unit_no) else None
    if chosen:
        return chosen
    found = rules.CATALOGUE.kinds.get(kind)
    return (found.answers, found.deputies) if found else ((), ())


def _first_two(
    people: Sequence[tuple[UUID, str]], deputies: Sequence[str]
) -> tuple[UUID | None, UUID | None]:
    named = people[0][0] if people else None
    others = [(who, role) for who, role in people if who != named]
    standing_in = [who for one in deputies for who, role in others if role == one]
    return named, next(iter([*standing_in, *(who for who, _role in others)]), None)
