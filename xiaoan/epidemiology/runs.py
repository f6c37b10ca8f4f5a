"""Each detector on a table that was read, with its options; the glue of `methods`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from xiaoan.epidemiology.arrays import Detected, FloatArray, IntArray, evaluated
from xiaoan.epidemiology.bayes import bayes
from xiaoan.epidemiology.cusum import cusum
from xiaoan.epidemiology.ears import ears_c1, ears_c2, ears_c3
from xiaoan.epidemiology.farrington import farrington, farrington_flexible
from xiaoan.epidemiology.likelihood import glr, nb_cusum
from xiaoan.epidemiology.scan import Cylinders, space_time_scan
from xiaoan.epidemiology.season import Options
from xiaoan.epidemiology.seasonal import seasonal_mean
from xiaoan.epidemiology.sparse import Window, hierarchical
from xiaoan.epidemiology.tables import Wide, read_places, read_rows

Given = Mapping[str, Any]
_WEEK, _YEAR, _MONTHS, _WEEKS = 7, 365, 12, 52
_LONGEST = 90


def run_c1(data: Wide, given: Given, last: int | None) -> Detected:
    return ears_c1(data.counts, **given, last=last)


def run_c2(data: Wide, given: Given, last: int | None) -> Detected:
    return ears_c2(data.counts, **given, last=last)


def run_c3(data: Wide, given: Given, last: int | None) -> Detected:
    return ears_c3(data.counts, **given, last=last)


def run_bayes(data: Wide, given: Given, last: int | None) -> Detected:
    return bayes(data.counts, **given, last=last)


def run_cusum(data: Wide, given: Given, last: int | None) -> Detected:
    monitor, rest = _monitored(data, given, last)
    return _end(cusum(data.counts, last=monitor, **rest), last)


def run_nb_cusum(data: Wide, given: Given, last: int | None) -> Detected:
    monitor, rest = _monitored(data, given, last)
    mean, dispersion = _season(data, rest, monitor)
    found = nb_cusum(
        data.counts[:, -monitor:], mean, dispersion,
        theta=_theta(str(rest["theta"])), threshold=rest["threshold"],
    )  # fmt: skip
    return _end(_later(found, data, monitor), last)


def run_glr(data: Wide, given: Given, last: int | None) -> Detected:
    monitor, rest = _monitored(data, given, last)
    mean, dispersion = _season(data, rest, monitor)
    found = glr(data.counts[:, -monitor:], mean, dispersion, threshold=rest["threshold"])
    return _end(_later(found, data, monitor), last)


def run_farrington(data: Wide, given: Given, last: int | None) -> Detected:
    return farrington(data.counts, dates=data.dates, last=last, options=_options(data, given))


def run_flexible(data: Wide, given: Given, last: int | None) -> Detected:
    return farrington_flexible(
        data.counts, dates=data.dates, last=last, options=_options(data, given)
    )


def run_hierarchical(data: Wide, given: Given, last: int | None) -> Detected:
    """`units`: a CSV, first column the series, with `school`, `roll` and, if known, `township`."""
    rest = dict(given)
    units, weekdays, alpha = rest.pop("units"), rest.pop("weekdays"), rest.pop("alpha")
    labels: dict[str, Any] = {}
    if units:
        cells = read_places(Path(units), data.names, ["school", "roll"])
        labels = {"group": _numbered([cell[0] for cell in cells])}
        labels["roll"] = _floats([[cell[1]] for cell in cells], units)[:, 0]
        if "township" in [cell.strip() for cell in read_rows(Path(units))[0]]:
            towns = read_places(Path(units), data.names, ["township"])
            labels["region"] = _numbered([cell[0] for cell in towns])
    if weekdays and data.dates is not None:
        labels["season"] = [day.weekday() for day in data.dates]
    return hierarchical(data.counts, **labels, window=Window(**rest), alpha=alpha, last=last)


def run_scan(data: Wide, given: Given, last: int | None) -> Detected:
    """`places`: a CSV, first column the series, with `x_km` and `y_km`. Each date by itself."""
    rest = dict(given)
    places, length, recurrence = rest.pop("places"), rest.pop("days"), rest.pop("recurrence")
    if not places:
        raise ValueError("scan needs --option places=FILE.csv: first column the series, x_km, y_km")
    cells = read_places(Path(places), data.names, ["x_km", "y_km"])
    positions = _floats(cells, places)
    days = evaluated(data.counts.shape[1], length - 1, last or 1)
    columns = []
    for day in days:
        counts = data.counts[:, day - length + 1 : day + 1]
        found = space_time_scan(counts, positions, **rest)
        columns.append(_by_place(counts, found, recurrence))
    table = {name: np.stack([one[name] for one in columns], axis=1) for name in columns[0]}
    expected, alarm = table.pop("expected"), table.pop("alarm") > 0
    nothing = np.full(expected.shape, np.nan)
    return Detected(days, expected, nothing, alarm, ~np.isnan(expected), table)


def _by_place(counts: FloatArray, found: Cylinders, recurrence: float) -> dict[str, FloatArray]:
    """Of each place: what is expected today, and the best cylinder that it is in, of those apart."""
    names = ("cluster", "days", "radius", "cases", "cluster_expected", "ratio", "p")
    table = {name: np.full(counts.shape[0], np.nan) for name in names}
    total = counts.sum()
    expected = counts.sum(axis=1) * counts[:, -1].sum() / max(total, 1.0)
    alarm = np.zeros(counts.shape[0])
    for number, at in enumerate(found.apart(), start=1):
        members = found.members(at)
        values = (
            number, found.days[at], found.radius[at], found.cases[at], found.expected[at],
            found.ratio[at], found.p[at],
        )  # fmt: skip
        for name, value in zip(names, values, strict=True):
            table[name][members] = value
        alarm[members] = float(found.recurrence[at] >= recurrence)
    return table | {"expected": expected, "alarm": alarm}


def _monitored(data: Wide, given: Given, last: int | None) -> tuple[int, dict[str, Any]]:
    """How many last dates are watched: `monitor`, or those asked for, or 90, or half of what there is."""
    rest = dict(given)
    length = data.counts.shape[1]
    monitor = rest.pop("monitor") or last or max(min(_LONGEST, length // 2), 1)
    if last is not None and monitor < last:
        raise ValueError(f"monitor={monitor} is less than the last {last} dates asked for")
    return int(monitor), rest


def _season(data: Wide, given: Given, monitor: int) -> tuple[FloatArray, FloatArray]:
    freq = given["freq"] or (_WEEKS if _step(data) == _WEEK else _WEEK)
    harmonics = given["harmonics"]
    if harmonics is None:
        harmonics = 3 if freq == _WEEK else 1
    season = seasonal_mean(
        data.counts, last=monitor, freq=freq, harmonics=harmonics, trend=given["trend"]
    )
    return season.mean, season.dispersion


def _theta(text: str) -> float:
    """A number, or log2, log(4) …"""
    plain = text.lower().removeprefix("log").strip("() ")
    try:
        value = float(plain)
        return float(np.log(value)) if text.lower().startswith("log") else value
    except ValueError as error:
        raise ValueError(f"theta={text} cannot be read; give a number, or log2") from error


def _options(data: Wide, given: Given) -> Options:
    """`freq` of the dates: weeks, months, or days of a year."""
    values = dict(given)
    step = _step(data)
    if values["freq"] is None:
        values["freq"] = _WEEKS if step == _WEEK else _YEAR if step == 1 else _MONTHS
    cases, period = values["limit54"]
    values["limit54"] = (cases, int(period))
    return Options(**values)


def _step(data: Wide) -> int:
    """Days between the dates, most often; numbered rows count as weeks."""
    if data.dates is None or len(data.dates) < 2:
        return _WEEK
    days = np.array([day.toordinal() for day in data.dates])
    return int(np.bincount(np.diff(days)).argmax())


def _later(found: Detected, data: Wide, monitor: int) -> Detected:
    days = found.days + data.counts.shape[1] - monitor
    return Detected(days, found.expected, found.upper, found.alarm, found.decided, found.more)


def _end(found: Detected, last: int | None) -> Detected:
    """Only the last dates of what was watched."""
    some = slice(-(last or found.days.size), None)
    more = {name: values[:, some] for name, values in found.more.items()}
    return Detected(
        found.days[some], found.expected[:, some], found.upper[:, some], found.alarm[:, some],
        found.decided[:, some], more,
    )  # fmt: skip


def _numbered(labels: list[str]) -> IntArray:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _floats(cells: list[list[str]], file: str) -> FloatArray:
    try:
        return np.array([[float(cell) for cell in row] for row in cells])
    except ValueError as error:
        raise ValueError(f"{file}: {error}; write numbers") from error
