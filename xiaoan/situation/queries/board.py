"""The board of a unit: its tiles with what changed, and of each that is not well the unit below that stands
worst and who can mend it there."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.situation.models import View
from xiaoan.situation.queries import people
from xiaoan.situation.queries.before import day_before
from xiaoan.situation.queries.people import Person
from xiaoan.situation.rules import order, tiles

# So many days of a tile's line; a year back to the same day of the week.
SPARK = dt.timedelta(days=13)
DAY, WEEK, YEAR = dt.timedelta(days=1), dt.timedelta(days=7), dt.timedelta(days=364)
# What a figure is held against besides the last school day.
BEFORE = {"week": WEEK, "year": YEAR}


@dataclass(frozen=True)
class Worst:
    """The unit that stands worst, and the first who answers for it."""

    place: Place
    figure: indicators.Figure
    person: Person | None


@dataclass(frozen=True)
class Tile:
    """An indicator at a unit: its figure, how it changed ("day" and keys of `BEFORE`), the days of its line
    (the last is the day of the board), where it is worst. `own`: at a school, who has it in hand."""

    indicator: indicators.Described
    figure: indicators.Figure
    changes: dict[str, order.Change]
    days: tuple[indicators.Figure, ...]
    worst: Worst | None
    own: Person | None


@dataclass(frozen=True)
class Board:
    """Everything a board shows of figures. `before`: the last school day before its day."""

    place: Place
    day: dt.date
    before: dt.date
    tiles: tuple[Tile, ...]


def tiles_of(actor: Actor) -> tuple[tuple[str, ...], bool]:
    """The tiles of the actor's board in their order; whether they chose them."""
    known = [one.key for one in indicators.catalogue()]
    row = View.objects.filter(user_id=actor.user_id).first() if actor.user_id else None
    if row is not None:
        kept = tuple(key for key in row.tiles if key in known)
        if kept:
            return kept, True
    return tiles.of_role(sorted(actor.roles, key=_rank), known), False


def _rank(role: str) -> int:
    known = list(tiles.BY_ROLE)
    return known.index(role) if role in known else len(known)


def board(actor: Actor, unit_no: int, day: dt.date, keys: Sequence[str]) -> Board:
    """A unit's tiles on a day. Raises NotFound."""
    place = indicators.place_seen(actor, unit_no)
    now = indicators.of_unit(actor, place.no, day, list(keys))
    before = day_before(place, day)
    line = indicators.series(actor, place.no, list(keys), day - SPARK, day - DAY)
    # After a holiday the last school day lies before the line.
    far = (
        indicators.series(actor, place.no, list(keys), before, before)
        if before < day - SPARK
        else {}
    )
    year = indicators.series(actor, place.no, list(keys), day - YEAR, day - YEAR)
    worst = _worst(actor, place, day, [indicators.described(key) for key in keys], now)
    own = people.responsible(
        actor,
        [(place, key) for key in keys if place.kind == "school" and is_ill(now.get(key))],
        day,
    )
    return Board(
        place, day, before,
        tuple(
            Tile(
                indicators.described(key), now[key],
                _changes(
                    indicators.described(key), now[key], before,
                    [*far.get(key, ()), *line.get(key, ()), *year.get(key, ())],
                ),
                (*line.get(key, ()), now[key]), worst.get(key), own.get((place.no, key)),
            )
            for key in keys
        ),
    )  # fmt: skip


def is_ill(figure: indicators.Figure | None) -> bool:
    """Somebody is to look at it."""
    return figure is not None and figure.state in ("fair", "poor")


def _changes(
    about: indicators.Described, now: indicators.Figure, before: dt.date,
    known: Sequence[indicators.Figure],
) -> dict[str, order.Change]:  # fmt: skip
    at = {one.day: order.value(one, about.kind) for one in known}
    value = order.value(now, about.kind)
    days = {"day": before, **{name: now.day - ago for name, ago in BEFORE.items()}}
    return {name: order.change(value, at.get(day), about.better) for name, day in days.items()}


def _worst(
    actor: Actor, place: Place, day: dt.date, wanted: Sequence[indicators.Described],
    now: dict[str, indicators.Figure],
) -> dict[str, Worst]:  # fmt: skip
    """Of what is not well, where it is worst."""
    ill = [one for one in wanted if is_ill(now.get(one.key))]
    if place.kind == "school" or not ill:
        return {}
    below = indicators.by_child(actor, place.no, day, [one.key for one in ill])
    first: dict[str, tuple[Place, indicators.Figure]] = {}
    for one in ill:
        rows = [(child, figures[one.key]) for child, figures in below if one.key in figures]
        ranked = order.worst_first(rows, one.kind, one.better)
        if ranked and order.value(ranked[0][1], one.kind) is not None:
            first[one.key] = ranked[0]
    who = people.responsible(actor, [(child, key) for key, (child, _f) in first.items()], day)
    return {
        key: Worst(child, figure, who.get((child.no, key)))
        for key, (child, figure) in first.items()
    }
