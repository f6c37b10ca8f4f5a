"""Back to school out of a period that goes on: who inside it already is, and the form for the next."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.places import Place
from xiaoan.kernel.numbers import whole
from xiaoan.lessons import forms, services
from xiaoan.lessons.forms import Field
from xiaoan.lessons.queries import lessons
from xiaoan.web import reading
from xiaoan.web.gate import Asked

# The names of its fields differ from those of a new period on the same page.
_NAMES = {"unit_no": "back_unit", "since": "back_since"}


def named(place: Place) -> str:
    return directory.full_name(place.no) if place.kind in ("class", "grade") else place.name


def fields_of(
    request: Asked, row: Any, units: Mapping[int, Place], refused: forms.Refused, today: dt.date
) -> list[Field]:
    """Which part, from which day; empty where there is none to choose."""
    inside = [one for one in units.values() if row.unit_no < one.no < row.unit_end]
    if not inside:
        return []
    fields = [
        Field(
            "back_unit", _l("哪个学校、年级或班级"), "select",
            tuple((str(one.no), named(one)) for one in inside), required=True,
        ),
        Field("back_since", _l("到校第一天"), "date", required=True, value=today.isoformat()),
    ]  # fmt: skip
    is_this = request.POST.get("back") == str(row.pk)
    faults = {_NAMES.get(name, name): code for name, code in refused.fields.items()}
    return forms.drawn(
        fields, request.POST if is_this else {},
        replace(refused, fields=faults) if is_this else forms.Refused(),
    )  # fmt: skip


def back_of(found: Collection[Any]) -> dict[object, list[tuple[str, dt.date]]]:
    """Period → what is back of it and since when."""
    rows = lessons.backs([one.pk for one in found])
    places = directory.places({one.unit_no for one in rows})
    told: dict[object, list[tuple[str, dt.date]]] = {}
    for one in rows:
        told.setdefault(one.period_id, []).append((named(places[one.unit_no]), one.since))
    return told


def bring(request: Asked) -> None:
    """Posted: back, submission_id, back_unit, back_since."""
    said = request.POST
    services.bring_back(
        request.actor, reading.read_id(said.get("submission_id", "")),
        reading.read_id(said.get("back", "")), whole(said.get("back_unit", "")) or 0,
        forms.date_of(said, "back_since"),
    )  # fmt: skip
    messages.success(request, _("已登记到校。从那天起点名、通风、清洁照常,不再算网课。"))
