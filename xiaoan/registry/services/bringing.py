"""Bringing in what was judged: schools after schools, each whole with the note that it is in, or not at all.

What a transaction costs (a table for the rows, plans, a write to the disk that is waited for) is paid
for several schools at once, as long as it stays short: a stop is heard and a lock let go within a second.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from django.db import DatabaseError

from xiaoan.accounts import services as accounts
from xiaoan.directory import services as roll
from xiaoan.directory.rules.roll import RosterRow
from xiaoan.kernel import clock, races
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.models import ImportedSchool, RosterImport
from xiaoan.registry.services.judging import OUTCOMES, SchoolPart

# Rows whose class takes nobody in, with the day from which it is closed, or is open at last.
Shut: TypeAlias = list[tuple[RosterRow, dt.date]]
# So many schools go together, and so many rows and leavers.
MOST_SCHOOLS, MOST_ROWS = 32, 1000
# So often a school is tried again before the import as a whole fails.
_TRIES = 4


class Stopped(Exception):
    """A person asked to stop before the next school."""


def together(parts: Sequence[SchoolPart]) -> Iterator[list[SchoolPart]]:
    """Which schools go together: the first alone, so that something is soon to be seen, then ever more."""
    at, most = 0, 1
    while at < len(parts):
        some = [parts[at]]
        rows = _size(parts[at])
        for part in parts[at + 1 : at + most]:
            rows += _size(part)
            if rows > MOST_ROWS:
                break
            some.append(part)
        yield some
        at, most = at + len(some), min(2 * most, MOST_SCHOOLS)


def _size(part: SchoolPart) -> int:
    return len(part.rows) + len(part.leaving)


def bring_in(
    actor: Actor, found: RosterImport, parts: Sequence[SchoolPart], rows: int
) -> Iterator[tuple[Shut, int]]:
    """Gives, after each transaction, what is shut out and how many rows are done, `rows` at first."""
    for some in together(parts):
        for done, shut in _bring_in(actor, found, some, rows):
            rows += sum(len(part.rows) for part in done)
            yield shut, rows


def _bring_in(
    actor: Actor, found: RosterImport, parts: list[SchoolPart], rows: int
) -> Iterator[tuple[list[SchoolPart], Shut]]:
    """Some schools at once; each by itself if one of them cannot be brought in like that."""
    if len(parts) > 1:
        try:
            with acting_as(actor):
                shut = _schools(actor, found, parts, rows)
        except (DatabaseError, Conflict) as error:
            if isinstance(error, DatabaseError) and not races.lost(error):
                raise
        else:
            yield parts, shut
            return
    for part in parts:
        yield [part], _school(actor, found, part, rows)
        rows += len(part.rows)


def _school(actor: Actor, found: RosterImport, part: SchoolPart, rows: int) -> Shut:
    """One school; again if somebody enrolled the same child meanwhile, or if the database let another
    transaction go first.
    """
    for _try in range(_TRIES):
        try:
            with acting_as(actor):
                return _schools(actor, found, [part], rows)
        except DatabaseError as error:
            if not races.lost(error):
                raise
    with acting_as(actor):
        return _schools(actor, found, [part], rows)


def _schools(actor: Actor, found: RosterImport, wanted: list[SchoolPart], rows: int) -> Shut:
    """Those of some schools that are not in yet, in the transaction that runs; `rows` are done before."""
    now = RosterImport.objects.select_for_update().get(pk=found.pk)
    if now.stop_requested:
        raise Stopped
    numbers = [part.school_no for part in wanted]
    are_in = ImportedSchool.objects.filter(roster_import_id=found.pk, school_id__in=numbers)
    known = set(are_in.values_list("school_id", flat=True))
    parts = [part for part in wanted if part.school_no not in known]
    if not parts:
        return []
    merges = [
        roll.Merge(
            school_no=part.school_no, since=found.since, rows=part.rows, same=part.same,
            leaving=part.leaving, transfers=found.school_id == 0,
        )
        for part in parts
    ]  # fmt: skip
    done = list(zip(parts, roll.merge_rosters(actor, merges), strict=True))
    for part, merged in done:
        accounts.follow_children(actor, part.school_no, merged.placed)
        accounts.hand_over_many_wards(actor, part.school_no, merged.came)
    ImportedSchool.objects.bulk_create(_note(found, part, merged) for part, merged in done)
    RosterImport.objects.filter(pk=found.pk).update(
        rows_done=rows + sum(len(part.rows) for part in wanted),
        schools_done=now.schools_done + len(parts),
    )
    return [
        (row, merged.shut[row.number])
        for part, merged in done
        for row in part.rows
        if row.number in merged.shut
    ]


def _note(found: RosterImport, part: SchoolPart, merged: roll.Merged) -> ImportedSchool:
    """That a school is in."""
    return ImportedSchool(
        school_id=part.school_no, unit_no=part.school_no, roster_import_id=found.pk, at=clock.now(),
        counts=_told(part, merged),
    )  # fmt: skip


def _told(part: SchoolPart, merged: roll.Merged) -> dict[str, int]:
    """What became of the rows of a school: as judged, unless the roll changed in between."""
    told = {"new": merged.new, "changed": merged.changed, "moved": merged.moved}
    told["doubtful"] = part.counts["doubtful"]
    told["refused"] = part.counts["refused"] + len(merged.skipped)
    rows = sum(part.counts[name] for name in OUTCOMES)
    return {**told, "identical": rows - sum(told.values()), "left": merged.left}
