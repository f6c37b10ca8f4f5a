"""The layer of space: neighbouring schools, by the space-time permutation scan."""

from collections.abc import Iterator

import numpy as np

from xiaoan import epidemiology as epi
from xiaoan.outbreaks.rules.found import Found, rarity
from xiaoan.outbreaks.rules.night import WATCHED, FloatArray, Level, Night

SCAN_DAYS, SCAN_WITHIN, SCAN_KM, REPLICAS = 28, 7, 12.0, 999
FIRST_REPLICAS, FIRST_P = 99, 0.03
# Once a year, for each group of symptoms.
RECURRENCE = 365.0
# Fewer people are no cluster.
LEAST = 4


def in_space(night: Night, school: Level, seed: int) -> Iterator[Found]:
    """Neighbouring schools with more than place and day explain. Schools without coordinates, or that were
    silent in the last days or often before, are left out: the scan knows no missing count.
    """
    for number, syndrome in enumerate(WATCHED):
        y = school.counts[number][:, -SCAN_DAYS:]
        rows, y = scannable(night, school, y)
        if len(rows) < 2 or y.shape[1] <= SCAN_WITHIN:
            continue
        places = np.array([night.at[int(school.units[row])] for row in rows])
        scan = _scan(y, places, seed + number)
        if scan is None:
            continue
        for at in scan.apart():
            if scan.recurrence[at] < RECURRENCE:
                break
            if scan.places[at] > 1 and scan.cases[at] >= LEAST:
                yield _cylinder(night, school, rows, y, syndrome, scan, at)


def _scan(y: FloatArray, places: FloatArray, seed: int) -> epi.Cylinders | None:
    """Most nights nothing is near being rare: then the first replicas say so, and the others are spared."""
    for replicas in (FIRST_REPLICAS, REPLICAS):
        scan = epi.space_time_scan(
            y, places, max_days=SCAN_WITHIN, max_radius=SCAN_KM, replicas=replicas, seed=seed
        )
        if not scan.p.size or scan.p[0] > FIRST_P:
            return None
    return scan


def scannable(night: Night, school: Level, y: FloatArray) -> tuple[list[int], FloatArray]:
    """Rows of schools that can be scanned; a day missing long ago takes the school's own mean."""
    missing = np.isnan(y)
    fit = ~missing[:, -SCAN_WITHIN:].any(axis=1) & (missing.sum(axis=1) <= 4)
    rows = [row for row in np.flatnonzero(fit).tolist() if int(school.units[row]) in night.at]
    kept = y[rows]
    with np.errstate(all="ignore"):
        mean = np.round(np.nan_to_num(np.nansum(kept, axis=1) / (~np.isnan(kept)).sum(axis=1)))
    return rows, np.where(np.isnan(kept), mean[:, None], kept)


def _cylinder(
    night: Night,
    school: Level,
    rows: list[int],
    y: FloatArray,
    syndrome: str,
    scan: epi.Cylinders,
    at: int,
) -> Found:
    members = [rows[one] for one in scan.members(at).tolist()]
    units = tuple(sorted(int(school.units[row]) for row in members))
    towns = set(school.township[members].tolist())
    days = y[scan.members(at)].sum(axis=0)
    shown = night.days[-y.shape[1] :]
    return Found(
        layer="space",
        level="area",
        unit_no=int(school.units[rows[int(scan.centre[at])]]),
        school_no=0,
        township_no=towns.pop() if len(towns) == 1 else 0,
        syndrome=syndrome,
        day=night.day,
        since=night.days[-int(scan.days[at])],
        method="stp-scan",
        observed=int(scan.cases[at]),
        expected=round(float(scan.expected[at]), 3),
        upper=None,
        p=float(scan.p[at]),
        recurrence=float(scan.recurrence[at]),
        score=round(rarity(float(scan.p[at])), 4),
        sure=True,
        told=int(school.told[members].sum()),
        owed=int(school.owed[members].sum()),
        members=units,
        curve=tuple(
            (day.isoformat(), int(count), None, None)
            for day, count in zip(shown, days.tolist(), strict=True)
        ),
    )
