"""The wall of the command room: few large figures, the trend, symptoms, the silent, the signals."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.overview.queries.board import Board, board
from xiaoan.overview.queries.figures import GROUPS, school_days
from xiaoan.overview.queries.places import KEPT, home_unit, place_seen, slot_now
from xiaoan.overview.queries.trend import TrendDay, trend
from xiaoan.overview.queries.unreported import SilentClass, longest_silent

# The groups of the read table in words; the syndromes themselves are defined in docs/rules.md.
GROUP_NAMES = {
    "fever": _("发热"),
    "resp": _("发热伴咳嗽或咽痛"),
    "gi": _("呕吐、腹泻或腹痛"),
    "rash": _("皮疹"),
}
DAYS = 10
SILENT = 4
SIGNALS = 4


@dataclass(frozen=True)
class Group:
    """How many people had a symptom of the group; one person may count in several groups."""

    code: str
    people: int

    @property
    def name(self) -> str:
        return str(GROUP_NAMES[self.code])


@dataclass(frozen=True)
class Wall:
    """Everything the big screen shows, as of one instant.

    `silent` are classes past their deadline with their schools; `signals` the running ones, the first
    few of `signals_total`.
    """

    board: Board
    trend: tuple[TrendDay, ...]
    groups: tuple[Group, ...]
    silent: tuple[tuple[str, SilentClass], ...]
    signals: tuple[outbreaks.SignalRow, ...]
    signals_total: int


def wall(
    actor: Actor, unit_no: int | None = None, day: dt.date | None = None, slot: str = ""
) -> Wall:
    """A unit's screen; by default of the widest of the actor's boards, today, the slot now."""
    place = home_unit(actor) if unit_no is None else place_seen(actor, unit_no)
    if place.kind not in KEPT:
        raise NotFound
    day = day or clock.today()
    table = board(actor, place.no, day, slot or slot_now(day))
    signals = outbreaks.signals(actor, place.interval, running_only=True, limit=SIGNALS)
    return Wall(
        board=table,
        trend=trend(actor, place.no, table.slot, day, DAYS),
        groups=groups(actor, table),
        silent=tuple(longest_silent(actor, place, day, table.slot, SILENT)),
        signals=tuple(signals),
        signals_total=outbreaks.running_count(actor, place.interval),
    )


def groups(actor: Actor, table: Board) -> tuple[Group, ...]:
    """People by symptom group at the board's unit, day and slot: the most first."""
    rows = school_days(actor, table.place.interval).filter(day=table.day, slot=table.slot)
    sums = rows.aggregate(**{name: Sum(name, default=0) for name in GROUPS})
    found = [Group("fever", table.total.fever), *(Group(name, sums[name]) for name in GROUPS)]
    return tuple(sorted(found, key=lambda group: -group.people))
