"""A comparison as its page shows it: figures with intervals, drawings with their tables."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.demand.services import Extra
from xiaoan.kernel.actor import Actor
from xiaoan.simulations import queries
from xiaoan.simulations.queries import words
from xiaoan.simulations.rules import settings
from xiaoan.supplies.queries.words import amount, item_name, unit_name
from xiaoan.web.sources import NO_DOCUMENT

_FAN = (
    (4, _l("95% 上限")), (3, _l("50% 上限")), (2, _l("中位")), (1, _l("50% 下限")), (0, _l("95% 下限")),
)  # fmt: skip
# Of a drawing: where the lines of dots begin and end.
_LEFT, _RIGHT, _ROW, _TOP = 8, 592, 44, 30
# How a data file says that a number is ours.
_OWN = "own choice"
SHOWN = ("infections", "at_school", "outbreaks", "lost")


def head(one: queries.Asked, names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.id, "url": reverse("simulations:run", args=[one.id]),
        "disease": words.DISEASE_NAMES.get(one.disease, one.disease), "opens_on": one.opens_on,
        "ways": [words.WAY_NAMES.get(way, way) for way in one.ways], "at": one.at,
        "state": words.STATE_NAMES[one.state], "shape": words.STATE_SHAPES[one.state],
        "unit": names.get(one.unit_no, ""), "done": one.done, "wanted": one.wanted,
        "runs": one.state in ("waiting", "running"), "is_done": one.state == "done",
        "seed": one.seed, "version": one.version, "asked": one.asked, "crowd": one.crowd,
    }  # fmt: skip


def span(five: list[float]) -> str:
    return f"{round(five[0]):,} – {round(five[4]):,}"


def figure(five: list[float]) -> dict[str, str]:
    """Median, what half and what 95 % of replicates stay within."""
    return {
        "median": f"{round(five[2]):,}", "half": f"{round(five[1]):,} – {round(five[3]):,}",
        "most": span(five),
    }  # fmt: skip


def ways(one: queries.Asked) -> list[dict[str, Any]]:
    """A row for each way of opening."""
    return [_way(one, code) for code in one.ways if code in one.found]


def _way(one: queries.Asked, code: str) -> dict[str, Any]:
    found = one.found[code]
    of = {name: figure(found["of"][name]["five"]) for name in found["of"]}
    return {
        "code": code, "name": words.WAY_NAMES[code], "of": of,
        "any_outbreak": round(100 * found["any_outbreak"]),
        "with_outbreak": round(found["any_outbreak"] * one.asked["replicates"]),
        "lost": [
            {"name": name, **of[f"lost_{cause}"]} for cause, name in words.CAUSE_NAMES.items()
        ],
        "use": [
            {"name": item_name(item), "median": amount(item, round(used["five"][2])),
             "most": f"{amount(item, round(used['five'][0]))} – {amount(item, round(used['five'][4]))}"}
            for item, used in found["use"].items()
        ],
        "apart": [_apart(name, found["apart"][name]) for name in SHOWN if name in found["apart"]],
        "places": [
            {"name": words.PLACE_NAMES[name], "n": f"{n:,.1f}"} for name, n in found["places"].items()
        ],
        "why": _why(found["why"]), "url": reverse("simulations:suppose", args=[one.id, code]),
    }  # fmt: skip


def added(one: queries.Asked, code: str, adds: Sequence[Extra]) -> list[dict[str, str]]:
    """What a supposition would add to the usual use of each item."""
    use = one.found[code]["use"]
    return [
        {
            "name": item_name(more.item),
            "amount": f"{more.per_pupil * 1000:,.1f} {unit_name(more.item)}",
            "total": amount(more.item, round(use[more.item]["five"][2])),
            "most": f"{amount(more.item, round(use[more.item]['five'][0]))} – "
            f"{amount(more.item, round(use[more.item]['five'][4]))}",
        }
        for more in adds
    ]


def _apart(name: str, said: dict[str, Any]) -> dict[str, Any]:
    """Other less first. An error as large as half the mean: the sign is not certain."""
    sure = abs(said["mean"]) > 2 * said["error"]
    return {
        "name": words.OUTCOME_NAMES[name], "mean": f"{said['mean']:+,.1f}", "error": f"{said['error']:,.1f}",
        "most": span(said["five"]), "less": round(100 * said["less"]), "sure": sure,
    }  # fmt: skip


def _why(said: dict[str, Any]) -> dict[str, Any] | None:
    if said["share"] is None:
        return None
    numbers = round(100 * said["share"])
    return {
        "numbers": numbers, "chance": 100 - numbers,
        "drivers": [words.NUMBER_NAMES[name] for name, _rank in said["drivers"]],
    }  # fmt: skip


def fan(one: queries.Asked, code: str) -> dict[str, Any]:
    """New infections by week."""
    weeks = one.found[code]["weeks"]
    monday = one.opens_on - dt.timedelta(days=one.opens_on.weekday())
    days = [monday + dt.timedelta(days=7 * at) for at in range(len(weeks))]
    return {
        "title": _("%(way)s:每周新感染") % {"way": words.WAY_NAMES[code]},
        "days": [f"{day.month}-{day.day}" for day in days], "unit": "",
        "series": [
            {"name": str(name), "values": [week[at] for week in weeks],
             "texts": [f"{week[at]:,.0f}" for week in weeks]}
            for at, name in _FAN
        ],
    }  # fmt: skip


def dots(one: queries.Asked, outcome: str) -> dict[str, Any]:
    """A line for each way: 95 % thin, 50 % thick, the median a dot; numbers stand in the table beside."""
    fives = {code: one.found[code]["of"][outcome]["five"] for code in one.ways if code in one.found}
    most = max((five[4] for five in fives.values()), default=0.0) or 1.0

    def at(value: float) -> int:
        return round(_LEFT + (_RIGHT - _LEFT) * value / most)

    rows = [
        {
            "name": words.WAY_NAMES[code], "text_y": _TOP + n * _ROW - 10, "y": _TOP + n * _ROW + 6,
            "x": [at(value) for value in five], **figure(five),
        }
        for n, (code, five) in enumerate(fives.items())
    ]  # fmt: skip
    return {
        "rows": rows, "height": _TOP + len(rows) * _ROW, "width": _RIGHT + _LEFT, "left": _LEFT,
        "right": _RIGHT, "most": f"{round(most):,}", "name": words.OUTCOME_NAMES[outcome],
    }  # fmt: skip


def _source(text: str) -> str:
    """Where a number is from: the words in the language of who reads, a citation as it stands."""
    plain = text.replace(settings.UNCONFIRMED, "").strip(" ;")
    if plain in ("", _OWN):
        return str(NO_DOCUMENT["OWN" if plain else "MEM"])
    return str(words.SOURCE_WORDS.get(plain, plain))


def numbers(disease: str) -> list[dict[str, Any]]:
    """What was drawn, with range, source and confidence."""
    return [
        {
            "name": words.NUMBER_NAMES[name], "low": f"{one.low:g}", "middle": f"{one.middle:g}",
            "high": f"{one.high:g}", "confidence": one.confidence,
            "source": _source(one.source), "is_cited": _source(one.source) == one.source,
            "confirmed": one.is_confirmed,
        }
        for name, one in settings.numbers(disease).items()
        if name not in settings.OF_FILES
    ]  # fmt: skip


def schools(actor: Actor, one: queries.Asked, names: dict[int, str]) -> list[dict[str, Any]]:
    """Each school that the actor sees by each way, the likeliest outbreaks first."""
    found = sorted(queries.schools(actor, one.id), key=lambda row: (-row.outbreak, -row.median))
    return [
        {
            "school": names.get(row.school_no, ""), "way": words.WAY_NAMES.get(row.way, row.way),
            "median": row.median, "most": f"{row.low:,} – {row.high:,}",
            "outbreak": round(100 * row.outbreak), "times": round(row.outbreak * one.asked["replicates"]),
            "low": row.low, "high": row.high,
        }
        for row in found
    ]  # fmt: skip
