"""What an address of situation asks for."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.situation.pages import words
from xiaoan.web import reading
from xiaoan.web.gate import Asked


def day_of(request: Asked) -> tuple[dt.date, str]:
    """The day that is asked for, and what is wrong with it; today where it cannot be read or lies ahead."""
    today = clock.today()
    try:
        day = reading.read_date(request.GET, "day") or today
    except Invalid as refused:
        return today, str(refused)
    if day > today:
        return today, _("日期还没有到。请选今天或以前的日期。")
    return day, ""


def crumbs(actor: Actor, unit_no: int, day: dt.date) -> list[dict[str, Any]]:
    """The way down to a unit; each step that is the actor's leads to its board."""
    found = [
        {
            "label": one.name,
            "url": words.board_url(one.no, day) if actor.may(Permission.SEE_BOARD, one.no) else "",
        }
        for one in directory.path_to(unit_no)
        if actor.sees(one.no)
    ]
    if found:
        found[-1]["url"] = ""
    return found
