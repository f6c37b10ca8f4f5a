"""States, figures, dates, phones and charts as every page shows them, so that they look the same."""

import datetime as dt
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import segno
from django import template
from django.contrib.staticfiles import finders
from django.template.base import NodeList, Parser, Token
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import gettext_noop

from xiaoan.kernel import clock as county_clock
from xiaoan.web import sources

register = template.Library()

# code → (shape, words). The shape is a symbol of icons.svg and a colour of tokens.css; five shapes and
# a dash are all there is, so that they can be learnt.
STATES = {
    "due": ("due", _lazy("待报")),
    "done": ("done", _lazy("已报")),
    "late": ("late", _lazy("迟报")),
    "missed": ("missed", _lazy("未报")),
    "unknown": ("unknown", _lazy("不明")),
    "excused": ("excused", _lazy("不需报")),
    "conflict": ("unknown", _lazy("有两份,待确认")),
    "signal-open": ("missed", _lazy("待确认")),
    "signal-acknowledged": ("late", _lazy("已知悉")),
    "signal-closed": ("done", _lazy("已办结")),
    "signal-withdrawn": ("excused", _lazy("已撤回")),
}
WEEKDAYS = (
    _lazy("周一"), _lazy("周二"), _lazy("周三"), _lazy("周四"), _lazy("周五"), _lazy("周六"), _lazy("周日"),
)  # fmt: skip
NOTHING = "–"


@cache
def _office() -> frozenset[str]:
    """The symbols that no phone of a class teacher has to load."""
    file = finders.find("web/icons-office.svg")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', Path(str(file)).read_text()))


@register.simple_tag
@cache  # a list has hundreds; the names of the files do not change while the product runs
def icon(name: str) -> SafeString:
    """A symbol of the sprite, or of that of the offices; decoration only, the words stand beside it."""
    return format_html(
        '<svg class="i" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("web/icons-office.svg" if name in _office() else "web/icons.svg"),
        name,
    )


# The roster's words for who somebody is to the child. Any other word is shown as it was written.
_KIN = (
    gettext_noop("父亲"), gettext_noop("母亲"), gettext_noop("祖父"), gettext_noop("祖母"),
    gettext_noop("外祖父"), gettext_noop("外祖母"), gettext_noop("爷爷"), gettext_noop("奶奶"),
    gettext_noop("外公"), gettext_noop("外婆"), gettext_noop("姑姑"), gettext_noop("叔叔"),
    gettext_noop("舅舅"), gettext_noop("姨妈"), gettext_noop("哥哥"), gettext_noop("姐姐"),
    gettext_noop("继父"), gettext_noop("继母"), gettext_noop("养父"), gettext_noop("养母"),
    gettext_noop("监护人"), gettext_noop("其他"),
)  # fmt: skip


@register.filter
def kin(relation: str) -> str:
    """父亲, in the reader's language where it is one of the common words."""
    return _(relation) if relation in _KIN else relation


@register.filter
def titles(source: str) -> str:
    """The documents of a data file's "[S07][S13]", by their titles."""
    return sources.titles(source)


@register.filter
def sure(confidence: str) -> str:
    """How sure a number of a data file is: H, M, L or MEM."""
    return str(sources.CONFIDENCE_NAMES[confidence])


@register.simple_tag
def qr(text: str) -> SafeString:
    """A QR code as a drawing in the page: no other file, and the content policy lets `data:` images pass."""
    try:
        made = segno.make(text, error="m", micro=False)
    except segno.DataOverflowError:  # longer than any code holds: the sheet is worth having without
        return SafeString("")
    drawn = made.svg_data_uri(omitsize=True, border=4)
    return format_html('<img class="qr" alt="QR" src="{}">', drawn)


@register.simple_tag
def state(code: str, label: str = "", kind: str = "") -> SafeString:
    """A state with its own shape, colour and word. `kind="signal"` for the states of a signal."""
    shape, words = STATES.get(f"{kind}-{code}" if kind else code, ("unknown", code))
    return format_html(
        '<span class="state is-{}">{}<span>{}</span></span>', shape, icon(shape), label or words
    )


@register.filter
def num(value: Any) -> str:
    """12345 → 12,345; nothing known → –."""
    if value is None or value == "":
        return NOTHING
    return f"{value:,}" if isinstance(value, int) else str(value)


@register.filter
def percent(part: int | None, whole: int | None) -> str:
    """`part|percent:whole`, to one decimal everywhere. Never 0 % for somebody, never 100 % while one is
    missing: these are said to be less than 0.1 %, more than 99.9 %."""
    if not whole or part is None:
        return NOTHING
    share = 100 * part / whole
    if not 0 < part < whole:
        return f"{share:.0f}%"
    # By the exact fractions: 1 of 2,000 is 0.05 %, which no rounding may make 0.1 or 0.0.
    if part * 1000 < whole:
        return "<0.1%"
    return ">99.9%" if (whole - part) * 1000 < whole else f"{share:.1f}%"


@register.filter
def share(value: float | None) -> str:
    """A percentage that comes ready, such as a quartile of other units' rates: to one decimal."""
    return NOTHING if value is None else f"{value:.1f}%"


@register.simple_tag
def rate(part: int | None, whole: int | None) -> SafeString:
    """A percentage with what it was made of: 0.5% 12/2,310."""
    return format_html(
        '<span class="rate"><b>{}</b> <small>{}/{}</small></span>',
        percent(part, whole), num(part), num(whole),
    )  # fmt: skip


