"""What the big screen shows besides the wall of the morning: events with their clocks, supplies by unit,
public texts. No pupil, no teacher, no class."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.investigations.queries import lists as events
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.publicity.queries import shown
from xiaoan.statutory import queries as statutory
from xiaoan.statutory.queries.words import KIND_NAMES

# So many lines are read at six metres.
EVENTS, REPORTS, TEXTS = 5, 4, 4
_TEXT_KINDS = ("notice", "correction", "hotline")


@dataclass(frozen=True)
class Running:
    """An event: the school, what it is, so many cases. `due_at`: by when somebody has to judge it."""

    school: str
    what: str
    cases: int
    state: str
    due_at: dt.datetime | None


@dataclass(frozen=True)
class Owed:
    """A report the law asks for that has not gone out: the school, which report, by when."""

    school: str
    what: str
    due_at: dt.datetime


@dataclass(frozen=True)
class Outbreaks:
    """`events` and `reports` None: not the actor's to read."""

    events: tuple[Running, ...] | None
    reports: tuple[Owed, ...] | None


def outbreaks(actor: Actor, place: Place) -> Outbreaks:
    """The events of a unit that run, those that nobody has judged first; the reports that are owed."""
    return Outbreaks(
        _events(actor, place) if actor.may(Permission.SEE_EVENTS, place.no) else None,
        _reports(actor, place) if actor.may(Permission.SEE_REPORTS, place.no) else None,
    )


def _events(actor: Actor, place: Place) -> tuple[Running, ...]:
    _total, _open, found = events.page_of_events(actor, events.Wanted(place.interval), 0, EVENTS)
    return tuple(
        Running(
            row.school, str(SYNDROME_NAMES.get(row.head.syndrome, row.head.syndrome)),
            row.head.cases, row.head.state, row.due_at,
        )
        for row in found
        if row.head.is_running
    )  # fmt: skip


def _reports(actor: Actor, place: Place) -> tuple[Owed, ...]:
    found: list[Owed] = []
    for shape in ("missed", "due"):
        wanted = statutory.Wanted(interval=place.interval, shape=shape)
        _total, rows = statutory.page_of_reports(actor, wanted, 0, REPORTS)
        found += [
            Owed(row.school, str(KIND_NAMES.get(row.kind, row.kind)), row.due_at) for row in rows
        ]
    return tuple(found[:REPORTS])


def supplies(
    actor: Actor, place: Place, day: dt.date, keys: Sequence[str]
) -> list[tuple[Place, dict[str, indicators.Figure]]]:
    """Figures of the units below a county or township; of a school its own."""
    found = indicators.by_child(actor, place.no, day, keys)
    return found or [(place, indicators.of_unit(actor, place.no, day, keys))]


def texts(language: str) -> list[shown.Shown]:
    """What is public now: what is pinned, then the newest."""
    found = {one.id: one for one in shown.pinned(language)}
    for kind in _TEXT_KINDS:
        found |= {one.id: one for one in shown.texts(language, kind, TEXTS) if one.id not in found}
    rows = sorted(found.values(), key=lambda one: (one.pinned, one.first_at), reverse=True)
    return rows[:TEXTS]
