"""The figures of a report, of the one source (indicators), unit by unit in few looks."""

import datetime as dt
from collections.abc import Iterable, Mapping

from xiaoan.dailyreports.rules import Value, pattern
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.indicators import queries as indicators
from xiaoan.investigations.queries.running import running as events_running
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks.queries.by_school import running as signals_running
from xiaoan.statutory.queries.by_school import late as reports_late

Figures = dict[str, Value]
# Of so many units or fewer each is asked for by itself.
_FEW = 3
# Kept every ten minutes by indicators, of the same functions; whoever says 今日无异常 says it of this minute.
_OF_NOW = {
    "signals.running": signals_running, "events.running": events_running,
    "reports.late": reports_late,
}  # fmt: skip


def known_keys() -> tuple[str, ...]:
    """The figures of the report that the catalogue of indicators has, in the order of the report."""
    there = {one.key for one in indicators.catalogue()}
    return tuple(key for key in pattern().keys if key in there)


def _of_unit(actor: Actor, unit_no: int, day: dt.date) -> Figures:
    return _values(indicators.of_unit(actor, unit_no, day, known_keys()))


def of_children(actor: Actor, unit_no: int, day: dt.date) -> dict[int, Figures]:
    """The townships of a county, the schools of a township."""
    rows = indicators.by_child(actor, unit_no, day, known_keys())
    return _of_now(
        [place for place, _ in rows], day, {place.no: _values(one) for place, one in rows}
    )


def _of_schools(actor: Actor, unit_nos: Iterable[int], day: dt.date) -> dict[int, Figures]:
    """Of these schools of one county, in one look where they are many."""
    wanted = set(unit_nos)
    if len(wanted) <= _FEW:
        return {no: _of_unit(actor, no, day) for no in wanted}
    found: dict[int, Figures] = {}
    for county in sorted({numbering.ancestors(no)[-1] for no in wanted}):
        rows = indicators.by_school(actor, county, day, known_keys())
        found |= {place.no: _values(row) for place, row in rows if place.no in wanted}
    return found


def of_many(actor: Actor, places: Iterable[directory.Place], day: dt.date) -> dict[int, Figures]:
    """Of units of any level."""
    every = list(places)
    found = _of_schools(actor, [one.no for one in every if one.kind == "school"], day)
    for kind in ("township", "county"):
        for one in every:
            if one.kind == kind:
                found[one.no] = _of_unit(actor, one.no, day)
    return _of_now(every, day, found)


def _of_now(
    places: Iterable[directory.Place], day: dt.date, found: dict[int, Figures]
) -> dict[int, Figures]:
    """With what runs at this minute, of today."""
    every = list(places)
    if day != clock.today() or not every:
        return found
    interval = (min(one.no for one in every), max(one.end for one in every))
    counted = {key: count(interval) for key, count in _OF_NOW.items() if key in known_keys()}
    for place in every:
        for key, by_school in counted.items():
            n = sum(count for no, count in by_school.items() if place.no <= no < place.end)
            found[place.no][key] = Value(n, units=found[place.no][key].units)
    return found


def _values(found: Mapping[str, indicators.Figure]) -> Figures:
    return {
        key: Value(one.num, one.den, one.unknown, one.units, one.silent)
        for key, one in found.items()
    }


def kept(figures: Mapping[str, Value]) -> dict[str, list[int | None]]:
    """As a draft or a version keeps them."""
    return {
        key: [one.num, one.den, one.unknown, one.units, one.silent] for key, one in figures.items()
    }


def read(found: Mapping[str, list[int | None]]) -> Figures:
    """As they were kept, in the order of the report (the database keeps none); what the report has no more
    comes last."""
    order = [key for key in pattern().keys if key in found]
    return {
        key: Value(found[key][0], found[key][1], *(one or 0 for one in found[key][2:]))
        for key in (*order, *(key for key in sorted(found) if key not in order))
    }
