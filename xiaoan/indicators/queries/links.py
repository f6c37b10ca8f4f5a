"""Where the rows behind a figure are read: an address of the part it comes from."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.indicators.queries.evaluating import slot_of
from xiaoan.indicators.rules import by_key
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission


def _slotted(name: str) -> Callable[[str, int, dt.date], str]:
    def at(key: str, unit_no: int, day: dt.date) -> str:
        query = urlencode({"day": day.isoformat(), "slot": slot_of(key)})
        return f"{reverse(f'overview:{name}', args=[unit_no])}?{query}"

    return at


def _unit(name: str) -> Callable[[str, int, dt.date], str]:
    return lambda _key, unit_no, _day: reverse(name, args=[unit_no])


def _fixed(name: str) -> Callable[[str, int, dt.date], str]:
    return lambda _key, _unit_no, _day: reverse(name)


def _day(name: str) -> Callable[[str, int, dt.date], str]:
    return lambda _key, unit_no, day: f"{reverse(name, args=[unit_no])}?day={day.isoformat()}"


def _learning(_key: str, unit_no: int, day: dt.date) -> str:
    return f"{reverse('learning:unit', args=[unit_no])}?period=day&day={day.isoformat()}"


def _school_or(of_school: str, else_: str) -> Callable[[str, int, dt.date], str]:
    def at(_key: str, unit_no: int, _day: dt.date) -> str:
        is_school = directory.place(unit_no).kind == "school"
        return reverse(of_school, args=[unit_no]) if is_school else reverse(else_)

    return at


_BOARD = _slotted("board")
_AT: dict[str, Callable[[str, int, dt.date], str]] = {
    "rollcall.classes": _slotted("unreported"), "rollcall.pupils": _slotted("unreported"),
    "noon.classes": _slotted("unreported"), "rollcall.excused": _slotted("excused"),
    "rollcall.late": _BOARD, "rollcall.absent": _BOARD, "rollcall.sick": _BOARD,
    "rollcall.fever": _BOARD, "rollcall.symptomatic": _BOARD,
    "known.people": _fixed("surveys:rounds"), "keypersons.followed": _unit("keypersons:figures"),
    "clearances.cleared": _unit("clearances:unit"), "signals.running": _fixed("outbreaks:signals"),
    "events.running": _fixed("investigations:events"), "reports.late": _fixed("statutory:reports"),
    "supplies.met": _unit("supplies:unit"), "supplies.lasting": _unit("demand:unit"),
    "hygiene.places": _day("hygiene:coverage"), "training.trained": _unit("training:unit"),
    "devices.timed": _unit("equipment:unit"), "findings.closed": _fixed("inspections:home"),
    "learning.viewing": _learning, "learning.completion": _learning, "learning.marking": _learning,
    "gate.ready": _school_or("readiness:school", "readiness:home"),
    "plans.approved": _school_or("schoolplans:plan", "schoolplans:home"),
    "duties.done": _fixed("duties:blind_spots"), "duties.overdue": _fixed("duties:blind_spots"),
    "care.covered": _unit("careteams:unit"),
}  # fmt: skip


def link(actor: Actor, key: str, unit_no: int, day: dt.date) -> str:
    """The address of the rows behind a unit's figure; "" where the actor may not read them."""
    if not actor.may(Permission(by_key(key).permission), unit_no):
        return ""
    return _AT[key](key, unit_no, day)
