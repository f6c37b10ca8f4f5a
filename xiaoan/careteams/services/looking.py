"""Lists of names that leave a trace: who has no whole team, a class with its carers, a ledger taken away, and
whom one looks after."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from xiaoan.careteams.events import LedgerTaken
from xiaoan.careteams.queries import coverage, mine, teams
from xiaoan.careteams.rules import Wish
from xiaoan.directory import queries as directory
from xiaoan.directory.queries.people import person_names
from xiaoan.directory.rules import school_of
from xiaoan.directory.services import looking
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import looks


def uncovered(actor: Actor, unit_no: int, offset: int, limit: int) -> list[coverage.Uncovered]:
    """Who of a unit lacks whom; the pupils on the page have been looked at."""
    found = coverage.uncovered(actor, unit_no, offset, limit)
    pupils = {one.person_id: one.unit_no for one in found if one.kind == "student"}
    looking.pupils_seen(actor, unit_no, pupils, "care_list")
    return found


def people(actor: Actor, unit_no: int, kind: str) -> tuple[directory.Place, list[teams.Row]]:
    """A class, or the staff of a school, each with the team."""
    place = coverage.require(actor, unit_no)
    if place.kind != ("class" if kind == "student" else "school"):
        raise NotFound
    rows = teams.rows_of(actor, unit_no, kind)
    if kind == "student" and rows:
        looking.class_seen(actor, unit_no, clock.today(), "care_class")
    return place, rows


def take(actor: Actor, unit_no: int, kinds: Sequence[str]) -> dict[str, list[teams.Row]]:
    """The ledger of a unit, to be taken away; each taking is a fact."""
    coverage.require(actor, unit_no)
    if not actor.may(Permission.EXPORT, unit_no):
        raise Forbidden
    found = {kind: teams.rows_of(actor, unit_no, kind) for kind in kinds}
    rows = sum(len(one) for one in found.values())
    journal.record(actor, LedgerTaken(school_id=school_of(unit_no), unit_no=unit_no, rows=rows))
    looks.keep_class(actor, unit_no, clock.today(), "care_sheet")
    return found


def listed(actor: Actor, found: Iterable[mine.Mine]) -> None:
    """The actor's own people were shown on a page, with the classes of the pupils."""
    pupils = mine.pupils(found)
    if pupils:
        first = min(pupils.values())
        looking.pupils_seen(actor, first, pupils, "care_list")


def opened(actor: Actor, one: mine.Mine) -> None:
    """One of theirs was opened, with whom to call."""
    if one.kind == "student":
        looks.seen_health(actor, one.person_id, one.unit_no, "care")


def team(actor: Actor, found: teams.Team) -> None:
    """The page of one person's team was opened."""
    if found.row.kind == "student":
        looks.seen_health(actor, found.row.person_id, found.row.unit_no, "care")


def placed(actor: Actor, school_no: int, people: Mapping[UUID, int]) -> dict[UUID, tuple[str, str]]:
    """People of a school with their units, whom a preview shows by name: name and unit of each; the pupils
    among them have been looked at."""
    names = person_names(actor, people)
    places = directory.places(set(people.values()))
    pupils = {who: no for who, no in people.items() if no != school_no and who in names}
    looking.pupils_seen(actor, school_no, pupils, "care_list")
    return {who: (name, places[people[who]].name) for who, name in names.items()}


def without(
    actor: Actor, school_no: int, wishes: Sequence[tuple[Wish, str]]
) -> list[tuple[tuple[Wish, str], tuple[str, str]]]:
    """Who would stay without a carer, with name and class; the pupils among them have been looked at."""
    names = person_names(actor, [wish.person_id for wish, _why in wishes])
    places = directory.places({wish.unit_no for wish, _why in wishes})
    pupils = {
        wish.person_id: wish.unit_no
        for wish, _why in wishes
        if wish.kind == "student" and wish.person_id in names
    }
    looking.pupils_seen(actor, school_no, pupils, "care_list")
    return [
        ((wish, why), (names[wish.person_id], places[wish.unit_no].name))
        for wish, why in wishes
        if wish.person_id in names
    ]
