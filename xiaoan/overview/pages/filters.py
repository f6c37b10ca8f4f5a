"""The filter bar: what an address asks for, and what a page needs around its table."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.overview import queries
from xiaoan.overview.forms import FilterForm
from xiaoan.screening.queries import SLOT_NAMES
from xiaoan.web.context import crumbs
from xiaoan.web.days import said_of_day
from xiaoan.web.gate import Asked


@dataclass(frozen=True)
class Filter:
    """Which table is wanted; by default the widest unit, today, the slot that is running."""

    unit_no: int
    day: dt.date
    slot: str
    sort: str
    stage: str
    text: str
    offset: int

    def url(self, name: str, unit_no: int = 0, **more: object) -> str:
        """An address of this app, of this unit or another, that keeps day and slot."""
        query = {"day": self.day.isoformat(), "slot": self.slot, **more}
        no = unit_no or self.unit_no
        return f"{reverse(f'overview:{name}', args=[no])}?{urlencode(query)}"


def read_filter(request: Asked, unit_no: int | None) -> Filter:
    """The filter as the address has it; Invalid for what makes no sense."""
    form = FilterForm(request.GET)
    if not form.is_valid():
        raise Invalid(_("请检查筛选条件:日期写成 2026-11-23,时段选晨检、午检或晚检。"))
    asked = form.cleaned_data
    day = asked["day"] or clock.today()
    return Filter(
        unit_no=queries.home_unit(request.actor).no if unit_no is None else unit_no,
        day=day,
        slot=asked["slot"] or queries.slot_now(day),
        sort=asked["sort"],
        stage=asked["stage"],
        text=asked["q"],
        offset=asked["offset"] or 0,
    )


def frame(actor: Actor, wanted: Filter) -> dict[str, Any]:
    """What stands around every table: the way down to the unit, and the filter as it is."""
    others = [place for place in queries.units_seen(actor) if place.no != wanted.unit_no]
    return {
        "crumbs": crumbs(actor, wanted.unit_no),
        "other_units": [
            {"label": place.name, "url": wanted.url("board", place.no)} for place in others
        ],
        "day": wanted.day,
        "slot": wanted.slot,
        "slots": list(SLOT_NAMES.items()),
        "slot_label": SLOT_NAMES[wanted.slot],
    }


def day_off(day: dt.date, off: queries.NoSchool | None, wanted: Filter) -> dict[str, Any]:
    """What a page says on a day without school, with the ways to the slots of which something is due."""
    if off is None:
        return {"no_school": "", "due_slots": []}
    return {
        "no_school": said_of_day(day, off),
        "due_slots": [
            {
                "label": _("%(slot)s %(n)d 个班") % {"slot": SLOT_NAMES[slot], "n": n},
                "url": wanted.url("board", slot=slot),
                "here": slot == wanted.slot,
            }
            for slot, n in off.due
        ],
    }
