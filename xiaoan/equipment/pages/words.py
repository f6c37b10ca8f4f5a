"""Equipment as pages say it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL
from xiaoan.equipment import queries, rules
from xiaoan.equipment.queries import words
from xiaoan.equipment.queries.kits import Filled
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.context import crumbs as above
from xiaoan.web.gate import Asked

PAGE = 50
PLACES = ("class", "gate", "observation", "dormitory", "canteen", "bus", "place")


def crumbs(request: Asked, unit_no: int) -> list[dict[str, str]]:
    """The units above, each with its equipment as far as the actor sees it."""
    actor = request.actor
    places = [place for place in directory.path_to(unit_no) if actor.sees(place.no)]
    found = above(actor, unit_no)
    for crumb, place in zip(found, places, strict=True):
        seen = place.no != unit_no and actor.may(Permission.SEE_SUPPLIES, place.no)
        crumb["url"] = reverse("equipment:unit", args=[place.no]) if seen else ""
    return found


def places_of(school_no: int) -> list[tuple[str, Any]]:
    """Where a device or kit may be at a school; at an office nowhere but there."""
    home = directory.place(school_no)
    found = directory.places_inside((home.no, home.no + SCHOOL), *PLACES)
    order = sorted(found, key=lambda one: (-PLACES.index(one.kind), one.no))
    whole = _("全校") if home.kind == "school" else home.name
    return [(str(school_no), whole), *((str(one.no), one.name) for one in order)]


def people_of(actor: Actor, school_no: int) -> list[tuple[str, str]]:
    found = queries.keepers(actor, school_no)
    return sorted(((str(pk), name) for pk, name in found.items()), key=lambda one: one[1])


def who(user_id: UUID | None, names: Mapping[UUID, str]) -> str:
    """Who did something: never a dash."""
    if user_id is None:
        return _("系统")
    return names.get(user_id) or _("(不在您的范围内)")


def device(one: queries.Device, names: Mapping[UUID, str]) -> dict[str, Any]:
    """A device on a list and on its page."""
    return {
        "url": reverse("equipment:device", args=[one.id]), "id": one.id, "serial": one.serial,
        "item": item_name(one.item), "place": one.place, "state": one.state,
        "shape": words.SHAPES[one.state], "words": words.STATE_NAMES[one.state],
        "keeper": names.get(one.keeper_id, "") if one.keeper_id else "",
        "lent_to": names.get(one.lent_to_id, "") if one.lent_to_id else "",
        "lent_until": one.lent_until, "fault": words.FAULT_NAMES.get(one.fault, ""),
        "valid_until": one.valid_until, "calibrated": one.calibrated, "doubtful": one.doubtful,
        "validity": one.validity, "validity_words": words.VALIDITY_NAMES[one.validity],
        "validity_shape": words.VALIDITY_SHAPES[one.validity],
    }  # fmt: skip


def kit(one: Filled) -> dict[str, Any]:
    """A kit on a list: what it lacks, and what runs out when."""
    missing = [f"{item_name(item)} {amount(item, n)}" for item, n in one.missing.items()]
    return {
        "url": reverse("equipment:kit", args=[one.id]),
        "check_url": reverse("equipment:kit_act", args=[one.id, "check"]), "name": one.name,
        "kind": words.KIT_NAMES[one.template], "complete": one.is_complete,
        "missing": "、".join(missing), "checked_at": one.checked_at, "expires": one.expires,
        "expiring": any(lot.is_expiring for lot in one.lots),
    }  # fmt: skip


def kit_rows(one: Filled) -> list[dict[str, Any]]:
    """Item by item: asked for, there, until when; an item of the kind that nobody has put in is there too."""
    wanted, usable = rules.KIT_KINDS[one.template].items, one.usable
    rows = []
    for item, n in wanted.items():
        lots = [lot for lot in one.lots if lot.item == item]
        held = usable.get(item, 0)
        rows.append(
            {
                "item": item, "name": item_name(item), "wanted": amount(item, n),
                "held": amount(item, held), "short": amount(item, n - held) if held < n else "",
                "bad": amount(item, bad) if (bad := sum(x.quantity for x in lots if not x.usable)) else "",
                "book": sum(x.quantity for x in lots), "lack": max(n - held, 0),
                "expires": min((x.expires for x in lots if x.usable and x.expires), default=None),
                "expiring": any(x.is_expiring for x in lots),
            }
        )  # fmt: skip
    return rows
