"""Rows of unknown number that are, or may be, about somebody who is on record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias
from uuid import UUID

from xiaoan.directory import services as roll
from xiaoan.directory.rules.matching import SAME
from xiaoan.directory.rules.roll import RosterRow
from xiaoan.kernel.actor import Actor
from xiaoan.registry.models import DoubtfulPair

Pairs: TypeAlias = Sequence[tuple[roll.Candidate, roll.Verdict]]


@dataclass(frozen=True, slots=True)
class Other:
    """Whom a row may be about: on record, or under the number of another row once that one is in."""

    person_id: UUID | None
    key: str
    school_no: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row for a person to decide about."""

    row: RosterRow
    others: tuple[Other, ...]


@dataclass
class Recognised:
    """The comparison, completed: rows that are surely about a person, and doubtful ones."""

    beside: roll.Comparison
    same: dict[int, UUID] = field(default_factory=dict)
    doubts: dict[int, Doubt] = field(default_factory=dict)


def look(actor: Actor, rows: Sequence[RosterRow], beside: roll.Comparison) -> Recognised:
    """Look for the strangers of a sheet among the people in the actor's reach."""
    found = Recognised(beside)
    strangers = {row.number: row for row in rows if row.number in beside.strangers}
    if not strangers:
        return found
    near = roll.recognise(actor, list(strangers.values()))
    named = _named(rows, near)
    settled = _settled({roll.id_index(strangers[n].key) for n in near})
    for number in sorted(near):
        row = strangers[number]
        if any("id_same" in verdict.reasons for _candidate, verdict in near[number]):
            # Brought in by somebody else since the rows were compared: the merge compares anew.
            continue
        index = roll.id_index(row.key)
        them = [pair for pair in near[number] if (index, pair[0].person_id) not in settled]
        person_id = _surely(row, them, found, named)
        if person_id:
            found.same[number] = person_id
        elif them:
            found.doubts[number] = Doubt(row, _others(them, strangers, found))
    if found.same:
        found.beside = _with(actor, found, strangers)
    return found


def _named(rows: Iterable[RosterRow], near: Mapping[int, Pairs]) -> set[bytes]:
    """The numbers that the sheet has rows under, where it matters: they are very many to work out."""
    if all(verdict.kind != SAME for them in near.values() for _candidate, verdict in them):
        return set()
    return roll.id_indexes(row.key for row in rows)


def _surely(
    row: RosterRow,
    them: Pairs,
    found: Recognised,
    named: Collection[bytes],
) -> UUID | None:
    """The one person of the school who is the same, and whom no other row is about."""
    sure = [c for c, verdict in them if verdict.kind == SAME]
    if len(sure) != 1 or sure[0].person_id is None or sure[0].id_index in named:
        return None
    if sure[0].school_no != row.school_no:
        return None
    return None if sure[0].person_id in found.same.values() else sure[0].person_id


def _others(
    them: Pairs,
    strangers: dict[int, RosterRow],
    found: Recognised,
) -> tuple[Other, ...]:
    others: list[Other] = []
    for candidate, verdict in them:
        earlier = found.doubts.get(candidate.row_no)
        if candidate.person_id:
            others.append(Other(candidate.person_id, "", candidate.school_no, verdict.reasons))
        elif earlier:
            # That row waits for a decision itself: this one is about the same people.
            others += earlier.others
        else:
            key = strangers[candidate.row_no].key
            others.append(Other(None, key, candidate.school_no, verdict.reasons))
    return tuple({(other.person_id, other.key): other for other in others}.values())


def _with(actor: Actor, found: Recognised, strangers: dict[int, RosterRow]) -> roll.Comparison:
    """The comparison with the rows that are about a person after all."""
    rows = [strangers[number] for number in found.same]
    more = roll.compare_roster(actor, rows, same=found.same)
    return replace(
        found.beside,
        known={**found.beside.known, **more.known},
        strangers=found.beside.strangers - found.same.keys(),
    )


def _settled(indexes: set[bytes]) -> set[tuple[bytes, UUID | None]]:
    """Pairs of which a person has said that they are two people."""
    rows = DoubtfulPair.objects.filter(state="different", row_index__in=indexes)
    return {(bytes(index), other) for index, other in rows.values_list("row_index", "other_id")}
