"""A sheet held against the roll: what each row would do, school by school. Nothing is written."""

import datetime as dt
import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from xiaoan.directory import queries as directory
from xiaoan.directory import services as roll
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.roll import STUDENT, RosterRow
from xiaoan.kernel import clock
from xiaoan.kernel.actor import EVERYWHERE, Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.services import misses, recognising
from xiaoan.registry.services.checking import Checked, Reader
from xiaoan.registry.services.duplicates import refuse_duplicates
from xiaoan.registry.services.places import Places
from xiaoan.registry.services.reading import read_roster
from xiaoan.registry.services.recognising import Doubt, Recognised

OUTCOMES = ("new", "changed", "identical", "moved", "doubtful", "refused")
_TELL_EVERY = 5000
Progress = Callable[[int], None]
NOT_TAKEN = Fault("id_number", "id_not_taken")


@dataclass
class SchoolPart:
    """One school's part of a sheet: the rows that change something, and who would leave."""

    school_no: int
    rows: list[RosterRow] = field(default_factory=list)
    same: dict[int, UUID] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    leaving: list[roll.Missing] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class Judgement:
    """What a sheet would do. Rows without a school are counted in part 0."""

    rows: int
    faults: dict[int, list[Fault]]
    parts: dict[int, SchoolPart]
    # Schools said to be complete of which nobody is said to have left, since a row of theirs is refused.
    unsure: tuple[int, ...] = ()
    # Rows with the ID number of somebody enrolled elsewhere, under another name or birth date.
    missed: int = 0

    def counts(self) -> dict[str, int]:
        """How many rows did what; they add up to the rows of the sheet. `left` people are beside."""
        found: Counter[str] = Counter()
        for part in self.parts.values():
            found.update(part.counts)
        return {name: found[name] for name in (*OUTCOMES, "left")}


def judge(
    actor: Actor,
    path: Path,
    *,
    complete: bool = False,
    progress: Progress = lambda _n: None,
    keep: BinaryIO | None = None,
) -> Judgement:
    """Read, check and compare a sheet. Works in transactions of its own, none of them long open.

    `keep` takes the sheet as it was read, for the sheet with its errors.
    """
    with acting_as(actor):
        found = directory.places_inside(EVERYWHERE, "school", "grade", "class", "dormitory")
    places = Places(found)
    with undisturbed():
        checked = _check(actor, path, places, progress, keep)
        with acting_as(actor):
            return _compare(actor, checked, _closing(found), complete=complete)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without the collector of cycles: it would look through a million new cells again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _check(
    actor: Actor, path: Path, places: Places, progress: Progress, keep: BinaryIO | None
) -> Checked:
    reader = Reader(
        places,
        lambda no: actor.may(Permission.IMPORT_ROSTER, no),
        invented=settings.DEMO,
        today=clock.today(),
    )
    checked = Checked()
    with read_roster(path, keep) as sheet:
        for count, line in enumerate(sheet.lines, start=1):
            reader.read(line, checked)
            if count % _TELL_EVERY == 0:
                progress(count)
    refuse_duplicates(checked)
    progress(checked.total)
    return checked


def _closing(places: Iterable[directory.Place]) -> dict[int, directory.Place]:
    """Classes that are to close: who is in one stays, nobody comes any more."""
    closing = {one.no: one for one in places if one.closed is not None}
    return {
        one.no: closing.get(one.no) or closing[one.school_id]
        for one in places
        if one.no in closing or one.school_id in closing
    }


def _compare(
    actor: Actor, checked: Checked, closing: Mapping[int, directory.Place], *, complete: bool
) -> Judgement:
    total = checked.total
    sure, unsure = _complete_schools(checked) if complete else (set(), ())
    beside = roll.compare_roster(
        actor,
        checked.rows,
        complete=sure,
        also_named=roll.id_indexes(key for key in checked.keys.values() if key),
    )
    missed = _refuse_by_roll(actor, checked, beside, closing)
    kept = [row for row in checked.rows if row.number not in checked.faults]
    known = recognising.look(actor, kept, beside)
    parts: dict[int, SchoolPart] = {}
    touched = _touched(known.beside) | known.doubts.keys() | known.same.keys()
    for row in kept:
        if row.number in touched:
            _sort(row, known, _part(parts, row.school_no))
    same = Counter(row.school_no for row in kept if row.number not in touched)
    for school_no, count in same.items():
        _part(parts, school_no).counts["identical"] += count
    for number in checked.faults:
        _part(parts, checked.schools.get(number, 0)).counts["refused"] += 1
    recognised = set(known.same.values())
    for one in beside.missing:
        if one.person_id not in recognised:
            part = _part(parts, one.school_no)
            part.leaving.append(one)
            part.counts["left"] += 1
    return Judgement(total, checked.faults, parts, unsure, missed)


