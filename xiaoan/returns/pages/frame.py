"""What the pages of returns have in common: their tabs, whose they are, units to choose from."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web import sheets

_TABS = (
    ("home", "returns:home"), ("requests", "returns:requests"), ("asked", "returns:asked"),
    ("census", "returns:census"), ("exchange", "returns:exchange"),
)  # fmt: skip


def tabs(actor: Actor, here: str) -> list[dict[str, Any]]:
    """The pages that the actor has: what is asked of schools belongs to whoever stands in one."""
    keeps = keeps_register(actor)
    shown = [one for one in _TABS if one[0] != "asked" or not keeps]
    return [{"name": name, "url": reverse(at), "current": name == here} for name, at in shown]


def keeps_register(actor: Actor) -> bool:
    return actor.may(Permission.KEEP_RETURNS, directory.county().no)


def units(actor: Actor) -> list[Place]:
    """The units for which the actor may see forms filled in, the widest first, each with those inside."""
    found: dict[int, Place] = {}
    for one in indicators.units_seen(actor):
        if not actor.may(Permission.SEE_RETURNS, one.no):
            continue
        for inside in directory.places_inside(one.interval, "county", "township", "school"):
            if inside.is_open_on(clock.today()):
                found[inside.no] = inside
    return sorted(found.values(), key=lambda one: one.no)


def unit_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(str(one.no), one.name) for one in units(actor)]


def day_of(text: str) -> dt.date:
    """A day of an address that is not in the future; today for anything else."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return clock.today()
    return found if clock.FIRST_DAY <= found <= clock.today() else clock.today()


def mark(actor: Actor) -> str:
    at = clock.now().astimezone(clock.ZONE)
    return _("%(name)s %(at)s 导出") % {"name": actor.name, "at": f"{at:%Y-%m-%d %H:%M}"}


def file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to keep, of a kind by its media type."""
    response = sheets.download(content, name)
    response["Content-Type"] = kind
    return response
