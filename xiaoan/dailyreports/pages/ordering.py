"""Remarks on the page of a report, and the form by which one becomes a directive: filled in beforehand, put
right by whoever registers it."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries
from xiaoan.dailyreports.queries import readers
from xiaoan.dailyreports.queries.kept import Report
from xiaoan.directives import queries as directives
from xiaoan.directives import services
from xiaoan.directives.queries import register
from xiaoan.directives.queries.words import SECRECY_NAMES, SOURCE_NAMES, STATE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked

FIELDS = ("title", "text", "issuer", "source", "secrecy", "dated_on")
# Where the remark came from, as a directive names its source (`directives.rules`).
_SOURCE = {"county": "county_government", "township": "township"}


def read(request: Asked) -> services.NewDirective:
    said = request.POST
    return services.NewDirective(
        id=reading.read_id(said.get("submission_id", "")), unit_no=whole(said.get("unit_no", "")),
        source=said.get("source", ""), issuer=said.get("issuer", ""), paper_no="",
        dated_on=reading.read_date(said, "dated_on"), title=said.get("title", ""),
        text=said.get("text", ""), secrecy=said.get("secrecy", ""),
        not_secret=said.get("not_secret") == "1",
    )  # fmt: skip


def shown(
    request: Asked, row: Report, act: str, refused: Invalid | Conflict | None
) -> dict[str, Any]:
    """The remarks, each with the directive it became, or with the form to make it one."""
    actor = request.actor
    made, office = readers.orders(row), _office(actor, row)
    typed = request.POST if act == "order" and refused else None
    rows = []
    for one in queries.remarks(actor, row):
        form = None
        if one.id not in made and office:
            again = typed is not None and typed.get("remark") == str(one.id)
            form = {
                "values": _typed(request) if again else _proposed(row, one, office),
                "id": request.POST.get("submission_id", "") if again else uuid7(), "is_open": again,
                "fields": getattr(refused, "said", {}) or getattr(refused, "fields", {}) if again else {},
            }  # fmt: skip
        rows.append({"one": one, "directive": _directive(actor, made.get(one.id)), "form": form})
    return {
        "remarks": rows,
        "sources": list(SOURCE_NAMES.items()),
        "secrecies": list(SECRECY_NAMES.items()),
    }


def _office(actor: Actor, row: Report) -> int:
    """The actor's own office that is nearest above the unit; 0: none, they issue no directives here."""
    above = set(numbering.ancestors(row.unit_no)) | {row.unit_no}
    return max((no for no in directives.offices(actor) if no in above), default=0)


def _directive(actor: Actor, directive_id: UUID | None) -> dict[str, Any] | None:
    """What a remark became; without link for whoever does not see the directive."""
    if directive_id is None:
        return None
    try:
        found = register.head(actor, directive_id)
    except NotFound:
        return {"words": _("已转为督办"), "url": ""}
    words = _("已转为督办:%(title)s(%(state)s)") % {
        "title": found.title, "state": STATE_NAMES[found.state],
    }  # fmt: skip
    allowed = actor.may_anywhere(Permission.SEE_DIRECTIVES)
    url = reverse("directives:directive", args=[directive_id]) if allowed else ""
    return {"words": words, "url": url}


def _proposed(row: Report, one: queries.RemarkRow, office: int) -> dict[str, Any]:
    kind = directory.place(office).kind
    unit = directory.place(row.unit_no).name
    return {
        "unit_no": office, "source": _SOURCE.get(kind, "other"), "issuer": one.by, "secrecy": "internal",
        "dated_on": one.at.astimezone(clock.ZONE).date().isoformat(), "text": one.text,
        "title": _("落实对%(unit)s %(day)s 日报的批示") % {"unit": unit, "day": row.day.isoformat()},
    }  # fmt: skip


def _typed(request: Asked) -> dict[str, Any]:
    said = request.POST
    return {name: said.get(name, "") for name in (*FIELDS, "unit_no", "not_secret")}
