"""Whom a sheet may name: who is on the roll or the staff of a school, and who looks after people there."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import override

from xiaoan.accounts import queries as accounts
from xiaoan.careteams.queries.naming import names_of
from xiaoan.careteams.queries.sheets import key
from xiaoan.careteams.rules import Carer, Person, Standing, of_rule
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Guardian
from xiaoan.directory.models import Person as OnFile
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class OnRoll:
    """A pupil with class and seat, or a member of the staff with the school's number."""

    person_id: UUID
    kind: str
    unit_no: int
    seat: str
    number: str
    name: str


def on_roll(actor: Actor, school: directory.Place) -> list[OnRoll]:
    """Who is on the roll and the staff of a school today, by class and seat, then the staff."""
    today = clock.today()
    people = OnFile.objects.filter(inside(actor.intervals), school_id=school.no)
    numbers = dict(people.values_list("id", "number"))
    lo, hi = school.interval
    rows = Enrolment.objects.filter(
        inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi, since__lte=today
    ).exclude(until__lte=today)  # fmt: skip
    pupils = [
        OnRoll(who, "student", no, str(seat), numbers.get(who, ""), name)
        for who, no, seat, name in rows.order_by("unit_no", "seat", "person_id").values_list(
            "person_id", "unit_no", "seat", "name"
        )
    ]
    staff = people.filter(kind="staff", unit_no=school.no).order_by("number", "id")
    return pupils + [
        OnRoll(who, "staff", school.no, "", number, name)
        for who, number, name in staff.values_list("id", "number", "name")
    ]


def schools_of(actor: Actor, school_no: int, names: Collection[str]) -> dict[str, str]:
    """In which other school that the actor sees somebody of a name is: name → school."""
    rows = OnFile.objects.filter(
        inside(actor.intervals), name__in=list(names), kind="student"
    ).exclude(school_id=school_no)  # fmt: skip
    found = dict(rows.values_list("name", "school_id"))
    places = directory.places(set(found.values()))
    return {name: places[no].name for name, no in found.items() if no in places}


class Carers:
    """Who may look after people of a school, by what a sheet calls them: the name, or name and position."""

    def __init__(self, actor: Actor, now: Standing) -> None:
        self._now = now
        listed = [Carer("listed", one) for found in now.listed.values() for one in found]
        linked = {link.carer for link in now.links}
        users = {Carer("user", who) for who in now.reach}
        self.shown = names_of(actor, {*linked, *users, *listed})
        self._posts = self._positions()
        self._by_unit: dict[int, dict[str, list[Carer]]] = {}
        self._by_role: dict[str, dict[str, list[Carer]]] = {}
        self._kin = self._guardians(actor)
        self.current = {(link.person_id, link.role): link.carer for link in now.links}

    def _positions(self) -> dict[UUID, set[str]]:
        """Positions of users as a sheet says them, with and without the unit."""
        found: dict[UUID, set[str]] = defaultdict(set)
        places = directory.places({no for no, _role in self._now.holders})
        with override("zh-hans"):
            for (no, role), holders in self._now.holders.items():
                post = str(accounts.ROLE_NAMES[role])
                for who in holders:
                    found[who] |= {post, f"{places[no].name}{post}"}
        return found

    def _guardians(self, actor: Actor) -> dict[UUID, str]:
        """Names in full: whoever wrote the sheet has them; nothing of them is shown."""
        wanted = {one for found in self._now.guardians.values() for one in found}
        rows = Guardian.objects.filter(inside(actor.intervals), pk__in=wanted)
        return dict(rows.values_list("id", "name"))

    def keys_of(self, who: Carer) -> set[str]:
        name = self.shown.get(who, "")
        posts = self._posts.get(who.id, set()) if who.kind == "user" else set()
        # Of somebody listed, what is shown is name and position.
        first = {name.split(" ")[0]} if who.kind == "listed" else set()
        return {key(text) for text in {name, *first, *(f"{name}{post}" for post in posts)} if text}

    def called(self, text: str, role: str, person: Person) -> list[Carer]:
        """Whoever of those that may fill a place of a team is called so."""
        if role == "guardian":
            own = self._now.guardians.get(person.id, ())
            return [
                Carer("guardian", one) for one in own if key(self._kin.get(one, "")) == key(text)
            ]
        users = self._users(person.unit_no).get(key(text), [])
        return users + self._listed(role).get(key(text), [])

    def of_rule(self, found: Iterable[Carer], role: str, person: Person) -> list[Carer]:
        """Those among whom the rule would choose for the place."""
        first = of_rule(self._now, role, person)
        return [who for who in found if who in first]

    def is_shown_as(self, who: Carer | None, text: str) -> bool:
        """Whether this is what the reader is shown of a carer, a surname with stars too."""
        return who is not None and key(self.shown.get(who, "")) == key(text)

    def anywhere(self, text: str) -> bool:
        """Whether anybody with a position at the school, or above it, is called so."""
        return any(key(text) in self.keys_of(Carer("user", who)) for who in self._now.reach)

    def _users(self, unit_no: int) -> dict[str, list[Carer]]:
        if unit_no not in self._by_unit:
            some = [who for who in self._now.reach if self._now.covers(who, unit_no)]
            self._by_unit[unit_no] = self._index(Carer("user", who) for who in some)
        return self._by_unit[unit_no]

    def _listed(self, role: str) -> dict[str, list[Carer]]:
        if role not in self._by_role:
            some = [one for (code, _no), found in self._now.listed.items() if code == role
                    for one in found]  # fmt: skip
            self._by_role[role] = self._index(Carer("listed", one) for one in dict.fromkeys(some))
        return self._by_role[role]

    def _index(self, carers: Iterable[Carer]) -> dict[str, list[Carer]]:
        found: dict[str, list[Carer]] = defaultdict(list)
        for who in carers:
            for text in self.keys_of(who):
                found[text].append(who)
        return found
