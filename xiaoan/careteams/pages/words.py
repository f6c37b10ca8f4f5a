"""Care teams as pages say them."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.careteams.queries.coverage import Coverage, Line, Uncovered
from xiaoan.careteams.queries.teams import Row, Seat
from xiaoan.careteams.queries.words import KIND_NAMES, ROLE_NAMES
from xiaoan.careteams.rules import Carer
from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked

PAGE = 50


def role_names(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, str(ROLE_NAMES[code])) for code in codes]


def line(one: Line, here: int) -> dict[str, Any]:
    """A unit in a line: pupils and staff with a whole team, of how many; `missing` still lack somebody."""
    students, staff = one.of("student"), one.of("staff")
    return {
        "name": one.place.name, "has_begun": one.has_begun,
        "url": "" if one.place.no == here else reverse("careteams:unit", args=[one.place.no]),
        "students": students[0], "students_whole": students[1],
        "staff": staff[0], "staff_whole": staff[1],
        "missing": one.people - one.whole,
    }  # fmt: skip


def by_role(found: Coverage) -> list[dict[str, Any]]:
    """Of each role of pupils and of staff, how many have somebody."""
    return [
        {
            "kind": KIND_NAMES[kind], "role": ROLE_NAMES[role],
            "people": found.total.of(kind, role)[0], "held": found.total.of(kind, role)[1],
        }
        for kind in ("student", "staff")
        for role in found.scheme.roles(kind)
    ]  # fmt: skip


def uncovered(one: Uncovered) -> dict[str, Any]:
    return {
        "name": one.name, "unit": one.unit, "kind": KIND_NAMES[one.kind],
        "roles": _("、").join(str(ROLE_NAMES[role]) for role in one.roles),
        "url": reverse("careteams:person", args=[one.person_id]),
    }  # fmt: skip


def row(one: Row) -> dict[str, Any]:
    return {
        "id": one.person_id, "number": one.number, "name": one.name,
        "url": reverse("careteams:person", args=[one.person_id]),
        "seats": [seat(place) for place in one.seats],
    }  # fmt: skip


def seat(place: Seat) -> dict[str, Any]:
    return {
        "role": place.role, "label": ROLE_NAMES[place.role], "name": place.name,
        "chosen": place.chosen, "since": place.since,
        "base": place.carer.id if place.carer else "",
    }  # fmt: skip


def crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its coverage as far as the actor sees it."""
    actor = request.actor
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    found = above(actor, unit_no)
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_CARE, place.no)
        crumb["url"] = reverse("careteams:unit", args=[place.no]) if seen else ""
    return found


def read_carer(text: str) -> Carer | None:
    """What a choice of a form says: `kind:id`; '' as the rule finds it."""
    if not text:
        return None
    kind, _colon, rest = text.partition(":")
    try:
        return Carer(kind, UUID(rest))
    except ValueError:
        raise Invalid(_("请从列表中选一项。"), {"carer": "unknown"}) from None
