"""What a ledger asks for, held against what is so: which links begin, change, end, stay; and what cannot be.

A place of a team that the ledger does not name stays as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from xiaoan.careteams.rules.planning import Carer, Link, Plan, Standing, Wish


@dataclass(frozen=True)
class Named:
    """A cell: who is to look after a person in a role (none: nobody any more), and where it stands."""

    row: int
    column: str
    person_id: UUID
    role: str
    carer: Carer | None
    text: str = ""


@dataclass(frozen=True)
class Clash:
    """A cell that cannot be so. `code`: self, twice (`role`: the other one), full (`most`)."""

    cell: Named
    code: str
    role: str = ""
    most: int = 0


@dataclass
class Held:
    """A ledger held against a standing. `changed`: places of `plan.begins` that somebody else filled."""

    plan: Plan = field(default_factory=Plan)
    changed: dict[tuple[UUID, str], Carer] = field(default_factory=dict)
    ended: list[tuple[Named, Carer]] = field(default_factory=list)
    unchanged: int = 0
    clashes: list[Clash] = field(default_factory=list)
    # Links of the school that no cell names.
    untouched: int = 0


def hold(now: Standing, cells: Sequence[Named]) -> Held:
    """What a ledger does; each place of a team stands in it once. With a clash nothing may be written."""
    held = Held()
    links = {(link.person_id, link.role): link for link in now.links}
    held.plan.before, held.plan.after = Counter(now.load), Counter(now.load)
    begins = list(_begins(held, links, now, cells))
    named = {(cell.person_id, cell.role) for cell in cells}
    held.untouched = sum(place not in named for place in links)
    held.clashes += _twice(now, links, cells)
    held.clashes += _full(now, held.plan.after, begins)
    return held


def _begins(
    held: Held, links: Mapping[tuple[UUID, str], Link], now: Standing, cells: Iterable[Named]
) -> Iterable[Named]:
    """Put what changes into the plan; gives the cells whose links begin."""
    for cell in cells:
        place = (cell.person_id, cell.role)
        old, who = links.get(place), cell.carer
        if (old.carer if old else None) == who:
            held.unchanged += old is not None
            continue
        if old is not None:
            held.plan.ends.append((old.id, "changed"))
            held.plan.after[old.carer] -= 1
        if who is None:
            if old is not None:
                held.ended.append((cell, old.carer))
            continue
        if old is not None:
            held.changed[place] = old.carer
        person = now.people[cell.person_id]
        held.plan.begins.append((Wish(person.id, person.kind, person.unit_no, cell.role), who))
        held.plan.after[who] += 1
        yield cell


def _twice(
    now: Standing, links: Mapping[tuple[UUID, str], Link], cells: Sequence[Named]
) -> Iterable[Clash]:
    """Whoever would fill two places of one team, or look after themselves."""
    teams: dict[UUID, dict[str, Carer | None]] = defaultdict(dict)
    people = {cell.person_id for cell in cells}
    for (person_id, role), link in links.items():
        if person_id in people:
            teams[person_id][role] = link.carer
    for cell in cells:
        teams[cell.person_id][cell.role] = cell.carer
    told: set[tuple[UUID, Carer]] = set()
    for cell in cells:
        if cell.carer is None:
            continue
        if cell.carer == Carer("user", now.people[cell.person_id].user_id or cell.person_id):
            yield Clash(cell, "self")
        team = teams[cell.person_id]
        others = [role for role, who in team.items() if who == cell.carer and role != cell.role]
        if others and (cell.person_id, cell.carer) not in told:
            told.add((cell.person_id, cell.carer))
            yield Clash(cell, "twice", role=others[0])


def _full(now: Standing, after: Counter[Carer], begins: Sequence[Named]) -> Iterable[Clash]:
    """The last ones of whoever would have more than they may have."""
    beyond = {who: after[who] - most for who, most in now.most.items() if after[who] > most}
    for cell in reversed(begins):
        if cell.carer is not None and beyond.get(cell.carer, 0) > 0:
            beyond[cell.carer] -= 1
            yield Clash(cell, "full", most=now.most[cell.carer])
