"""A form filled in for a unit and a day: each thing it asks with the figure behind it, and the file."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Figure
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.returns.queries import names
from xiaoan.returns.queries.forms import Designed
from xiaoan.returns.queries.known import is_known
from xiaoan.returns.rules import Asked
from xiaoan.web.templatetags.web_tags import percent
from xiaoan.workbooks import blanks
from xiaoan.workbooks.blanks import Share, Value
from xiaoan.workbooks.writing import inert

# Where nothing was to be counted: neither a number nor unknown.
NOTHING = "—"
ByKey = Mapping[str, Figure]


@dataclass(frozen=True)
class Line:
    """A cell that was filled: with what, for which unit, from which figure (None: given or typed)."""

    ref: str
    mark: str
    asked: Asked
    unit: str
    shown: str
    figure: Figure | None = None

    @property
    def is_unknown(self) -> bool:
        return self.figure is not None and not is_known(self.figure)


@dataclass(frozen=True)
class Filled:
    """A form filled in, and what filled it."""

    content: bytes
    lines: tuple[Line, ...]

    def count(self, kind: str) -> int:
        return sum(one.asked.kind == kind for one in self.lines)

    @property
    def unknown(self) -> int:
        return sum(one.is_unknown for one in self.lines)

    @property
    def spared(self) -> int:
        """Values of single schools that the figures rest on: each would else have been typed by a school."""
        return sum(
            one.figure.units - one.figure.silent
            for one in self.lines
            if one.figure is not None and is_known(one.figure)
        )


@dataclass
class Source:
    """The figures of the units that a form is about, each asked for once for all of them."""

    actor: Actor
    day: dt.date
    keys: Collection[str]
    _of: dict[int, ByKey] = field(default_factory=dict)
    _below: dict[tuple[int, str], list[Place]] = field(default_factory=dict)

    def of(self, unit_no: int) -> ByKey:
        if unit_no not in self._of:
            self._of[unit_no] = indicators.of_unit(self.actor, unit_no, self.day, self.keys)
        return self._of[unit_no]

    def below(self, place: Place, level: str) -> list[Place]:
        """The schools or townships of a unit, itself if it is one; their figures are read at once."""
        if place.kind == level:
            return [place]
        if level == "township" and place.kind != "county":
            return []
        if (place.no, level) not in self._below:
            read = indicators.by_school if level == "school" else indicators.by_child
            found = read(self.actor, place.no, self.day, self.keys)
            self._of |= {one.no: figures for one, figures in found}
            self._below[place.no, level] = [one for one, _figures in found]
        return self._below[place.no, level]


@dataclass(frozen=True)
class Filler:
    """Who fills a form in, with what: `typed` by hand, `unknown_word` where nothing is on record."""

    writer: str
    unknown_word: str
    typed: Mapping[str, str]


def filled(form: Designed, place: Place, source: Source, by: Filler) -> Filled:
    """The form for a unit, from a source that was made for the form's keys."""
    once = [one for one in form.marks if not one.repeat]
    values = _values({one.what for one in form.marks}, place, source, by, 1)
    lines = [_line(one.ref, one.what, place, source, values) for one in once]
    repeated: dict[str, list[dict[str, Value]]] = {}
    for level in sorted(form.repeats):
        marks = [one for one in form.marks if one.repeat == level]
        repeated[level] = []
        for nth, item in enumerate(source.below(place, level), 1):
            own = _values({one.what for one in marks}, item, source, by, nth)
            own |= _hushed(own)
            repeated[level].append(own)
            lines += [_line(one.ref, one.what, item, source, own) for one in marks]
    content = blanks.fill(form.content, form.assigned, values, repeated)
    return Filled(content, tuple(lines))


def _hushed(values: Mapping[str, Value]) -> dict[str, Value]:
    """The marker of a repeated row says the name only where nothing else of the row does."""
    named = any(names.read(one).part == "unit" for one in values if one not in blanks.REPEATS)
    return dict.fromkeys(values.keys() & blanks.REPEATS.keys(), "") if named else {}


def _line(ref: str, mark: str, place: Place, source: Source, values: Mapping[str, Value]) -> Line:
    asked = names.read(mark)
    value = values[mark]
    shown = value.text if isinstance(value, Share) else str(value)
    figure = source.of(place.no)[asked.key] if asked.key else None
    return Line(ref, mark, asked, place.name, shown, figure)


def _values(
    marks: Collection[str], place: Place, source: Source, by: Filler, nth: int
) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for mark in marks:
        asked = names.read(mark)
        if asked.kind == "figure":
            found[mark] = value_of(source.of(place.no)[asked.key], asked.part, by.unknown_word)
        elif asked.kind == "given":
            found[mark] = _given(asked.part, place, source.day, by.writer, nth)
        else:
            found[mark] = inert(by.typed.get(mark, ""))
    return found


def value_of(figure: Figure, part: str, unknown_word: str) -> Value:
    """A part of a figure. Where nothing is on record it is the word for that, never a number."""
    if part == "units":
        return figure.units
    if part == "as_of":
        at = figure.as_of
        return f"{at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}" if at else unknown_word
    if part == "unknown" and figure.num is not None:
        return figure.unknown
    if figure.num is None or not is_known(figure):
        return unknown_word
    if part == "rate":
        share = figure.share
        return NOTHING if share is None else Share(round(share, 6), percent(figure.num, figure.den))
    if part == "den":
        return NOTHING if figure.den is None else figure.den
    return figure.silent if part == "silent" else figure.num


def _given(part: str, place: Place, day: dt.date, writer: str, nth: int) -> Value:
    numbers: dict[str, int] = {"year": day.year, "month": day.month, "monthday": day.day, "no": nth}
    if part in numbers:
        return numbers[part]
    if part in ("township", "county"):
        above = {one.kind: one.name for one in _path(place)}
        return inert(above.get(part, ""))
    texts = {
        "unit": place.name,
        "writer": writer,
        "day": said_day(day),
        "today": said_day(clock.today()),
    }
    return inert(texts[part])


def _path(place: Place) -> Sequence[Place]:
    return directory.path_to(place.no)


def said_day(day: dt.date) -> str:
    """As Chinese forms write it."""
    return f"{day.year}年{day.month}月{day.day}日"