@register.simple_tag
def share_bar(part: int | None, whole: int | None, shape: str = "") -> SafeString:
    """A bar from zero; the figure stands beside it, so it is decoration to a screen reader."""
    width = round(100 * (part or 0) / whole, 1) if whole else 0
    return format_html(
        '<svg class="bar {}" aria-hidden="true" focusable="false"><rect class="bar-all" width="100%" '
        'height="100%"/><rect class="bar-part" width="{}%" height="100%"/></svg>',
        shape and f"is-{shape}",
        width,
    )


@register.filter
def day(value: Any) -> str:
    """11月23日(周一), with the year when it is not this one. Text passes unchanged."""
    if not isinstance(value, dt.date):
        return str(value or NOTHING)
    if isinstance(value, dt.datetime):
        value = value.astimezone(county_clock.ZONE).date()
    this_year = value.year == county_clock.today().year
    words = date_format(value, _("n月j日") if this_year else _("Y年n月j日"))
    return _("%(date)s(%(weekday)s)") % {"date": words, "weekday": WEEKDAYS[value.weekday()]}


@register.filter
def month(value: dt.date) -> str:
    """2026年11月."""
    return date_format(value, _("Y年n月"))


@register.filter
def iso(value: Any) -> str:
    """2026-11-23, as a date field wants it; what was typed passes unchanged."""
    return value.isoformat() if isinstance(value, dt.date) else str(value or "")


@register.filter(name="clock")
def clock_time(value: Any) -> str:
    """08:05, in the county's zone. Text passes unchanged."""
    if isinstance(value, dt.datetime):
        return value.astimezone(county_clock.ZONE).strftime("%H:%M")
    return value.strftime("%H:%M") if isinstance(value, dt.time) else str(value or NOTHING)


@register.filter
def moment(value: Any) -> str:
    """08:05 today; another day with its date."""
    if not isinstance(value, dt.datetime):
        return str(value or NOTHING)
    local = value.astimezone(county_clock.ZONE)
    if local.date() == county_clock.today():
        return clock_time(value)
    return f"{day(local.date())} {clock_time(value)}"


@register.filter
def masked(number: str | None) -> str:
    """13812345678 → 138****5678."""
    text = str(number or "")
    return f"{text[:3]}****{text[-4:]}" if len(text) > 7 else text


@register.simple_tag
def phone(number: str | None, name: str = "") -> SafeString:
    """A button that calls. The number is shown masked; nothing where none may be shown."""
    if not number:
        return format_html('<span class="call is-none">{}</span>', _("无电话"))
    return format_html(
        '<a class="call" href="tel:{}">{}<span class="visually-hidden">{} </span><span>{}</span></a>',
        number, icon("phone"), _("打电话给%(name)s") % {"name": name}, masked(number),
    )  # fmt: skip


@register.filter
def listed(words: Iterable[Any]) -> str:
    """Words one after the other, with the comma of the reader's language."""
    return conditional_escape(_("、").join(str(one) for one in words))


@register.inclusion_tag("web/_chart.html")
def chart(trend: dict[str, Any], height: str = "") -> dict[str, Any]:  # HTML name
    """A line chart with its table. `trend`: title, days, series of name, values and texts.

    The points stand in an attribute: htmx takes script elements, json_script too, out of what it swaps.
    """
    rows = [
        {"day": label, "cells": [one["texts"][i] for one in trend["series"]]}
        for i, label in enumerate(trend["days"])
    ]
    points = {
        "days": trend["days"],
        "unit": trend.get("unit", "%"),
        "series": [{"name": str(s["name"]), "values": s["values"]} for s in trend["series"]],
    }
    return {"trend": trend, "rows": rows, "points": json.dumps(points), "height": height}


class Stencil(template.Node):
    """Renders its content once with a mark in place of each value; `{% stamp %}` puts the values in.

    A class of 55 with all its fields is 1,700 inputs: stamped, the page takes a tenth of the time.
    """

    def __init__(self, content: NodeList, name: str, values: list[str]) -> None:
        self.content = content
        self.name = name
        self.values = values

    def render(self, context: template.Context) -> SafeString:
        with context.push(**{value: _mark(value) for value in self.values}):
            rendered = self.content.render(context)
        context[self.name] = rendered
        return SafeString("")


def _mark(value: str) -> str:
    return f"STENCIL-{value}-"


@register.tag
def stencil(parser: Parser, token: Token) -> Stencil:
    """`{% stencil row id name %}…{{ id }}…{{ name }}…{% endstencil %}`"""
    _tag, name, *values = token.split_contents()
    content = parser.parse(("endstencil",))
    parser.delete_first_token()
    return Stencil(content, name, values)


@register.simple_tag
def stamp(rendered: str, **values: Any) -> SafeString:
    """A rendered stencil with the values of one row."""
    for name, value in values.items():
        rendered = rendered.replace(_mark(name), conditional_escape(value))
    return mark_safe(rendered)  # noqa: S308  # rendered by a template, every value escaped


@register.filter
def faulty(fields: Any) -> list[dict[str, Any]]:
    """Of fields as forms show them those with an error, in their order."""
    return [one for one in fields or () if one.get("error")]