def _touched(beside: roll.Comparison) -> set[int]:
    """The rows that are not as on record: most are, and are only counted."""
    return {*beside.known, *beside.elsewhere, *beside.strangers}


def _part(parts: dict[int, SchoolPart], school_no: int) -> SchoolPart:
    if school_no not in parts:
        parts[school_no] = SchoolPart(school_no)
    return parts[school_no]


def _complete_schools(checked: Checked) -> tuple[set[int], tuple[int, ...]]:
    """Schools whose sheet names everybody, and those where an unreadable row leaves that unsure."""
    schools = {row.school_no for row in checked.rows if row.kind == STUDENT}
    unread = {checked.schools.get(n, 0) for n, key in checked.keys.items() if not key}
    if 0 in unread:
        return set(), tuple(sorted(schools))
    return schools - unread, tuple(sorted(schools & unread))


def _refuse_by_roll(
    actor: Actor,
    checked: Checked,
    beside: roll.Comparison,
    closing: Mapping[int, directory.Place],
) -> int:
    """Refuse what only the roll can say against rows; gives how many numbers belong to others.

    With many of those (in this sheet, or by this actor within the hour) no new person is taken from the
    sheet: else the rows that are taken would tell which numbers are free, and which are somebody's.
    """
    touched = _touched(beside)
    rows = [row for row in checked.rows if row.number in touched]
    faults = {row.number: _refused(actor, row, beside, closing) for row in rows}
    missed = sum(fault == NOT_TAKEN for fault in faults.values())
    if missed >= misses.MOST or misses.paused(actor):
        new = beside.strangers | (beside.elsewhere.keys() - beside.known.keys())
        faults |= {n: NOT_TAKEN for n in new if n in faults and faults[n] is None}
    for row in rows:
        fault = faults[row.number]
        if fault:
            checked.refuse(row, fault)
    return missed


def _refused(
    actor: Actor,
    row: RosterRow,
    beside: roll.Comparison,
    closing: Mapping[int, directory.Place],
) -> Fault | None:
    """What only the roll can say against a row."""
    known = beside.known.get(row.number)
    shut = closing.get(row.unit_no)
    if shut and shut.closed and _outcome(row, beside) in ("new", "moved"):
        return class_closing(shut.name, shut.closed)
    if known and known.kind != row.kind:
        return Fault("kind", "kind_on_record", {"kind": known.kind})
    elsewhere = beside.elsewhere.get(row.number)
    if elsewhere and elsewhere.since and not _may_take(actor, known, elsewhere):
        # A pupil of before is known here; of another the name must be right to learn anything.
        told = known is not None or elsewhere.agrees
        return Fault("id_number", "enrolled_elsewhere") if told else NOT_TAKEN
    return None


def class_closing(name: str, day: dt.date) -> Fault:
    """Somebody is to come into a class that takes nobody in any more."""
    return Fault("class", "class_closing", {"text": name, "day": day.isoformat()})


def _may_take(actor: Actor, known: roll.Known | None, there: roll.Elsewhere) -> bool:
    """Whether who is enrolled at another school may be brought over by a sheet.

    Not out of a transfer from here to there whose day has not come: that one is to be taken back.
    """
    leaves_for_there = known is not None and there.since is not None and there.since > clock.today()
    return actor.may(Permission.IMPORT_ROSTER, there.school_no) and not leaves_for_there


def _sort(row: RosterRow, known: Recognised, part: SchoolPart) -> None:
    """Count one row, and keep it if it is to change something."""
    doubt = known.doubts.get(row.number)
    if doubt:
        part.doubts.append(doubt)
        part.counts["doubtful"] += 1
        return
    outcome = _outcome(row, known.beside)
    part.counts[outcome] += 1
    if outcome != "identical":
        part.rows.append(row)
    if row.number in known.same:
        part.same[row.number] = known.same[row.number]


def _outcome(row: RosterRow, beside: roll.Comparison) -> str:
    if row.number in beside.strangers:
        return "new"
    elsewhere = beside.elsewhere.get(row.number)
    if elsewhere:
        return "moved" if elsewhere.enrolment_id else "new"
    known = beside.known.get(row.number)
    if known is None:
        return "identical"
    if row.kind != STUDENT:
        return "changed"
    if known.enrolment_id is None:
        return "new"
    return "changed" if known.unit_no == row.unit_no else "moved"
