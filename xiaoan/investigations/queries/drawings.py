"""What is drawn of an event, for its own pages and for rooms above."""

from typing import Any

from django.utils.translation import gettext as _

from xiaoan.investigations.queries.picture import Curve
from xiaoan.web.templatetags.web_tags import day as day_words

# The drawing's own units: a bar, the space above and below, the width of the scale.
_BAR, _HEIGHT, _LEFT, _TOP, _FOOT = 34, 160, 30, 14, 34


def curve(curve: Curve) -> dict[str, Any]:
    """The epidemic curve for investigations/_curve.html: bars from zero, stacked, and the table that says the
    same."""
    totals = curve.totals
    most = max(totals, default=0)
    unit = _HEIGHT / most if most else 0
    return {
        "title": _title(curve), "guessed": curve.guessed, "unknown": curve.unknown,
        "names": [{"name": name, "shade": i, "n": sum(counts)}
                  for i, (name, counts) in enumerate(curve.series)],
        "bars": list(_bars(curve, unit)), "width": _LEFT + _BAR * len(curve.days) + 8,
        "height": _TOP + _HEIGHT + _FOOT, "base": _TOP + _HEIGHT, "left": _LEFT,
        "labels": [
            {"x": _LEFT + _BAR * i + _BAR / 2, "text": f"{day.month}/{day.day}"}
            for i, day in enumerate(curve.days)
        ],
        "scale": [
            {"y": round(_TOP + _HEIGHT - n * unit, 1), "n": n} for n in sorted({0, (most + 1) // 2, most})
        ],
        "rows": [
            {"day": day, "cells": [counts[i] for _name, counts in curve.series], "total": totals[i]}
            for i, day in enumerate(curve.days)
        ],
    }  # fmt: skip


def _bars(curve: Curve, unit: float) -> Any:
    for i in range(len(curve.days)):
        top = float(_TOP + _HEIGHT)
        for shade, (_name, counts) in enumerate(curve.series):
            tall = counts[i] * unit
            top -= tall
            if tall:
                yield {
                    "x": _LEFT + _BAR * i + 3, "y": round(top, 1), "w": _BAR - 6,
                    "h": round(tall, 1), "shade": shade,
                }  # fmt: skip


def _title(curve: Curve) -> str:
    totals = curve.totals
    if not totals:
        return _("还没有知道发病日期的病例")
    most = max(totals)
    told = {
        "n": sum(totals), "first": day_words(curve.days[0]), "last": day_words(curve.days[-1]),
        "peak": day_words(curve.days[totals.index(most)]), "most": most,
    }  # fmt: skip
    return _("%(first)s 到 %(last)s 共 %(n)s 例,%(peak)s 最多,%(most)s 例") % told
