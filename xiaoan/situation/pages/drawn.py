"""The map of a unit: outlines where there is a map, else tiles in the order of the list; each unit with its
state as colour, pattern and words."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Described, Figure
from xiaoan.kernel.actor import Actor
from xiaoan.situation.pages import words
from xiaoan.situation.queries import deadlines, maps
from xiaoan.situation.rules import drawing, order

# In units of the drawing: a name of so many signs needs so much room; below it stands beside a line.
_SIGN = 50
_TILE = (200, 110)
# More tiles than this are a table.
MOST_TILES = 60
_ORDER = ("missed", "late", "due", "done", "unknown", "excused")
States: TypeAlias = Mapping[int, dict[str, str]]


def of(actor: Actor, place: Place, about: Described, day: dt.date) -> dict[str, Any]:
    """Everything a map shows of the units below a county or township."""
    rows = [
        (child, figures[about.key])
        for child, figures in indicators.by_child(actor, place.no, day, [about.key])
    ]
    waits = deadlines.waits(day)
    states = {
        child.no: words.state(figure, waits=waits.of(child, about.key)) for child, figure in rows
    }
    current = maps.in_force(place.no) if place.kind == "county" else None
    shapes = _outlines(current, rows, about, states) if current else None
    shown = {one["no"] for one in shapes["units"]} if shapes else set()
    return {
        "is_map": shapes is not None,
        "shapes": shapes or (_schematic(rows, about, states) if len(rows) <= MOST_TILES else None),
        "rows": [
            {
                **_row(child, figure, about, day), **states[child.no],
                "is_drawn": not shapes or child.no in shown,
            }
            for child, figure in order.worst_first(rows, about.kind, about.better)
        ],
        "key": _legend(states.values()), "title": f"{place.name} {about.name}",
        "source": current.source if current else "", "approval": current.approval if current else "",
        "is_shifted": bool(current and current.system == "gcj02"),
    }  # fmt: skip


def plain(current: maps.Version, towns: Sequence[Place]) -> dict[str, Any]:
    """The outlines alone, with the names of townships."""
    names = {one.no: one.name for one in towns}
    made = maps.drawing(current.id)
    return {
        "width": made.width, "height": made.height, "side": [],
        "units": [
            {
                "no": one.no, "path": one.path, "x": one.at[0], "y": one.at[1],
                "name": names.get(one.no or 0, ""), "value": "", "shape": "due" if one.no else "none",
            }
            for one in made.outlines
        ],
    }  # fmt: skip


def _outlines(
    current: maps.Version, rows: Sequence[tuple[Place, Figure]], about: Described, states: States
) -> dict[str, Any]:
    made = maps.drawing(current.id)
    at = {child.no: (child, figure) for child, figure in rows}
    units = []
    for one in made.outlines:
        child, figure = at.get(one.no or 0, (None, None))
        unit: dict[str, Any] = {
            "no": one.no, "path": one.path, "x": one.at[0], "y": one.at[1], "name": "", "value": "",
            "shape": "none",
        }  # fmt: skip
        if child is not None and figure is not None:
            short = child.name if len(child.name) * _SIGN <= one.wide else child.name[:2]
            unit |= {"name": short, "value": words.value(figure, about.kind), **states[child.no]}
        units.append(unit)
    return {"width": made.width, "height": made.height, "units": units, "is_land": True}


def _schematic(
    rows: Sequence[tuple[Place, Figure]], about: Described, states: States
) -> dict[str, Any]:
    """Tiles in the order of the list: where they stand says nothing."""
    wide, high = _TILE
    across = drawing.columns(len(rows))
    units = []
    for n, (child, figure) in enumerate(rows):
        x, y = n % across * wide, n // across * high
        units.append(
            {
                "no": child.no, "x": x + wide // 2, "y": y + high // 2 - 8, "name": child.name[:6],
                "path": f"M{x + 4},{y + 4}h{wide - 8}v{high - 8}h{8 - wide}Z",
                "value": words.value(figure, about.kind), **states[child.no],
            }
        )  # fmt: skip
    return {
        "width": max(1, min(across, len(rows))) * wide,
        "height": max(1, -(-len(rows) // across)) * high, "units": units,
    }  # fmt: skip


def _row(child: Place, figure: Figure, about: Described, day: dt.date) -> dict[str, Any]:
    return {
        "name": child.name, "url": words.one_url(child.no, about.key, day), "figure": figure,
        "value": words.value(figure, about.kind), "apart": words.apart(about, figure),
    }  # fmt: skip


def _legend(states: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """The states that occur, the worst first."""
    found = {one["shape"]: one for one in states}
    return [found[shape] for shape in _ORDER if shape in found]
