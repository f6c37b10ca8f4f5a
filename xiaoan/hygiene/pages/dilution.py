"""The calculator: how much of the bottle, by a plain form whose answer is an address; and a table to keep."""

from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.hygiene import rules
from xiaoan.hygiene.forms.products import WET, Typed, read_wish
from xiaoan.hygiene.queries import products
from xiaoan.hygiene.queries.truth_words import (
    BESIDE_NAMES,
    GRADE_NAMES,
    GRADE_SHAPES,
    litres,
    warning,
)
from xiaoan.hygiene.queries.words import AGENT_NAMES, METHOD_NAMES, PLACE_NAMES, TASK_NAMES
from xiaoan.hygiene.rules import dilution, measures
from xiaoan.hygiene.rules.dilution import Mix, task_of
from xiaoan.kernel.permission import Permission
from xiaoan.web import sources
from xiaoan.web.gate import Asked, kept, page

# What is asked for most, mg/L of available chlorine (reference §5.1): the rows of the table to keep.
_TARGETS = (250, 500, 1000, 5000, 10_000)
_SEES = (Permission.DISINFECT, Permission.SEE_HYGIENE, Permission.CHECK_HYGIENE)


def url_for(place: str, task: str, target: int | None, method: str = "") -> str:
    """Where a line of a plan has its solution reckoned; "" where nothing is made up."""
    found = task_of(place, task)
    if target is None or (found is not None and not rules.AGENTS[found.agent].needs_water):
        return ""
    query = urlencode({"place": place, "task": task, "target": target, "method": method})
    return f"{reverse('hygiene:dilute')}?{query}"


@page(*_SEES)
def dilute_page(request: Asked) -> HttpResponse:
    """Asked without anything: the form, and a table of the products there are, kept on the phone."""
    actor = request.actor
    school_no = products.school_of(actor)
    bottles = products.of_school(actor, school_no)
    typed = read_wish(request.GET, {str(one.id): one for one in bottles})
    context = {
        "typed": typed.values, "faults": typed.faults, "answer": _answer(typed),
        "bottles": [_bottle(one) for one in bottles], "agents": _agents(),
        "buckets": [(size, litres(size)) for size in measures.BUCKETS], "about": _about(typed),
        "beside": [(code, BESIDE_NAMES[code]) for code in dilution.BESIDE],
        "spray": measures.SPRAY, "spray_source": _source(str(measures.SPRAY["source"])),
        "formula": _source(measures.FORMULA["source"]), "table": _table(bottles),
        "register_url": reverse("hygiene:products", args=[school_no]) if school_no else "",
        "back_url": reverse("duties:today"),
    }  # fmt: skip
    response = render(request, "hygiene/dilute.html", context, status=422 if typed.faults else 200)
    return response if request.GET else kept(request, response)


def _agents() -> list[tuple[str, Any]]:
    return [(code, AGENT_NAMES[code]) for code in WET]


def _bottle(one: products.Bottle) -> dict[str, Any]:
    label = (
        f"{one.strength}"
        if one.strength == one.strength_most
        else f"{one.strength}~{one.strength_most}"
    )
    return {
        "id": str(one.id), "name": one.name, "ours": one.is_ours,
        "words": f"{AGENT_NAMES[one.agent]} {label} {one.unit}",
    }  # fmt: skip


def _about(typed: Typed) -> str:
    """Of which place and task, where it was asked from a line of a plan."""
    found = task_of(typed.values["place"], typed.values["task"])
    if found is None:
        return ""
    method = typed.values["method"] or found.method
    words = (
        PLACE_NAMES[typed.values["place"]],
        TASK_NAMES[found.code],
        METHOD_NAMES.get(method, ""),
    )
    return " · ".join(str(one) for one in words if one)


def _source(text: str) -> dict[str, Any]:
    own = text == "own choice"
    return {"titles": "" if own else sources.titles(text), "own": own or text == "[MEM]"}


def _answer(typed: Typed) -> dict[str, Any] | None:
    if typed.stock is None or typed.wish is None:
        return None
    stock, wish = typed.stock, typed.wish
    found = dilution.answer(stock, wish)
    unit = rules.AGENTS[stock.agent].unit
    bottle_unit = _("mg/片") if stock.per_tablet else unit
    return {
        "stopped": found.is_stopped, "unit": unit, "target": wish.target,
        "mix": _mix(found.mix, unit) if found.mix and not found.is_stopped else None,
        "litre": _mix(found.litre, unit) if found.litre and not found.is_stopped else None,
        "buckets": [] if found.is_stopped else [_mix(one, unit) for one in found.buckets],
        "one_tablet": litres(int(found.exact_ml)) if found.exact_ml and not found.is_stopped else "",
        "sum": _sum(found.mix, stock, bottle_unit) if found.mix and not found.is_stopped else "",
        "warnings": [
            {"grade": GRADE_NAMES[one.grade], "shape": GRADE_SHAPES[one.grade],
             "words": warning(one.code, one.bound, unit if one.code != "strange" else bottle_unit),
             "source": _source(one.source)}
            for one in found.warnings
        ],
    }  # fmt: skip


def _mix(one: Mix, unit: str) -> dict[str, Any]:
    parts = one.parts
    return {
        "of": litres(one.ml), "stock": _("%(n)s 片") % {"n": one.stock} if one.per_tablet
        else _("%(n)s mL") % {"n": one.stock},
        "water": litres(one.water), "strength": f"{_plain(one.strength)} {unit}",
        "more": _plain(one.error * 100), "is_exact": one.error == 0,
        "ratio": "" if one.per_tablet or not parts else (
            f"1:{parts}" if parts.denominator == 1 else _("约 1:%(n)s") % {"n": round(parts)}
        ),
    }  # fmt: skip


def _sum(one: Mix, stock: dilution.Bottle, unit: str) -> str:
    """The arithmetic written out."""
    given = {"ml": one.ml, "target": one.target, "stock": stock.strength, "exact": _plain(one.exact),
             "read": one.stock, "unit": unit}  # fmt: skip
    if one.per_tablet:
        return (
            _("%(ml)s mL × %(target)s ÷ 1000 ÷ %(stock)s %(unit)s = %(exact)s 片,取整 %(read)s 片")
            % given
        )
    return _("%(ml)s mL × %(target)s ÷ %(stock)s = %(exact)s mL,量到刻度 %(read)s mL") % given


def _plain(value: Fraction) -> str:
    """Up to two decimals, none where there are none."""
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def _table(bottles: list[products.Bottle]) -> list[dict[str, Any]]:
    """Product by product, what is asked for most: to be read without a network."""
    found = []
    for one in bottles:
        if one.agent != "chlorine":
            continue
        stock = dilution.Bottle(one.agent, one.strength, one.per_tablet)
        rows = [
            {"target": target, "cells": [
                _cell(dilution.mix(stock, target, size)) for size in (dilution.LITRE, *measures.BUCKETS)
            ]}
            for target in _TARGETS
        ]  # fmt: skip
        found.append({"name": one.name, "words": _bottle(one)["words"], "rows": rows})
    return found


def _cell(one: Mix | None) -> str:
    if one is None:
        return "–"
    return _("%(n)s 片") % {"n": one.stock} if one.per_tablet else _("%(n)s mL") % {"n": one.stock}
