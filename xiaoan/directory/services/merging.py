"""Bringing the rolls of schools to what a roster says, in one transaction, set-wise.

What is dated (class, boarding, room) closes an enrolment and opens the next, so that the list of any
past day stays what it was; names, numbers and guardians are corrected in place.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory.events import RosterMerged
from xiaoan.directory.rules import lives
from xiaoan.directory.rules.roll import STUDENT, RosterRow
from xiaoan.directory.services import holding, transferring, writing
from xiaoan.directory.services.comparing import (
    Comparison,
    Elsewhere,
    Known,
    Missing,
    compare_roster,
)
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

_HELD = "select no, opened, closed from directory_unit where no = any(%s) for share"
_LAST_DAYS = """
select person_id, max(until) from directory_enrolment where person_id = any(%s) group by person_id
"""
_SEATS = """
select unit_no, max(seat) from directory_enrolment where unit_no = any(%s) and until is null
group by unit_no
"""
_DAY = dt.timedelta(days=1)
# Why somebody left whom a complete roster does not name: it does not say.
_NOT_NAMED = "other"


@dataclass(frozen=True, kw_only=True)
class Merge:
    """What one school's roll is to become, from the day `since` on.

    `same`: rows that are about this person of the school. `identities`: rows about somebody who is
    known elsewhere under another number. `transfers`: pupils enrolled at other schools are brought
    over. `leaving`: who leaves.
    """

    school_no: int
    since: dt.date
    rows: Sequence[RosterRow]
    same: Mapping[int, UUID] = field(default_factory=dict)
    identities: Mapping[int, UUID] = field(default_factory=dict)
    transfers: bool = False
    leaving: Sequence[Missing] = ()


@dataclass(frozen=True)
class Merged:
    """How many rows did what; the rest was already so. `skipped` rows could not be brought in.

    `placed`: the class of each pupil who changed it. `shut`: of skipped rows, the day from which their
    class (or school) is closed, or is open at last. `came`: who was brought over from another school
    (the person there), to which class, and who that is here.
    """

    new: int
    changed: int
    moved: int
    left: int
    skipped: frozenset[int]
    placed: Mapping[UUID, int]
    shut: Mapping[int, dt.date] = field(default_factory=dict)
    came: Mapping[UUID, tuple[int, UUID]] = field(default_factory=dict)


def merge_roster(actor: Actor, merge: Merge) -> Merged:
    """Bring the roll of one school to what the rows say, and record one bulk fact."""
    (merged,) = merge_rosters(actor, [merge])
    return merged


def merge_rosters(actor: Actor, merges: Sequence[Merge]) -> list[Merged]:
    """The same for several schools at once, all or none, with one fact for each that changed.

    What is merged is of one sheet and for one day: no row number is there twice, and nobody.
    """
    for merge in merges:
        if not actor.may(Permission.IMPORT_ROSTER, merge.school_no):
            raise Forbidden if actor.sees(merge.school_no) else NotFound
    held = _lock(merges)
    rows = [row for merge in merges for row in merge.rows]
    same = {number: who for merge in merges for number, who in merge.same.items()}
    known = _Roll(rows, compare_roster(actor, rows, same=same))
    works = [_Work(merge, known, _shut(merge, held)) for merge in merges]
    for work in works:
        for row in work.merge.rows:
            work.take(row)
    left = writing.leave([one for work in works for one in work.leavers()])
    known.sheet.write()
    _follow(works)
    done = [work.done(left[work.merge.school_no]) for work in works]
    _record(actor, works, done)
    return done


def lock_merges() -> None:
    """Be alone among merges and the acts on single pupils until the transaction ends."""
    holding.alone()


def _lock(merges: Sequence[Merge]) -> list[tuple[int, dt.date, dt.date | None]]:
    """Hold the schools and the classes: number, first day, first day on which it is closed."""
    wanted = {row.unit_no for merge in merges for row in merge.rows}
    wanted.update(merge.school_no for merge in merges)
    lock_merges()
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [sorted(wanted)])
        found = list(cursor.fetchall())
    if len(found) < len(wanted):
        raise Conflict(_("名册里有的班级已经不在,这所学校没有导入。请重新检查这份文件。"))
    return found


def _shut(merge: Merge, held: Iterable[tuple[int, dt.date, dt.date | None]]) -> dict[int, dt.date]:
    """Those that take nobody in any more, or not yet, with the day."""
    return {no: closed or opened for no, opened, closed in held if closed or opened > merge.since}


def _follow(works: Sequence["_Work"]) -> None:
    """What hangs on a pupil goes where the pupil is now."""
    came = {old: new for work in works for old, (_unit_no, new) in work.came.items()}
    transferring.copy_guardians(came)
    placed = [who for work in works for who in work.placed]
    schools = [work.merge.school_no for work in works]
    holding.follow(clock.today(), placed, school_nos=schools)


def _record(actor: Actor, works: Sequence["_Work"], done: Sequence[Merged]) -> None:
    """One fact per school that changed, in the order in which all lock the heads of the chains."""
    gone: Counter[int] = Counter()
    for work in works:
        gone.update(work.gone)
    told = {
        work.merge.school_no: {
            "new": merged.new, "changed": merged.changed, "moved": merged.moved, "left": merged.left
        }
        for work, merged in zip(works, done, strict=True)
    }  # fmt: skip
    changed = gone.keys() | {no for no, counts in told.items() if any(counts.values())}
    nothing = {"new": 0, "changed": 0, "moved": 0, "left": 0}
    since = works[0].merge.since
    journal.record_many(
        actor,
        [
            RosterMerged(
                school_id=no, unit_no=no, since=since, **told.get(no, nothing), gone=gone[no]
            )
            for no in sorted(changed)
        ],
    )


class _Roll:
    """What all schools of a merge share: what is on record, and what is to be written."""

    def __init__(self, rows: Sequence[RosterRow], beside: Comparison) -> None:
        self.beside = beside
        self.sheet = writing.Sheet()
        self.seats = _seats({row.unit_no for row in rows if row.kind == STUDENT})
        back = [known.person_id for known in beside.known.values() if known.enrolment_id is None]
        self.last_days = _last_days(back)


class _Work:
    """Turns the rows of one school into what is to be written."""

    def __init__(self, merge: Merge, roll: _Roll, shut: Mapping[int, dt.date]) -> None:
        self.merge = merge
        self.beside = roll.beside
        self.sheet = roll.sheet
        self.seats = roll.seats
        self.last_days = roll.last_days
        self.shut = shut
        self.shut_out: dict[int, dt.date] = {}
        self.outcomes: dict[int, str] = {}
        self.skipped: set[int] = set()
        self.placed: dict[UUID, int] = {}
        self.gone: Counter[int] = Counter()
        self.came: dict[UUID, tuple[int, UUID]] = {}

    def done(self, left: int) -> Merged:
        counts = Counter(self.outcomes.values())
        return Merged(
            counts["new"], counts["changed"], counts["moved"], left, frozenset(self.skipped),
            self.placed, self.shut_out, self.came,
        )  # fmt: skip

    def take(self, row: RosterRow) -> None:
        known = self.beside.known.get(row.number)
        elsewhere = self.beside.elsewhere.get(row.number)
        day = self.shut.get(self.merge.school_no) or self.shut.get(row.unit_no)
        if day and _comes(row, known):
            self.skipped.add(row.number)
            self.shut_out[row.number] = day
        elif elsewhere and not self._may_take(known, elsewhere):
            self.skipped.add(row.number)
        elif known:
            self._known(row, known, elsewhere)
        elif elsewhere:
            self._elsewhere(row, elsewhere)
        elif row.number in self.beside.strangers:
            self._new(row, self.merge.identities.get(row.number), self.merge.since)

    def leavers(self) -> list[tuple[UUID, dt.date, str]]:
        since = self.merge.since
        for one in self.merge.leaving:
            self.sheet.no_place(one.school_no, one.person_id, since)
        return [(one.enrolment_id, since, _NOT_NAMED) for one in self.merge.leaving]

    def _may_take(self, known: Known | None, elsewhere: Elsewhere) -> bool:
        """Nobody is taken from another school without its say, nor out of a transfer to come."""
        if elsewhere.enrolment_id is None or elsewhere.since is None:
            return True
        leaves_for_there = known is not None and elsewhere.since > self.merge.since
        return self.merge.transfers and not leaves_for_there

    def _elsewhere(self, row: RosterRow, elsewhere: Elsewhere) -> None:
        since, begun_by = self._from_there(elsewhere, self.merge.since, lives.ENROLLED)
        person_id = self._new(row, elsewhere.identity_id, since, begun_by)
        self._came(row, elsewhere, person_id)

    def _from_there(
        self, elsewhere: Elsewhere, since: dt.date, begun_by: str
    ) -> tuple[dt.date, str]:
        """End what runs at the other school; from which day, and by which act, a pupil is here."""
        if elsewhere.enrolment_id is None or elsewhere.since is None:
            return max(since, elsewhere.ends or since), begun_by
        since = max(since, elsewhere.since + _DAY)
        self.sheet.close(elsewhere.enrolment_id, since, lives.TRANSFERRED)
        self.sheet.no_place(elsewhere.school_no, elsewhere.person_id, since)
        self.gone[elsewhere.school_no] += 1
        return since, lives.TRANSFERRED

    def _came(self, row: RosterRow, elsewhere: Elsewhere, person_id: UUID) -> None:
        if elsewhere.enrolment_id:
            self.outcomes[row.number] = "moved"
            self.came[elsewhere.person_id] = (row.unit_no, person_id)

    def _new(
        self,
        row: RosterRow,
        identity_id: UUID | None,
        since: dt.date,
        begun_by: str = lives.ENROLLED,
    ) -> UUID:
        person_id = uuid7()
        self.sheet.person(row, person_id, identity_id or person_id)
        if row.kind == STUDENT:
            seat = row.seat or self._next_seat(row.unit_no)
            self.sheet.enrol(row, person_id, since, seat, _living(row), begun_by)
        self.sheet.guardians(row, person_id, (None, None), (True, True))
        self.outcomes[row.number] = "new"
        return person_id

    def _known(self, row: RosterRow, known: Known, elsewhere: Elsewhere | None) -> None:
        if known.kind != row.kind:
            self.skipped.add(row.number)
            return
        outcome = "changed"
        if row.kind == STUDENT:
            outcome = self._place(row, known, elsewhere)
        self.sheet.correct(row, known)
        wanted = ("guardian_1" in known.changed, "guardian_2" in known.changed)
        self.sheet.guardians(row, known.person_id, (known.guardian_1, known.guardian_2), wanted)
        self.outcomes[row.number] = outcome
        if elsewhere:
            self._came(row, elsewhere, known.person_id)

    def _back(self, row: RosterRow, known: Known, elsewhere: Elsewhere | None) -> str:
        """Somebody who was here before is here again."""
        since = max(self.merge.since, self.last_days.get(known.person_id, self.merge.since))
        begun_by = lives.RETURNED
        if elsewhere:
            since, begun_by = self._from_there(elsewhere, since, begun_by)
        seat = row.seat or self._next_seat(row.unit_no)
        self.sheet.enrol(row, known.person_id, since, seat, _living(row), begun_by)
        self.placed[known.person_id] = row.unit_no
        return "new"

    def _place(self, row: RosterRow, known: Known, elsewhere: Elsewhere | None) -> str:
        """Close and open enrolments as far as what is dated differs."""
        since = self.merge.since
        if known.enrolment_id is None or known.since is None:
            return self._back(row, known, elsewhere)
        moves = known.unit_no != row.unit_no
        if moves or {"boarder", "room"} & set(known.changed):
            self._reopen(row, known, max(since, known.since + _DAY))
        elif {"name", "sex", "seat"} & set(known.changed):
            self.sheet.touch_up(row, known)
        if moves:
            self.placed[known.person_id] = row.unit_no
        return "moved" if moves else "changed"

    def _reopen(self, row: RosterRow, known: Known, since: dt.date) -> None:
        if known.enrolment_id is None:
            return
        moves = known.unit_no != row.unit_no
        act = lives.CLASS_CHANGED if moves else lives.BOARDING_CHANGED
        self.sheet.close(known.enrolment_id, since, act)
        boarder = bool(known.boarder) if row.boarder is None else row.boarder
        room = (row.room_no or known.room_no) if boarder else None
        seat = row.seat or (None if moves else known.seat) or self._next_seat(row.unit_no)
        self.sheet.enrol(row, known.person_id, since, seat, (boarder, room), act)

    def _next_seat(self, unit_no: int) -> int:
        self.seats[unit_no] = self.seats.get(unit_no, 0) + 1
        return self.seats[unit_no]


def _comes(row: RosterRow, known: Known | None) -> bool:
    """Whether a row brings somebody into its class; of who is there already, cells are corrected."""
    if known is None or row.kind != STUDENT:
        return known is None
    return known.enrolment_id is None or known.unit_no != row.unit_no


def _living(row: RosterRow) -> tuple[bool, int | None]:
    """Whether somebody new boards, and where."""
    return bool(row.boarder), row.room_no if row.boarder else None


def _seats(unit_nos: set[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_SEATS, [sorted(unit_nos)])
        return dict(cursor.fetchall())


def _last_days(person_ids: Sequence[UUID]) -> dict[UUID, dt.date]:
    if not person_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_DAYS, [list(person_ids)])
        return {who: until for who, until in cursor.fetchall() if until}
