"""Figures of counselling: counts without anybody, by unit."""

from django.http import HttpResponse
from django.shortcuts import render

from xiaoan.counselling.pages import words
from xiaoan.counselling.queries import figures as queries
from xiaoan.counselling.queries.words import COLUMN_NAMES
from xiaoan.counselling.rules import SMALL
from xiaoan.kernel import clock
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_COUNSELLING)
def figures_page(request: Asked) -> HttpResponse:
    """A unit and the units below it; under five only that it is few."""
    found = queries.of(request.actor, whole(request.GET.get("unit", "")))
    context = {
        "as_of": clock.now(), "tabs": words.tabs(request.actor, "figures"), "place": found.place,
        "since": found.since, "small": SMALL, "columns": list(COLUMN_NAMES.values()),
        "rows": [
            {
                "name": line.name, "url": f"?unit={line.no}" if line.no != found.place.no else "",
                "cells": [line.cells[code] for code in COLUMN_NAMES], "in_care": line.in_care,
                "counsellors": line.counsellors,
            }
            for line in (found.own, *found.below)
        ],
    }  # fmt: skip
    return render(request, "counselling/figures.html", context)
