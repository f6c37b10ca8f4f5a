"""Roll-calls as they stood at an instant: versions, corrections, conflicts, marks of those away or ill."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.screening.models import Hold, Mark, Resolution, RollCall

FIGURES = (
    "enrolled", "expected", "present", "absent_sick", "absent_personal", "absent_unknown",
    "absent_isolation", "late_arrivals", "sent_home",
)  # fmt: skip


@dataclass(frozen=True)
class VersionThen:
    """One version of a class's roll-call. `state`: current, superseded, conflict or discarded, as it was.
    `state_now`: as it is. `recorded_at`: when it was brought in with others, if it was."""

    id: UUID
    school_id: int
    unit_no: int
    slot: str
    version: int
    state: str
    state_now: str
    figures: dict[str, int]
    submitted_at: dt.datetime
    submitted_by_id: UUID | None
    entry: str
    late: bool
    reason: str
    recorded_at: dt.datetime | None

    @property
    def is_undated(self) -> bool:
        """Brought in with others before the record kept when it came to know of such."""
        return self.entry == "import" and self.recorded_at is None

    @property
    def known_at(self) -> dt.datetime:
        """When the record came to know of it."""
        return _known_at(self)


@dataclass(frozen=True)
class SlotThen:
    """A class and slot: its versions, oldest first; `later`: how many were entered afterwards, of these
    `brought` together with others. What counts is when the record came to know of it."""

    unit_no: int
    slot: str
    versions: tuple[VersionThen, ...]
    later: int
    changed_at: dt.datetime | None
    brought: int = 0

    @property
    def current(self) -> VersionThen | None:
        return next((one for one in self.versions if one.state == "current"), None)

    @property
    def in_conflict(self) -> bool:
        return any(one.state == "conflict" for one in self.versions)

    @property
    def corrections(self) -> int:
        return sum(one.state == "superseded" for one in self.versions)


@dataclass(frozen=True)
class MarkThen:
    """A pupil who was not simply present in the version that was in force."""

    roll_call_id: UUID
    person_id: UUID
    unit_no: int
    slot: str
    kind: str
    symptoms: int
    fever: bool


def undated(actor: Actor, interval: Interval, day: dt.date) -> int:
    """How many reports of a day were brought in with others before the record kept when it came to know of
    such: they can only be read by the time that they claim."""
    rows = visible(RollCall.objects.filter(day=day), actor, Permission.SEE_CHECKS)
    return rows.filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1], entry="import", recorded_at=None
    ).count()


def roll_calls_as_of(
    actor: Actor, interval: Interval, day: dt.date, at: dt.datetime
) -> dict[tuple[int, str], SlotThen]:
    """What was reported of a day by an instant, by class and slot."""
    rows = visible(RollCall.objects.filter(day=day), actor, Permission.SEE_CHECKS).filter(
        unit_no__gte=interval[0], unit_no__lt=interval[1]
    )
    found: dict[tuple[int, str], list[RollCall]] = defaultdict(list)
    for row in rows.order_by("unit_no", "slot", "submitted_at", "version", "id"):
        found[row.unit_no, row.slot].append(row)
    asked = [row.pk for many in found.values() for row in many if _was_asked(row)]
    decided = dict(
        Resolution.objects.filter(roll_call_id__in=asked).values_list("roll_call_id", "at")
    )
    return {where: _slot(where, many, decided, at) for where, many in found.items()}


def _was_asked(row: RollCall) -> bool:
    """Whether it was the second of two from the same base, kept for a person to decide."""
    return row.state in ("conflict", "discarded")


def _known_at(row: RollCall | VersionThen) -> dt.datetime:
    """When the record came to know of it: not the time that it claims, if it was brought in later."""
    return max(row.submitted_at, row.recorded_at or row.submitted_at)


def _slot(
    where: tuple[int, str], rows: list[RollCall], decided: dict[UUID, dt.datetime], at: dt.datetime
) -> SlotThen:
    known = [row for row in rows if _known_at(row) <= at]
    plain = [row for row in known if not _was_asked(row)]
    newest = max(plain, key=lambda row: row.version, default=None)
    unknown = [row for row in rows if _known_at(row) > at]
    after = [_known_at(row) for row in unknown]
    after += [when for row in known if (when := decided.get(row.pk)) and when > at]
    return SlotThen(
        *where,
        tuple(_version(row, _state(row, newest, decided, at)) for row in known),
        len(unknown),
        min(after, default=None),
        sum(row.recorded_at is not None for row in unknown),
    )


def _state(
    row: RollCall, newest: RollCall | None, decided: dict[UUID, dt.datetime], at: dt.datetime
) -> str:
    if _was_asked(row):
        when = decided.get(row.pk)
        return "discarded" if when and when <= at else "conflict"
    return "current" if newest is not None and row.pk == newest.pk else "superseded"


def _version(row: RollCall, state: str) -> VersionThen:
    return VersionThen(
        row.pk, row.school_id, row.unit_no, row.slot, row.version, state, row.state,
        {name: getattr(row, name) for name in FIGURES}, row.submitted_at, row.submitted_by_id,
        row.entry, row.late, row.reason, row.recorded_at,
    )  # fmt: skip


# Of a whole county in one statement; the same as `_slot` says of one (a test holds them together).
_COUNTS = """
with slots as (
  select r.unit_no, r.slot, count(*) filter (where not asked) as plain,
    (array_agg(late order by version desc) filter (where not asked))[1] as late,
    bool_or(asked and (s.at is null or s.at > %(at)s)) as conflict
  from (
    select *, state in ('conflict', 'discarded') as asked from screening_roll_call
    where day = %(day)s and unit_no >= %(lo)s and unit_no < %(hi)s
      and greatest(submitted_at, recorded_at) <= %(at)s
  ) r left join screening_resolution s on s.school_id = r.school_id and s.roll_call_id = r.id
  group by 1, 2
)
select unit_no - unit_no %% %(size)s, slot, count(*) filter (where plain > 0),
  count(*) filter (where late), count(*) filter (where plain > 1),
  count(*) filter (where conflict)
