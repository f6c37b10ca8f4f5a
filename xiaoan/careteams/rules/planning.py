"""Who looks after whom: which links still hold, who is found for those without, who stays without and why.

Nobody looks after the same person in two roles, nobody after themselves, and nobody after more than was set.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from xiaoan.careteams.rules.schemes import ROLES, Role, Scheme

# fill: only who has nobody. anew: everything the rule had given. balance: what is beyond the maximum.
MODES = ("fill", "anew", "balance")


class Carer(NamedTuple):
    """A user, a guardian on the roster, or somebody listed by the school."""

    kind: str
    id: UUID


class Wish(NamedTuple):
    """A person who is to have a carer in a role; `unit_no` is the class, of staff the school."""

    person_id: UUID
    kind: str
    unit_no: int
    role: str


@dataclass(frozen=True)
class Person:
    """One who has a team: in which class, or of staff in which grade they work, if in one."""

    id: UUID
    kind: str
    unit_no: int
    grade_no: int = 0
    user_id: UUID | None = None


@dataclass(frozen=True)
class Link:
    """That a carer looks after a person in a role now. `chosen`: a person chose so, no rule undoes it."""

    id: UUID
    person_id: UUID
    role: str
    carer: Carer
    chosen: bool = False


@dataclass
class Standing:
    """What is so in a school: people, links, who holds which position where, who is listed for what."""

    school_no: int
    township_no: int
    county_no: int
    people: dict[UUID, Person] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    holders: Mapping[tuple[int, str], Sequence[UUID]] = field(default_factory=dict)
    reach: Mapping[UUID, Sequence[tuple[int, int]]] = field(default_factory=dict)
    listed: Mapping[tuple[str, int], Sequence[UUID]] = field(default_factory=dict)
    guardians: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)
    grades: Sequence[int] = ()
    load: Counter[Carer] = field(default_factory=Counter)
    most: Mapping[Carer, int] = field(default_factory=dict)
    # Asked some thousand times for a few hundred different answers.
    known: dict[tuple[str, str, int, int], list[list[Carer]]] = field(default_factory=dict)

    def covers(self, user_id: UUID, unit_no: int) -> bool:
        """Whether a position of a user reaches a unit: a team opens nothing that was closed before."""
        return any(lo <= unit_no < hi for lo, hi in self.reach.get(user_id, ()))

    def is_listed(self, role: str, listed_id: UUID) -> bool:
        return any(listed_id in found for (code, _no), found in self.listed.items() if code == role)


@dataclass(frozen=True)
class Asked:
    """What is to be arranged: how, and of which roles (none: of all)."""

    mode: str = "fill"
    roles: tuple[str, ...] = ()

    def wants(self, role: str) -> bool:
        return not self.roles or role in self.roles


@dataclass
class Plan:
    """What is to be done: links that end and why, links that begin, who stays without and why."""

    ends: list[tuple[UUID, str]] = field(default_factory=list)
    begins: list[tuple[Wish, Carer]] = field(default_factory=list)
    uncovered: list[tuple[Wish, str]] = field(default_factory=list)
    before: Counter[Carer] = field(default_factory=Counter)
    after: Counter[Carer] = field(default_factory=Counter)


def plan(now: Standing, scheme: Scheme, asked: Asked) -> Plan:
    """What is to be done about the people of a standing, so that each has a carer in each role."""
    made = Plan(before=Counter(now.load), after=Counter(now.load))
    kept = _kept(now, scheme, made)
    aside = dict(_aside(now, kept, asked, made.after))
    for key, link in aside.items():
        del kept[key]
        made.after[link.carer] -= 1
    taken = _taken(now, kept.values())
    for role in ROLES.values():
        wishes = _wishes(now, scheme, role, kept)
        search = _Search(now, role, made.after, taken, aside)
        search.keep_together(link for link in kept.values() if link.role == role.code)
        for wish, carer, why in search.run(wishes, asked.wants(role.code)):
            _note(made, aside, wish, carer, why)
    return made


def _kept(now: Standing, scheme: Scheme, made: Plan) -> dict[tuple[UUID, str], Link]:
    """The links that hold; those that do not end with the plan."""
    kept: dict[tuple[UUID, str], Link] = {}
    for link in now.links:
        why = fault_of(link, now, scheme)
        if why:
            made.ends.append((link.id, why))
            made.after[link.carer] -= 1
        else:
            kept[link.person_id, link.role] = link
    return kept


def _taken(now: Standing, links: Iterable[Link]) -> dict[UUID, set[Carer]]:
    """Who cannot be found for a person any more: who is in the team already, and the person."""
    taken: dict[UUID, set[Carer]] = defaultdict(set)
    for person in now.people.values():
        if person.user_id:
            taken[person.id].add(Carer("user", person.user_id))
    for link in links:
        taken[link.person_id].add(link.carer)
    return taken


def _note(
    made: Plan, aside: Mapping[tuple[UUID, str], Link], wish: Wish, carer: Carer | None, why: str
) -> None:
    """What a search has found; whoever was set aside and is found again just stays."""
    old = aside.get((wish.person_id, wish.role))
    if carer is None:
        made.uncovered.append((wish, why))
        if old is not None:
            made.ends.append((old.id, "anew"))
    elif old is None or old.carer != carer:
        made.begins.append((wish, carer))
        if old is not None:
            made.ends.append((old.id, "anew"))


def fault_of(link: Link, now: Standing, scheme: Scheme) -> str:
    """Why a link does not hold any more (rules.ENDS); '' if it does."""
    person = now.people.get(link.person_id)
    if person is None:
        return "person_left"
    if link.role not in scheme.roles(person.kind):
        return "scheme"
    if link.carer.kind == "guardian":
        return "" if link.carer.id in now.guardians.get(person.id, ()) else "carer_left"
    if link.carer.kind == "listed":
        return "" if now.is_listed(link.role, link.carer.id) else "carer_left"
    if link.chosen:
        return "" if now.covers(link.carer.id, person.unit_no) else "carer_left"
    found = tiers_of(now, ROLES[link.role], person)
    return "" if any(link.carer in tier for tier in found) else "carer_left"


def _aside(
    now: Standing, kept: Mapping[tuple[UUID, str], Link], asked: Asked, load: Counter[Carer]
) -> Iterable[tuple[tuple[UUID, str], Link]]:
    """What is put up for arranging anew, though it holds."""
    beyond = {who: load[who] - most for who, most in now.most.items() if load[who] > most}
    for key, link in reversed(list(kept.items())):
        if link.chosen or not asked.wants(link.role):
            continue
        if asked.mode == "anew":
            yield key, link
        elif asked.mode == "balance" and beyond.get(link.carer, 0) > 0:
            beyond[link.carer] -= 1
            yield key, link


def _wishes(
    now: Standing, scheme: Scheme, role: Role, kept: Mapping[tuple[UUID, str], Link]
) -> list[Wish]:
    return [
        Wish(one.id, one.kind, one.unit_no, role.code)
        for one in now.people.values()
        if role.code in scheme.roles(one.kind) and (one.id, role.code) not in kept
    ]


class _Search:
    """Looks for carers of one role, keeping the books of who has how many."""

    def __init__(
        self, now: Standing, role: Role, load: Counter[Carer], taken: dict[UUID, set[Carer]],
        aside: Mapping[tuple[UUID, str], Link],
    ) -> None:  # fmt: skip
        self._now, self._role, self._load, self._taken = now, role, load, taken
        self._aside = aside
        # Who was chosen last for a unit: with spread "class" its people stay together.
        self._of_unit: dict[tuple[str, int], Carer] = {}

    def keep_together(self, links: Iterable[Link]) -> None:
        """Whoever looks after a class already is asked first about who comes into it."""
        for link in links:
            person = self._now.people[link.person_id]
            if not link.chosen:
                self._of_unit.setdefault((person.kind, person.unit_no), link.carer)

    def run(self, wishes: Sequence[Wish], wanted: bool) -> Iterable[tuple[Wish, Carer | None, str]]:
        for wish in wishes:
            carer, why = self._find(wish) if wanted else (None, "not_asked")
            old = self._aside.get((wish.person_id, wish.role))
            if carer is None and old and old.carer not in self._taken[wish.person_id]:
                carer = old.carer
            if carer is not None:
                self._load[carer] += 1
                self._taken[wish.person_id].add(carer)
                self._of_unit[wish.kind, wish.unit_no] = carer
            yield wish, carer, why

    def _find(self, wish: Wish) -> tuple[Carer | None, str]:
        person, why = self._now.people[wish.person_id], "nobody"
        for tier in tiers_of(self._now, self._role, person):
            free = [who for who in tier if who not in self._taken[person.id]]
            roomy = [who for who in free if self._has_room(who)]
            if roomy:
                return self._best(wish, roomy), ""
            if free:  # a maximum is not evaded by asking people from elsewhere
                return None, "full"
            why = "twice" if tier else why
        return None, why

    def _best(self, wish: Wish, roomy: Sequence[Carer]) -> Carer:
        last = self._of_unit.get((wish.kind, wish.unit_no))
        if self._role.spread == "class" and wish.kind == "student" and last in roomy:
            return roomy[roomy.index(last)]
        return min(roomy, key=lambda who: self._load[who])

    def _has_room(self, who: Carer) -> bool:
        most = self._now.most.get(who)
        return most is None or self._load[who] < most


def tiers_of(now: Standing, role: Role, person: Person) -> list[list[Carer]]:
    """Where a carer of a role is looked for, of one person."""
    tiers = role.tiers(person.kind)
    if ("guardian",) in tiers:  # the first who answers for the child, then the next
        return [[Carer("guardian", one)] for one in now.guardians.get(person.id, ())]
    key = role.code, person.kind, person.unit_no, person.grade_no
    if key not in now.known:
        now.known[key] = [
            list(dict.fromkeys(who for one in tier for who in _source(now, role.code, one, person)))
            for tier in tiers
        ]
    return now.known[key]


def _source(now: Standing, role: str, source: str, person: Person) -> list[Carer]:
    if source == "listed":
        return [Carer("listed", one) for one in _listed(now, role, person)]
    places: dict[str, tuple[Sequence[int], str]] = {
        "class_teacher": ((person.unit_no,), "class_teacher"),
        "subject_teachers": ((person.unit_no,), "subject_teacher"),
        "grade_head": ((person.grade_no,), "grade_head"),
        "grade_heads": (now.grades, "grade_head"),
        "leaders": ((now.school_no,), "principal"),
        "liaison": ((now.township_no,), "township_liaison"),
        "officers": ((now.county_no,), "bureau_officer"),
    }
    units, code = places[source]
    return [Carer("user", who) for no in units for who in now.holders.get((no, code), ())]


def _listed(now: Standing, role: str, person: Person) -> Sequence[UUID]:
    """Who is listed for the role nearest to the person: for the class, the grade, the school."""
    for no in (person.unit_no, person.grade_no, now.school_no):
        if now.listed.get((role, no)):
            return now.listed[role, no]
    return ()


def options(now: Standing, role: str, person: Person) -> list[Carer]:
    """Whom a person may choose for a role by hand: whose position reaches the one, whoever is listed."""
    if ("guardian",) in ROLES[role].tiers(person.kind):
        return [Carer("guardian", one) for one in now.guardians.get(person.id, ())]
    users = [who for who in now.reach if now.covers(who, person.unit_no) and who != person.user_id]
    listed = [one for (code, _no), found in now.listed.items() if code == role for one in found]
    return [Carer("user", who) for who in users] + [
        Carer("listed", one) for one in dict.fromkeys(listed)
    ]


def of_rule(now: Standing, role: str, person: Person) -> list[Carer]:
    """Among whom the rule would look for a person's carer of a role."""
    return [who for tier in tiers_of(now, ROLES[role], person) for who in tier]
