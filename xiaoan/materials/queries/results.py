"""How an assignment stands: read and answered of how many, class by class; the questions most missed.

Of people there is nothing here but counts; of less than `rules.FEWEST` answers not even right and wrong.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from xiaoan.accounts.queries import standing as posts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.materials import rules
from xiaoan.materials.models import Tally
from xiaoan.materials.queries.assigned import Assigned, require
from xiaoan.materials.queries.library import Held


@dataclass(frozen=True)
class Figures:
    """Of `meant` families or people: how many read, how many answered; of their `asked` questions so many
    were right."""

    meant: int = 0
    read: int = 0
    answered: int = 0
    asked: int = 0
    right: int = 0

    @property
    def shows(self) -> bool:
        """Whether right and wrong may be shown."""
        return rules.shows(self.answered)

    def __add__(self, other: "Figures") -> "Figures":
        mine, theirs = self.__dict__, other.__dict__
        return Figures(**{name: mine[name] + theirs[name] for name in mine})


@dataclass(frozen=True)
class Row:
    """A unit below (or the unit itself) and its figures."""

    unit_no: int
    name: str
    figures: Figures


@dataclass(frozen=True)
class Missed:
    """How often a question was answered, and wrong; the most missed first."""

    question: rules.Question
    asked: int
    wrong: int


# What is read of a class is of whoever is on its roll that day: a child that left is in neither number.
_FAMILIES = """
select r.unit_no, count(*), count(r.handed_at),
  coalesce(sum(jsonb_array_length(r.questions)) filter (where r.handed_at is not null), 0),
  coalesce(sum(r."right"), 0)
from materials_reading r
join directory_enrolment e on e.school_id = r.school_id and e.person_id = r.person_id
  and e.unit_no = r.unit_no and e.since <= %(day)s and (e.until is null or e.until > %(day)s)
where r.assignment_id = %(id)s and r.unit_no >= %(lo)s and r.unit_no < %(hi)s group by 1
"""
_STAFF = """
select r.unit_no, count(*), count(r.handed_at),
  coalesce(sum(jsonb_array_length(r.questions)) filter (where r.handed_at is not null), 0),
  coalesce(sum(r."right"), 0)
from materials_reading r
where r.assignment_id = %(id)s and r.unit_no >= %(lo)s and r.unit_no < %(hi)s
  and r.user_id = any (%(users)s::uuid[]) group by 1
"""
# What stands a row below.
_BELOW = {"county": "township", "township": "school", "school": "class", "grade": "class"}


def meant(actor: Actor, audience: str, place: directory.Place, day: dt.date) -> dict[int, int]:
    """Class (of staff: school or office) → how many families or people an audience means there on a day."""
    if audience in rules.FAMILIES:
        sizes = directory.class_sizes(actor, place.interval, day)
        return {
            one.place.no: one.enrolled for one in sizes if rules.reaches(audience, one.place.stage)
        }
    found: dict[int, set[UUID]] = defaultdict(set)
    for one in _staff(audience, place, day):
        found[numbering.school_of(one.unit_no)].add(one.user_id)
    return {no: len(people) for no, people in found.items()}


def _staff(audience: str, place: directory.Place, day: dt.date) -> list[posts.Standing]:
    return [one for one in posts.inside(place.interval, day) if one.role in rules.POSTS[audience]]


def figures(actor: Actor, one: Assigned, place: directory.Place) -> list[Row]:
    """A row for each unit below a unit that the assignment means somebody in, by number."""
    require(actor, place.no)
    day = min(clock.today(), one.until)
    part = _part(one, place)
    whole = meant(actor, one.audience, part, day)
    done = _done(one, part, day)
    rows = _rows(one, part, day)
    sums: dict[int, Figures] = {no: Figures() for no, _name in rows}
    for no in whole.keys() | done.keys():
        at = next((row for row in _ups(no) if row in sums), None)
        if at is not None:
            sums[at] += Figures(whole.get(no, 0), *done.get(no, (0, 0, 0, 0)))
    return [Row(no, name, sums[no]) for no, name in rows if sums[no].meant or sums[no].read]


def _part(one: Assigned, place: directory.Place) -> directory.Place:
    """What an assignment and a unit have in common: the smaller of both."""
    return place if one.unit_no <= place.no else directory.place(one.unit_no)


def _rows(one: Assigned, place: directory.Place, day: dt.date) -> list[tuple[int, str]]:
    kind = _BELOW.get(place.kind)
    if kind is None or (not one.is_for_families and kind == "class"):
        return [(place.no, place.name)]
    return [
        (below.no, below.name) for below in directory.places_inside(place.interval, kind, day=day)
    ]


def _ups(no: int) -> tuple[int, ...]:
    """The numbers of rows that a class, school or office can be counted under."""
    return (no, numbering.school_of(no), no // numbering.TOWNSHIP * numbering.TOWNSHIP)


def _done(
    one: Assigned, place: directory.Place, day: dt.date
) -> Mapping[int, tuple[int, int, int, int]]:  # fmt: skip
    lo, hi = place.interval
    values: dict[str, Any] = {"id": one.id, "day": day, "lo": lo, "hi": hi}
    if not one.is_for_families:
        values["users"] = [who.user_id for who in _staff(one.audience, place, day)]
    with connection.cursor() as cursor:
        cursor.execute(_FAMILIES if one.is_for_families else _STAFF, values)
        return {row[0]: tuple(row[1:]) for row in cursor.fetchall()}


def missed(actor: Actor, one: Assigned, held: Held, place: directory.Place) -> list[Missed]:
    """The questions of an assignment as answered inside a unit, the most missed first."""
    require(actor, place.no)
    lo, hi = place.interval
    rows = Tally.objects.filter(
        inside(actor.intervals), assignment_id=one.id, unit_no__gte=lo, unit_no__lt=hi
    )
    sums = rows.values("question").annotate(n=Sum("asked"), r=Sum("right"))
    found = [
        Missed(question, asked, asked - right)
        for key, asked, right in sums.values_list("question", "n", "r")
        if (question := held.material.question(key)) and asked
    ]
    return sorted(found, key=lambda row: (-row.wrong / row.asked, -row.asked, row.question.key))
