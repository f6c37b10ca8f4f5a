"""From what teachers saw, day by day, to cases: one illness of one child, with its day of onset."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID

Person: TypeAlias = UUID | str | int
UnitDay: TypeAlias = tuple[int, dt.date]

# The group of a sick child whose symptoms nobody has asked about yet; an empty set says the same.
UNSPECIFIED = "UNSPECIFIED"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A child seen ill on a day: one mark of one roll-call in force (not of a superseded version).

    `unit_no`: the class where it was seen. `onset`: the day the illness began, as stated, or None.
    """

    person: Person
    unit_no: int
    dormitory_no: int | None
    day: dt.date
    onset: dt.date | None
    syndromes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Case:
    """One person's illness in one group of symptoms. `onset_known` False: `onset` is first
    detection.

    `class_nos`, `dormitory_nos`: where it was seen with these symptoms; after a transfer or a
    change of room in mid-illness there are two, and each counts the child once (the old one keeps
    it).
    """

    person: Person
    syndrome: str
    onset: dt.date
    onset_known: bool
    class_nos: frozenset[int]
    dormitory_nos: frozenset[int]


def cases_of(sightings: Iterable[Sighting], reported: AbstractSet[UnitDay]) -> list[Case]:
    """The cases behind the sightings; the order of the sightings does not matter."""
    by_person: dict[Person, list[Sighting]] = defaultdict(list)
    for sighting in sightings:
        by_person[sighting.person].append(sighting)
    return [
        case
        for seen in by_person.values()
        for episode in _episodes(sorted(seen, key=_by_day), reported)
        for case in _cases_of_episode(episode)
    ]


def _by_day(sighting: Sighting) -> tuple[dt.date, dt.date, int, int, tuple[str, ...]]:
    """By day; of one day and place "sick" and no more comes before what names symptoms."""
    onset = sighting.onset or dt.date.min
    named = tuple(sorted(sighting.syndromes - {UNSPECIFIED}))
    return (sighting.day, onset, sighting.unit_no, sighting.dormitory_no or 0, named)


def _episodes(seen: list[Sighting], reported: AbstractSet[UnitDay]) -> Iterator[list[Sighting]]:
    """Split one child's sightings where it was well in between.

    Well = the class where it was last seen reported on a day between and did not name it. A day
    nobody reported, a weekend or a holiday says nothing, and the illness is taken to go on.
    """
    episode: list[Sighting] = []
    for sighting in seen:
        if episode and _was_well(episode[-1], sighting.day, reported):
            yield episode
            episode = []
        episode.append(sighting)
    if episode:
        yield episode


def _was_well(last: Sighting, until: dt.date, reported: AbstractSet[UnitDay]) -> bool:
    between = (until - last.day).days - 1
    return any(
        (last.unit_no, last.day + dt.timedelta(days=step)) in reported
        for step in range(1, between + 1)
    )


def _cases_of_episode(episode: list[Sighting]) -> Iterator[Case]:
    groups = sorted({group for seen in episode for group in seen.syndromes} - {UNSPECIFIED})
    for group in groups:
        told = [seen for seen in episode if group in seen.syndromes]
        onset, known = _onset(_with_unspecified_before(episode, told[0]) + told)
        yield Case(
            person=episode[0].person,
            syndrome=group,
            onset=onset,
            onset_known=known,
            class_nos=frozenset(seen.unit_no for seen in told),
            dormitory_nos=frozenset(
                seen.dormitory_no for seen in told if seen.dormitory_no is not None
            ),
        )


def _with_unspecified_before(episode: list[Sighting], first: Sighting) -> list[Sighting]:
    """The sightings just before `first` that said "sick" and no more: the same illness, unasked.

    Other symptoms before it are not: a cough of three weeks must not carry the vomiting of today
    back out of every window.
    """
    before: list[Sighting] = []
    for seen in reversed(episode[: episode.index(first)]):
        if seen.syndromes - {UNSPECIFIED}:
            break
        before.insert(0, seen)
    return before


def _onset(told: list[Sighting]) -> tuple[dt.date, bool]:
    """The latest statement of the onset; without one, the day of first detection (reading rule 3).

    An onset after the day on which the child was first seen ill cannot be, and is read as not
    stated: a teacher who enters today, every day, would else turn old cases into new ones.
    """
    detected = told[0].day
    for seen in reversed(told):
        if seen.onset is not None and seen.onset <= detected:
            return seen.onset, True
    return detected, False
