"""Which instant a page of the past is asked for."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from xiaoan.accountability.forms import PastForm
from xiaoan.accountability.queries import rights, words
from xiaoan.kernel import clock
from xiaoan.web.gate import Asked


def instant_of(request: Asked) -> tuple[dt.datetime, str]:
    """The instant of the address; what makes none is said, and now is shown."""
    now = clock.now().astimezone(clock.ZONE)
    form = PastForm(request.GET)
    if not form.is_valid():
        return now, _("日期请写成 2026-11-24,时间请写成 13:05 这样。")
    day, time = form.cleaned_data["day"], form.cleaned_data["time"]
    if day is None and time is None:
        return now, ""
    day = day or now.date()
    if day < clock.FIRST_DAY:
        return now, _before_all(request)
    if day > clock.LAST_DAY:
        return now, _("不能选将来的时刻:那时会知道什么,没有人能说。")
    at = clock.at(day, time or dt.time(23, 59, 59))
    if day == now.date() and time is None:
        return now, ""
    if at > now:
        return now, _("不能选将来的时刻:那时会知道什么,没有人能说。")
    return at, ""


def _before_all(request: Asked) -> str:
    """The record has a beginning; what the reader may see of it says when."""
    first = rights.readable(request.actor).order_by("at").values_list("at", flat=True).first()
    since = (first or clock.now()).astimezone(clock.ZONE).date()
    return _("记录从 %(day)s 起,没有更早的。") % {"day": since.isoformat()}


def query_of(at: dt.datetime) -> str:
    return urlencode({"day": at.date().isoformat(), "time": at.strftime("%H:%M:%S")})


def meanings() -> list[tuple[str, str, str]]:
    """The four words, what each means, and its shape: the legend of every page that uses them."""
    return [
        (str(words.WORD_NAMES[one]), str(said), words.WORD_SHAPES[one])
        for one, said in words.WORD_MEANINGS.items()
    ]


def context(request: Asked) -> dict[str, Any]:
    at, error = instant_of(request)
    return {"at": at, "error": error, "day": at.date(), "time": at.time(), "meanings": meanings()}
