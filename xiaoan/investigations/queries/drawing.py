"""Who would be a contact of an event, by which way: what is shown before anything is stored."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.illness.queries.watching import contact_days
from xiaoan.investigations import rules
from xiaoan.investigations.models import Case, Contact
from xiaoan.investigations.queries import EventHead
from xiaoan.investigations.rules import contacts
from xiaoan.investigations.rules.contacts import Term
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import everywhere


@dataclass(frozen=True)
class Wanted:
    """Which ways of contact, with which cases (none: all that are counted), up to which day of exposure.

    `people`: who took part in `activity`; `evening`: boarders are asked after in the evening, too.
    """

    event_id: UUID
    ways: frozenset[str]
    last_exposed: dt.date
    case_id: UUID | None = None
    activity: str = ""
    people: frozenset[UUID] = frozenset()
    evening: bool = False


@dataclass
class Candidate:
    """Somebody who had contact. `unit_no`: the class today; `standing`: case, known or new."""

    person_id: UUID
    school_id: int
    unit_no: int
    boarder: bool
    standing: str
    level: str
    ways: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class WayCount:
    """One way: of `on_roll` who share it, so many are cases, are known as contacts, would be new."""

    way: str
    level: str
    on_roll: int
    cases: int
    known: int
    new: int


@dataclass(frozen=True)
class Drawing:
    """`gone`: had contact and are in no class today. `elsewhere`: would be new, at another school."""

    candidates: tuple[Candidate, ...]
    ways: tuple[WayCount, ...]
    bases: int
    gone: int
    elsewhere: int
    term: Term
    until: dt.date

    def of_level(self, level: str) -> int:
        """How many new ones of a level."""
        return sum(one.level == level and one.standing == "new" for one in self.candidates)

    @property
    def new(self) -> int:
        return sum(one.standing == "new" for one in self.candidates)


def term_of(disease: str, syndrome: str) -> Term:
    """How long contacts are watched: by the exclusion profile, else by our own table."""
    found = contact_days(disease) if disease else None
    profile = Term(found[0], "disease", found[1], found[2]) if found else None
    return contacts.term(disease, syndrome, profile)


def drawing(head: EventHead, wanted: Wanted) -> Drawing:
    """Who would be drawn for an event that the caller sees. Only ids come back: siblings may be at any
    school of the county."""
    with everywhere("contacts") as system:
        bases = _bases(head, wanted.case_id)
        shared = _shared(system, head, bases, wanted)
        found = {who for people in shared.values() for who in people}
        today = {one.person_id: one for one in directory.mates(system, found, clock.today())}
        standing = _standing(head, found)
    people: dict[UUID, Candidate] = {}
    for way, members in shared.items():
        for who in members & today.keys():
            mate = today[who]
            one = people.setdefault(
                who,
                Candidate(
                    who, mate.school_id, mate.unit_no, mate.boarder, standing.get(who, "new"), ""
                ),
            )
            one.ways.add(way)
            one.level = contacts.level_of(head.syndrome, one.ways)
    counts = tuple(
        _count(head, way, members & today.keys(), standing) for way, members in shared.items()
    )
    term = term_of(head.disease, head.syndrome)
    ordered = sorted(people.values(), key=lambda one: (one.unit_no, str(one.person_id)))
    away = sum(one.school_id != head.school_id and one.standing == "new" for one in ordered)
    return Drawing(
        tuple(ordered), counts, len(bases), len(found - today.keys()), away, term,
        contacts.until(wanted.last_exposed, term.days),
    )  # fmt: skip


def _bases(head: EventHead, case_id: UUID | None) -> list[UUID]:
    rows = Case.objects.filter(school_id=head.school_id, event_id=head.id, status__in=rules.COUNTED)
    rows = rows.filter(pk=case_id) if case_id else rows
    return list(rows.order_by("id").values_list("person_id", flat=True))


def _shared(
    system: Actor, head: EventHead, bases: list[UUID], wanted: Wanted
) -> dict[str, set[UUID]]:
    """Who shares each way; an activity is one of the event's school."""
    found: dict[str, set[UUID]] = {}
    for way in contacts.WAYS:
        if way in wanted.ways and way in directory.SHARED:
            mates = directory.sharing(system, way, bases, wanted.last_exposed)
            found[way] = {one.person_id for one in mates}
    if "activity" in wanted.ways:
        took_part = directory.mates(system, wanted.people, clock.today())
        found["activity"] = {one.person_id for one in took_part if one.school_id == head.school_id}
    return found


def _standing(head: EventHead, people: set[UUID]) -> dict[UUID, str]:
    """Who is a case that counts, who a contact already."""
    known = Contact.objects.filter(event_id=head.id, person_id__in=people)
    found = dict.fromkeys(known.values_list("person_id", flat=True), "known")
    cases = Case.objects.filter(
        school_id=head.school_id, event_id=head.id, status__in=rules.COUNTED, person_id__in=people
    )
    return found | dict.fromkeys(cases.values_list("person_id", flat=True), "case")


def _count(head: EventHead, way: str, members: set[UUID], standing: Mapping[UUID, str]) -> WayCount:
    sums: dict[str, int] = defaultdict(int)
    for who in members:
        sums[standing.get(who, "new")] += 1
    level = contacts.level_of(head.syndrome, [way])
    return WayCount(way, level, len(members), sums["case"], sums["known"], sums["new"])