from slots group by 1, 2
"""


@dataclass(frozen=True)
class Counts:
    """Classes that had reported, of these late; that had corrected their report; that were in conflict."""

    reported: int = 0
    late: int = 0
    changed: int = 0
    conflicts: int = 0


def counts_as_of(
    actor: Actor, interval: Interval, day: dt.date, at: dt.datetime, size: int
) -> dict[tuple[int, str], Counts]:
    """What was reported of a day by an instant, by part (units of `size` numbers) and slot."""
    lo, hi = interval
    if not actor.may(Permission.SEE_CHECKS, lo):
        return {}
    given: dict[str, Any] = {"lo": lo, "hi": hi, "at": at, "day": day, "size": size}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, given)
        return {(row[0], row[1]): Counts(*row[2:]) for row in cursor.fetchall()}


def marks_as_of(actor: Actor, slots: Collection[SlotThen], day: dt.date) -> list[MarkThen]:
    """Who was marked in the versions that were in force."""
    calls = [one.current.id for one in slots if one.current]
    rows = visible(
        Mark.objects.filter(roll_call_id__in=calls, day=day), actor, Permission.SEE_CHECKS
    )
    fields = ("roll_call_id", "person_id", "unit_no", "slot", "kind", "symptoms", "fever")
    return [MarkThen(*row) for row in rows.order_by("unit_no", "slot", "id").values_list(*fields)]


@dataclass(frozen=True)
class HoldThen:
    """A pupil was not simply to be let in. `lifted_at`: when that ended afterwards, and by whom."""

    kind: str
    since: dt.date
    placed_at: dt.datetime
    placed_by_id: UUID | None
    lifted_at: dt.datetime | None
    lifted_by_id: UUID | None


def holds_as_of(actor: Actor, person_id: UUID, school_id: int, at: dt.datetime) -> list[HoldThen]:
    """What kept one pupil from being let in, as it was known."""
    rows = visible(Hold.objects.filter(school_id=school_id), actor, Permission.SEE_CHECKS).filter(
        Q(lifted_at=None) | Q(lifted_at__gt=at), person_id=person_id, placed_at__lte=at
    )
    fields = ("kind", "since", "placed_at", "placed_by_id", "lifted_at", "lifted_by_id")
    return [HoldThen(*row) for row in rows.order_by("placed_at", "id").values_list(*fields)]
