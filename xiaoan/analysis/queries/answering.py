"""An answer: rows and columns of figures inside the actor's scope, with sums that are those of the rows.

A kept library folds and turns the table (polars); what may be added is said by the indicators.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.utils.translation import gettext as _

from xiaoan.analysis import rules
from xiaoan.analysis.rules import Question
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import STAGE_NAMES, Place
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import sums
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid

# What a figure is made of; sums of nothing stay nothing.
PARTS = ("num", "den", "unknown", "units", "silent")
Head = tuple[str, str]
_LONG = {
    "unit_no": pl.Int64, "since": pl.Date, "key": pl.String, "num": pl.Int64, "den": pl.Int64,
    "unknown": pl.Int64, "units": pl.Int64, "silent": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """So many of so many (None: a count) and so many unknown; `num` None: nothing on record, not zero."""

    num: int | None = None
    den: int | None = None
    unknown: int = 0
    units: int = 0
    silent: int = 0

    @property
    def share(self) -> float | None:
        return None if self.num is None or not self.den else self.num / self.den


@dataclass(frozen=True)
class Answer:
    """`rows` and `columns`: code and words, in order; `cells`: by (row, column, indicator); `totals` of all
    rows by (column, indicator). `unit_nos`: row → the unit it is, where it is one. `last_day`: indicators
    that stand as they stand are of the last day of each stretch."""

    place: Place
    first: dt.date
    last: dt.date
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    measures: tuple[indicators.Described, ...]
    cells: dict[tuple[str, str, str], Cell]
    totals: dict[tuple[str, str], Cell]
    as_of: dt.datetime
    by_time: bool


def answer(actor: Actor, asked: Question) -> Answer:
    """Invalid for what cannot be asked, at its field; NotFound for a unit that is not the actor's."""
    place = indicators.place_seen(actor, asked.unit_no)
    term = next(
        (
            (one.since, one.until)
            for one in directory.terms_at(place.no)
            if one.since <= clock.today() <= one.until
        ),
        None,
    )
    first, last = rules.period_days(asked, clock.today(), term)
    units = _units(place, asked, last)
    bucket = next((one for one in (asked.rows, asked.columns) if one in rules.TIMES), "all")
    _refuse(asked, first, last, units)
    found = sums.over(actor, units, asked.measures, first, last, bucket)
    heads = _Heads(asked, units)
    table = heads.told_apart(found)
    cells = _folded(table, ["row", "column", "key"])
    totals = _folded(table, ["column", "key"])
    return Answer(
        place, first, last, heads.ordered(table, "row"), heads.ordered(table, "column"),
        tuple(indicators.described(key) for key in asked.measures),
        {(row, column, key): one for (row, column, key), one in cells.items()},
        {(column, key): one for (column, key), one in totals.items()},
        max((one.as_of for one in found if one.as_of), default=clock.now()), asked.rows in rules.TIMES,
    )  # fmt: skip


def _units(place: Place, asked: Question, day: dt.date) -> list[Place]:
    """The units whose figures are added: the unit itself where nothing below it is told apart."""
    fine = {"stage", "boarding", "school"} & {asked.rows, asked.columns} or asked.stages
    if place.kind == "school":
        return [place]
    if fine:
        schools = directory.places_inside(place.interval, "school", day=day)
        return [one for one in schools if not asked.stages or one.stage in asked.stages]
    if asked.rows == "township" and place.kind == "county":
        return directory.places_inside(place.interval, "township", day=day)
    return [place]


def _refuse(asked: Question, first: dt.date, last: dt.date, units: Sequence[Place]) -> None:
    days = (last - first).days + 1
    many = {"day": days, "week": days // 7 + 2, "month": days // 28 + 2}
    rows = many.get(asked.rows, len(units))
    columns = many.get(asked.columns, len(STAGE_NAMES) if asked.columns else 1)
    field, code = rules.fault_of(asked, first, last, rows, columns)
    if field:
        raise Invalid(_FAULTS[code](), {field: code})


_FAULTS = {
    "none": lambda: _("请至少选一项指标。"),
    "many": lambda: _("一次最多选 %(n)d 项指标。") % {"n": rules.MOST_MEASURES},
    "order": lambda: _("开始日期在结束日期之后,请对调。"),
    "long": lambda: _("一次最多问一年(366 天)。"),
    "same": lambda: _("行和列都是单位,或都是时间:请把其中一个换掉。"),
    "large": lambda: _("这张表太大了。请缩短时间,或把“每天”换成每周、每月。"),
}


class _Heads:
    """Which row and column a figure belongs to, and what they are called."""

    def __init__(self, asked: Question, units: Sequence[Place]) -> None:
        self.asked = asked
        self.places = {one.no: one for one in units}
        above = {no for one in units for no in _township(one)}
        self.townships = {one.no: one.name for one in directory.places(above).values()}

    def told_apart(self, found: Sequence[sums.Sum]) -> pl.DataFrame:
        table = pl.DataFrame(
            [[getattr(one, name) for name in _LONG] for one in found], schema=_LONG, orient="row"
        )
        rows = [self._code(self.asked.rows, one) for one in found]
        columns = [self._code(self.asked.columns, one) for one in found]
        return table.with_columns(
            pl.Series("row", rows, pl.String), pl.Series("column", columns, pl.String)
        )

    def _code(self, by: str, one: sums.Sum) -> str:
        place = self.places[one.unit_no]
        if by in rules.TIMES:
            return one.since.isoformat()
        if by == "stage":
            return place.stage
        if by == "boarding":
            return "yes" if place.boarding else "no"
        if by == "township":
            return str(next(iter(_township(place)), place.no))
        return str(place.no) if by else ""

    def ordered(self, table: pl.DataFrame, axis: str) -> tuple[Head, ...]:
        """Codes with words: times from the oldest, units and kinds in the order of the tree. Units of which
        nothing is on record have a row all the same."""
        by = self.asked.rows if axis == "row" else self.asked.columns
        codes = set(table[axis].to_list())
        if by == "school" and axis == "row":
            codes |= {str(no) for no in self.places}
        order = list(STAGE_NAMES) if by == "stage" else None
        ranked = sorted(codes, key=order.index if order else self._rank(by))
        return tuple((code, self._words(by, code)) for code in ranked)

    @staticmethod
    def _rank(by: str) -> Any:
        return int if by in ("school", "township") else str

    def _words(self, by: str, code: str) -> str:
        if by == "stage":
            return str(STAGE_NAMES[code])
        if by == "boarding":
            return _("寄宿制") if code == "yes" else _("走读")
        if by == "school":
            return self.places[int(code)].name
        if by == "township":
            known = self.places.get(int(code))
            return known.name if known else self.townships.get(int(code), code)
        if by == "week":
            return _("%(day)s 起一周") % {"day": code}
        return code[:7] if by == "month" else code


def _township(place: Place) -> tuple[int, ...]:
    """The township a school is in; a county has none."""
    if place.kind == "school" and place.parent_no is not None:
        return (place.parent_no,)
    return (place.no,)


def _folded(table: pl.DataFrame, by: list[str]) -> dict[tuple[Any, ...], Cell]:
    """Sums by some columns; a sum of nothing is nothing."""
    added = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in PARTS
    ]
    rows = table.group_by(by).agg(added).rows(named=True)
    return {
        tuple(row[name] for name in by): Cell(
            row["num"], row["den"], row["unknown"] or 0, row["units"] or 0, row["silent"] or 0
        )
        for row in rows
    }
