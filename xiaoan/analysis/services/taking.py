"""Figures taken away: the answer to a question, and a month of schools and days as one file for analysts.

A month is a file of columns (Parquet), as every tool for analysis reads: several months are one table there.
"""

import calendar
import datetime as dt
import io
from dataclasses import dataclass

import polars as pl

from xiaoan.analysis import queries
from xiaoan.analysis.events import AnswerTaken
from xiaoan.analysis.rules import Question
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import sums
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission

_SCHEMA = {
    "day": pl.Date, "school_code": pl.String, "school": pl.String, "township": pl.String,
    "stage": pl.String, "boarding": pl.Boolean, "indicator": pl.String, "numerator": pl.Int64,
    "denominator": pl.Int64, "unknown": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Month:
    """A month of which figures are kept, by its first day."""

    first: dt.date

    @property
    def last(self) -> dt.date:
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])


def take_answer(actor: Actor, asked: Question, form: str) -> queries.Answer:
    """An answer that leaves the house; recorded."""
    found = queries.answer(actor, asked)
    _require(actor, found.place.no)
    journal.record(
        actor,
        AnswerTaken(
            school_id=found.place.school_id, unit_no=found.place.no, measures=asked.measures,
            since=found.first, until=found.last, form=form, rows=len(found.rows),
        ),
    )  # fmt: skip
    return found


def months(actor: Actor, unit_no: int) -> list[Month]:
    """Months of which something is kept for a unit, the newest first."""
    known = indicators.known_days(actor, unit_no)
    if known is None:
        return []
    at, last = known[0].replace(day=1), known[1].replace(day=1)
    found = []
    while at <= last:
        found.append(Month(at))
        at = (at + dt.timedelta(days=32)).replace(day=1)
    return found[::-1]


def take_month(actor: Actor, unit_no: int, first: dt.date) -> bytes:
    """Every figure of every school of a unit on the days of a month, one row each; what is not on record
    has no row. Parquet; recorded. NotFound for a month of which nothing is kept."""
    place = indicators.place_seen(actor, unit_no)
    _require(actor, place.no)
    if Month(first) not in months(actor, unit_no):
        raise NotFound
    keys = tuple(one.key for one in indicators.catalogue())
    last = min(Month(first).last, clock.today())
    schools = {
        one.no: one for one in directory.places_inside(place.interval, "school", day=last)
    } or {place.no: place}  # fmt: skip
    towns = directory.places({one.parent_no for one in schools.values() if one.parent_no})
    rows = [
        (
            one.since, schools[one.unit_no].code, schools[one.unit_no].name,
            towns[no].name if (no := schools[one.unit_no].parent_no) in towns else "",
            schools[one.unit_no].stage, schools[one.unit_no].boarding, one.key, one.num, one.den,
            one.unknown,
        )
        for one in sums.over(actor, list(schools.values()), keys, first, last, "day")
    ]  # fmt: skip
    file = io.BytesIO()
    pl.DataFrame(rows, schema=_SCHEMA, orient="row").write_parquet(file)
    journal.record(
        actor,
        AnswerTaken(
            school_id=place.school_id, unit_no=place.no, measures=keys, since=first, until=last,
            form="parquet", rows=len(rows),
        ),
    )  # fmt: skip
    return file.getvalue()


def _require(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.ANALYSE, unit_no):
        raise NotFound
    if not actor.may(Permission.EXPORT, unit_no):
        raise Forbidden
