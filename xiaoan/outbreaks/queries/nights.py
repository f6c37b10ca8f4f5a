"""What the statistical layers read for one day: four large statements over a fixed number of school days."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks import rules
from xiaoan.outbreaks.models import Position, Signal, SignalCase, Statistic
from xiaoan.outbreaks.rules.night import LOOK_BACK, WATCHED, FloatArray, IntArray, Night
from xiaoan.outbreaks.rules.triage import SAME_WITHIN, Known
from xiaoan.screening import queries as screening

BoolArray = NDArray[np.bool_]
# Who is ill at the edge has an illness that began before it.
BEFORE = dt.timedelta(days=7)
KM_EAST, KM_NORTH = 111.32, 110.57


@dataclass(frozen=True, eq=False)
class Onsets:
    """People newly ill, one row a person, group and illness, each of shape (n,); `column` of the days."""

    person: IntArray
    unit_no: IntArray
    column: IntArray
    group: IntArray


@dataclass(frozen=True, eq=False)
class Read:
    night: Night
    onsets: Onsets


def read(actor: Actor, day: dt.date, within: int | None = None) -> Read | None:
    """The night of a day of the county, or of a unit of it; None if it is no school day there.

    NotFound before there is a county.
    """
    county = directory.county() if within is None else directory.place(within)
    calendar = directory.calendar(county.no)
    if not calendar.is_school_day(day):
        return None
    days = (*calendar.school_days_before(day, LOOK_BACK - 1), day)
    sizes = [size for size in directory.class_sizes(actor, county.interval, day) if size.enrolled]
    classes = np.array([size.place.no for size in sizes], dtype=np.int64)
    roll = np.array([size.enrolled for size in sizes], dtype=np.float64)
    every = clock.days(days[0] - BEFORE, day)
    sick = screening.sick_days(actor, county.interval, every, WATCHED)
    reported = screening.reported_by_all(actor, county.interval, every)
    spoke = _spoke(classes, every, reported)
    onsets = _onsets(sick, classes, spoke, days, every)
    counts = _counts(onsets, spoke, days, every, classes)
    schools = classes - classes % numbering.SCHOOL
    return Read(
        Night(
            days,
            classes,
            roll,
            counts,
            schools,
            classes - classes % numbering.TOWNSHIP,
            positions(),
        ),
        onsets,
    )


def _spoke(
    classes: IntArray, every: Sequence[dt.date], reported: tuple[IntArray, IntArray]
) -> FloatArray:
    """Whether each class reported on each calendar day, shape (S, days): 1 or 0."""
    spoke = np.zeros((classes.size, len(every)))
    unit_no, day = reported
    at = np.searchsorted(classes, unit_no)
    known = (
        (at < classes.size) & (classes[np.minimum(at, classes.size - 1)] == unit_no)
        if classes.size
        else at < 0
    )
    spoke[at[known], day[known] - every[0].toordinal()] = 1
    return spoke


def _onsets(
    sick: screening.SickDays,
    classes: IntArray,
    spoke: FloatArray,
    days: Sequence[dt.date],
    every: Sequence[dt.date],
) -> Onsets:
    """Illnesses by the day on which they were first told of. Well in between is what a report without the
    person says: silence, a weekend or a holiday says nothing (as the statutory rules read it).
    """
    at = np.searchsorted(classes, sick.unit_no)
    kept = np.isin(sick.unit_no, classes)
    order = np.lexsort((sick.day[kept], sick.person[kept]))
    person, row, day, groups = (
        values[kept][order] for values in (sick.person, at, sick.day, sick.groups)
    )
    day = day - every[0].toordinal()
    so_far = np.concatenate([np.zeros((classes.size, 1)), np.cumsum(spoke, axis=1)], axis=1)
    well = so_far[row[:-1], day[1:]] - so_far[row[:-1], day[:-1] + 1] > 0
    begins = np.ones(person.size, dtype=np.bool_)
    begins[1:] = (person[1:] != person[:-1]) | well
    illness: IntArray = np.cumsum(begins, dtype=np.int64)
    column = np.searchsorted([one.toordinal() for one in days], day + every[0].toordinal())
    inside = day >= (days[0] - every[0]).days
    parts = [_first(illness, groups, number, inside) for number in range(len(WATCHED))]
    rows = np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
    group = np.repeat(np.arange(len(WATCHED)), [part.size for part in parts])
    return Onsets(person[rows], classes[row[rows]], column[rows], group)


def _first(illness: IntArray, groups: IntArray, number: int, inside: BoolArray) -> IntArray:
    """The row of each illness that first has a group of symptoms, where that lies in the days."""
    rows = np.flatnonzero(groups >> number & 1)
    _illness, first = np.unique(illness[rows], return_index=True)
    found: IntArray = rows[first]
    return found[inside[found]]


def _counts(
    onsets: Onsets,
    spoke: FloatArray,
    days: Sequence[dt.date],
    every: Sequence[dt.date],
    classes: IntArray,
) -> FloatArray:
    """By group, class and school day. What was told on a day without school is of the next with."""
    counts = np.zeros((len(WATCHED), classes.size, len(days)))
    np.add.at(counts, (onsets.group, np.searchsorted(classes, onsets.unit_no), onsets.column), 1)
    column = np.searchsorted([d.toordinal() for d in days], [d.toordinal() for d in every])
    known = np.zeros((classes.size, len(days)))
    np.add.at(known.T, column[BEFORE.days :], spoke.T[BEFORE.days :])
    counts[:, known == 0] = np.where(counts[:, known == 0] > 0, counts[:, known == 0], np.nan)
    return counts


def positions() -> dict[int, tuple[float, float]]:
    """School → kilometres east and north of the middle of all that are known."""
    rows = list(Position.objects.values_list("school_id", "longitude", "latitude"))
    if not rows:
        return {}
    east, north = (float(np.mean([row[n] for row in rows])) for n in (1, 2))
    width = KM_EAST * float(np.cos(np.radians(north)))
    return {no: ((x - east) * width, (y - north) * KM_NORTH) for no, x, y in rows}


def known(day: dt.date) -> list[Known]:
    """The signals near a day, of the statutory rules and of the layers, in the running scope."""
    rows = Signal.objects.filter(
        last_day__gte=day - SAME_WITHIN, last_day__lte=day + SAME_WITHIN
    ).exclude(state="withdrawn")
    signals = list(rows.order_by("-last_day", "id"))
    said = Statistic.objects.in_bulk([one.pk for one in signals if one.layer != "statutory"])
    return [_known(one, said.get(one.pk)) for one in signals if _counts_as_known(one, said)]


def _counts_as_known(signal: Signal, said: Mapping[UUID, Statistic]) -> bool:
    running = signal.state in ("open", "acknowledged")
    return running if signal.layer == "statutory" else signal.pk in said


def _known(signal: Signal, said: Statistic | None) -> Known:
    small = signal.level in (rules.CLASS, rules.DORMITORY, "school")
    return Known(
        id=signal.pk,
        layer=signal.layer,
        level=signal.level,
        unit_no=signal.unit_no,
        school_no=signal.school_id if small else 0,
        township_no=said.township_no if said else 0,
        syndrome=signal.syndrome,
        last_day=signal.last_day,
        observed=said.observed if said else signal.cases,
        tier=said.tier if said else "",
        members=tuple(said.members) if said else (),
        dismissed=bool(said and said.dismissed_at),
    )


def people_known(signal_id: UUID) -> set[UUID]:
    """Whom a signal counts already."""
    return set(SignalCase.objects.filter(signal_id=signal_id).values_list("person_id", flat=True))
