"""What the pages that look at what was done have in common: their tabs, days and units."""

import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.hygiene.queries import units
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.web.days import read_day
from xiaoan.web.gate import Asked

PAGE = 50
# Page, what its tab says; those for whole units and schools alone, and those of one school.
_TABS = (
    ("coverage", _l("覆盖"), ("county", "township", "school", "grade", "class", "dormitory")),
    ("spots", _l("盲点"), ("county", "township", "school", "grade", "class", "dormitory")),
    ("dose", _l("过度与不足"), ("county", "township", "school")),
    ("use", _l("用量与浪费"), ("county", "township", "school")),
    ("ledger", _l("台账"), ("school",)),
    ("doubts", _l("值得核对"), ("county", "township", "school")),
    ("incidents", _l("呕吐物处置"), ("school",)),
    ("products", _l("消毒产品"), ("county", "school")),
)
# Further back nobody looks by the day.
_LONGEST = 400


def unit_of(actor: Actor, unit_no: int) -> directory.Place:
    """The unit of the address at which the actor sees hygiene."""
    return units.seen(actor, unit_no)


def tabs(actor: Actor, place: directory.Place, current: str) -> list[dict[str, Any]]:
    """What there is to look at of a unit; what is doubtful for whoever checks there."""
    checks = actor.may(Permission.CHECK_HYGIENE, place.no)
    return [
        {"url": reverse(f"hygiene:{name}", args=[place.no]), "words": words, "current": name == current}
        for name, words, kinds in _TABS
        if place.kind in kinds and (checks or name != "doubts")
    ]  # fmt: skip


def last_day(request: Asked) -> dt.date:
    """The day up to which is looked (`day` of the address); today for none and for one to come."""
    asked = request.GET.get("day", "")
    return min(read_day(asked), clock.today()) if asked else clock.today()


def period(request: Asked) -> tuple[dt.date, dt.date]:
    """`from` and `to` of the address; the last thirty days for none, never longer than a school year."""
    today = clock.today()
    last = read_day(to) if (to := request.GET.get("to", "")) else today
    last = min(last, today)
    first = (
        read_day(since) if (since := request.GET.get("from", "")) else last - dt.timedelta(days=29)
    )
    return min(max(first, last - dt.timedelta(days=_LONGEST)), last), last


def mark(request: Asked, now: dt.datetime) -> str:
    """Who took a sheet away, and when."""
    return _("%(who)s 于 %(at)s 导出") % {
        "who": request.actor.name, "at": f"{now.astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
    }  # fmt: skip
