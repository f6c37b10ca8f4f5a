"""One indicator at a unit: the units below, schools of one kind beside each other, its course."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.situation.queries import people
from xiaoan.situation.queries.before import day_before
from xiaoan.situation.queries.people import Person
from xiaoan.situation.rules import order

MONTH = dt.timedelta(days=29)
# The longest stretch that is drawn: a school year.
LONGEST = dt.timedelta(days=365)


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `by`: "school": every school below instead of the next level; `stage`: of one
    kind; `span`: "month" or "term"."""

    unit_no: int
    key: str
    day: dt.date
    by: str = ""
    stage: str = ""
    span: str = "month"


@dataclass(frozen=True)
class Line:
    """A unit below with its figure, and how that changed since the last school day before."""

    place: Place
    figure: indicators.Figure
    change: order.Change


@dataclass(frozen=True)
class One:
    """An indicator at a unit. `middle`: the median of the lines, each unit once, in per cent or as a count;
    `idle`: how many units nothing was due of, which are no lines; `before`: the last school day of the unit
    before the day; `first`: since when it is on record, where that is after `since`."""

    indicator: indicators.Described
    place: Place
    figure: indicators.Figure
    lines: tuple[Line, ...]
    middle: float | None
    idle: int
    trend: tuple[indicators.Figure, ...]
    since: dt.date
    before: dt.date
    first: dt.date | None


def about(key: str) -> indicators.Described:
    """An indicator by its key; NotFound for none."""
    try:
        return indicators.described(key)
    except KeyError:
        raise NotFound from None


def one(actor: Actor, asked: Asked) -> One:
    """Everything of an indicator's page, worst first. Raises NotFound."""
    place, what = indicators.place_seen(actor, asked.unit_no), about(asked.key)
    figure = indicators.of_unit(actor, place.no, asked.day, [what.key])[what.key]
    rows = _below(actor, place, asked, asked.day)
    before = day_before(place, asked.day)
    lines, idle = _lines(what, rows, _below(actor, place, asked, before) if rows else [])
    since = _since(place, asked)
    first = indicators.first_day(actor, place.no, what.key)
    course = indicators.series(actor, place.no, [what.key], since, asked.day)
    return One(
        what, place, figure, lines, order.middle((line.figure for line in lines), what.kind), idle,
        tuple(course.get(what.key, ())), since, before,
        first if first and first > since else None,
    )  # fmt: skip


def responsible(actor: Actor, key: str, places: Sequence[Place], day: dt.date) -> dict[int, Person]:
    """Who answers for the figure at each unit."""
    found = people.responsible(actor, [(place, key) for place in places], day)
    return {no: person for (no, _key), person in found.items()}


def _below(
    actor: Actor, place: Place, asked: Asked, day: dt.date
) -> list[tuple[Place, indicators.Figure]]:
    if place.kind == "school":
        return []
    every = asked.by == "school" or asked.stage
    read = indicators.by_school if every else indicators.by_child
    return [
        (child, figures[asked.key])
        for child, figures in read(actor, place.no, day, [asked.key])
        if asked.key in figures and asked.stage in ("", child.stage)
    ]


def _lines(
    what: indicators.Described, rows: Sequence[tuple[Place, indicators.Figure]],
    before: Sequence[tuple[Place, indicators.Figure]],
) -> tuple[tuple[Line, ...], int]:  # fmt: skip
    then = {child.no: order.value(figure, what.kind) for child, figure in before}
    kept = [row for row in rows if not _is_idle(what, row[1])]
    return tuple(
        Line(
            child, figure,
            order.change(order.value(figure, what.kind), then.get(child.no), what.better),
        )
        for child, figure in order.worst_first(kept, what.kind, what.better)
    ), len(rows) - len(kept)  # fmt: skip


def _is_idle(what: indicators.Described, figure: indicators.Figure) -> bool:
    """Nothing is due of it: a share of nothing, with nothing unknown."""
    return what.kind == "share" and not figure.den and not figure.unknown


def _since(place: Place, asked: Asked) -> dt.date:
    """From which day on the course is shown: the month, or the term that runs or ran last."""
    if asked.span == "term":
        begun = [term.since for term in directory.terms_at(place.no) if term.since <= asked.day]
        if begun:
            return max(begun[-1], asked.day - LONGEST)
    return asked.day - MONTH
