"""A roster from a sheet: row by row, with what is wrong in each; all of it or nothing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.command import rules
from xiaoan.command.models import Seat, ShiftKind
from xiaoan.command.queries import people, roster, sheets, units
from xiaoan.command.queries.words import SEAT_NAMES
from xiaoan.command.services import acts
from xiaoan.command.services.planning import FARTHEST, Change, Plan, Planned, carry_out, clash
from xiaoan.directory.queries import Place
from xiaoan.kernel import clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.web import uploads

LARGEST = 2 << 20
_LIMITS = workbooks.Limits(file_bytes=LARGEST, rows=rules.MOST_ROWS, seconds=20)


@dataclass(frozen=True)
class Result:
    """What became of a sheet; `faults`: row → sentences. With one fault nothing was written."""

    rows: int
    planned: Planned | None
    faults: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass
class _Reading:
    """A sheet while it is read."""

    place: Place
    kinds: dict[str, ShiftKind]
    people: dict[str, list[people.Candidate]]
    shifts: dict[tuple[UUID, dt.date], roster.Shift]
    changes: list[Change] = field(default_factory=list)
    seats: list[Seat] = field(default_factory=list)
    faults: dict[int, list[str]] = field(default_factory=dict)
    seen: dict[tuple[UUID, dt.date, str, UUID], int] = field(default_factory=dict)
    rows: int = 0


def import_roster(actor: Actor, act_id: UUID, unit_no: int, path: Path) -> Result:
    """Plan what a sheet says, beside what is planned. Raises Invalid for a file that cannot be read."""
    place = units.keep(actor, unit_no)
    body = said.fingerprint("import", unit_no, uploads.digest(path, LARGEST))
    acts.lock(place.no)
    known = acts.done_before(actor, act_id, body)
    if known is not None:
        return Result(0, Planned(known.outcome["begun"], known.outcome["ended"]))
    reading = _begin(place)
    with uploads.opened(path, _LIMITS, tuple(sheets.HEADS.values())) as sheet:
        _read(sheet, reading)
    if reading.faults:
        return Result(reading.rows, None, reading.faults)
    if not reading.rows:
        raise Invalid(_("表里没有一行值班。"), {"file": "empty"})
    given = Plan(act_id, unit_no, tuple(reading.changes), "imported")
    return Result(reading.rows, carry_out(actor, place, given, body))


def _begin(place: Place) -> _Reading:
    today = clock.today()
    kinds = roster.kinds_of([place.no], today, today + FARTHEST).get(place.no, [])
    by_name: dict[str, list[people.Candidate]] = {}
    for one in people.candidates(place, today):
        by_name.setdefault(one.name, []).append(one)
    found = roster.shifts([place], today, today + FARTHEST).get(place.no, [])
    return _Reading(
        place, {one.name: one for one in kinds if one.until is None}, by_name,
        {(one.kind_id, one.day): one for one in found},
    )  # fmt: skip


def _read(sheet: workbooks.Sheet, reading: _Reading) -> None:
    columns = uploads.columns(sheet, sheets.HEADS, sheets.NEEDED)
    for number, cells in uploads.texts(sheet, columns):
        reading.rows += 1
        faults = _line(cells, number, reading)
        if faults:
            reading.faults[number] = faults


def _line(cells: Mapping[str, str], number: int, reading: _Reading) -> list[str]:
    faults: list[str] = []
    day = sheets.day_of(cells.get("day", ""))
    if day is None:
        faults.append(_("日期:请写成 2026-11-24 这样。"))
    kind = reading.kinds.get(cells.get("shift", ""))
    if kind is None:
        names = "、".join(reading.kinds) or "–"
        faults.append(_("班次:本单位没有这个班次。可填:%(names)s。") % {"names": names})
    seat = sheets.SEATS.get(cells.get("seat", ""))
    if seat is None:
        faults.append(_("岗位:请填带班领导或值班员。"))
    who, wrong = _who(cells, reading)
    faults += wrong
    if faults or day is None or kind is None or seat is None or who is None:
        return faults
    return _placed(number, Change(kind.pk, day, seat, None, who), who, kind, reading)


def _who(cells: Mapping[str, str], reading: _Reading) -> tuple[UUID | None, list[str]]:
    """Whom a row names; of two of one name the post tells them apart."""
    found = reading.people.get(cells.get("name", ""), [])
    if len(found) > 1:
        found = [one for one in found if one.post == cells.get("post", "")]
        if len(found) != 1:
            return None, [_("姓名:本单位有同名的人,请在职务列写明职务。")]
    if not found:
        return None, [_("姓名:本单位没有这个人的账号。请核对,或先邀请。")]
    return found[0].user_id, []


def _placed(
    number: int, change: Change, who: UUID, kind: ShiftKind, reading: _Reading
) -> list[str]:
    """Whether a seat is free and its person nowhere else at that time."""
    starts_at, ends_at = roster.instants(change.day, kind)
    if ends_at <= clock.now() or change.day > clock.today() + FARTHEST:
        return [_("日期:这个班已经结束,或在三个月以后。")]
    shift = reading.shifts.get((kind.pk, change.day))
    if shift is None:
        return [_("日期:这一天没有这个班次(见班次的适用日子)。")]
    key = (kind.pk, change.day, change.seat, who)
    if key in reading.seen:
        return [_("与第 %(row)s 行重复。请只留一行。") % {"row": reading.seen[key]}]
    taken = sum(
        (one.kind_id, one.day, one.seat) == (kind.pk, change.day, change.seat)
        for one in reading.changes
    )
    if shift.missing().get(change.seat, 0) <= taken:
        return [_("%(seat)s:这个班已经排满。") % {"seat": SEAT_NAMES[change.seat]}]
    row = Seat(
        user_id=who, kind_id=kind.pk, day=change.day, seat=change.seat, starts_at=starts_at,
        ends_at=ends_at,
    )  # fmt: skip
    if clash([*reading.seats, row]):
        return [_("姓名:同一时间已经排了别的班。")]
    reading.seen[key] = number
    reading.changes.append(change)
    reading.seats.append(row)
    return []
