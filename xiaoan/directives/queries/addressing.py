"""Whom a task goes to: units of one level, down the tree from an office; and who may check it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directives import rules
from xiaoan.directives.queries import OFFICE_ROLES
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.scope import everywhere


def units_of(office_no: int, chosen: rules.Chosen) -> list[directory.Place]:
    """The open units that are meant, in the order of their numbers; Invalid if there are none."""
    if chosen.level not in rules.LEVELS:
        raise Invalid(_("请选择下发到乡镇还是学校。"), {"level": "unknown"})
    if set(chosen.stages) - directory.STAGE_NAMES.keys():
        raise Invalid(_("请从列表中选择学段。"), {"stages": "unknown"})
    office, places = directory.place(office_no), directory.places(chosen.inside)
    lo, hi = office.interval
    if not chosen.inside or len(places) < len(set(chosen.inside)):
        raise Invalid(_("请选择下发给哪些单位。"), {"units": "missing"})
    if any(not lo <= one.no < hi for one in places.values()):
        raise Invalid(_("请从列表中选择单位。"), {"units": "unknown"})
    found = {
        one.no: one
        for place in places.values()
        for one in directory.places_inside(place.interval, chosen.level)
        if not chosen.stages or chosen.level == "township" or one.stage in chosen.stages
    }
    found.pop(office_no, None)
    if not found:
        raise Invalid(_("这样选没有一个单位。请换个范围或学段。"), {"units": "none"})
    if len(found) > rules.MOST_UNITS:
        raise Invalid(
            _("一项任务最多下发 %(n)s 个单位。") % {"n": rules.MOST_UNITS}, {"units": "many"}
        )
    return [found[no] for no in sorted(found)]


def choosable(office_no: int) -> list[directory.Place]:
    """The office's own area, the townships and schools in it."""
    interval = directory.place(office_no).interval
    return directory.places_inside(interval, "county", "township", "school")


def checkers(actor: Actor, office_no: int) -> list[tuple[UUID, str]]:
    """Who may be named to check what an office issues."""
    with everywhere("directives") as system:
        found = accounts.holders(system, OFFICE_ROLES, [office_no], clock.today())
    return list({one.user_id: (one.user_id, one.name) for one in found}.values())


def as_json(chosen: rules.Chosen) -> dict[str, Any]:
    """As the row of a task keeps it."""
    other = chosen.other or {}
    return {
        "level": chosen.level, "inside": list(chosen.inside), "stages": list(chosen.stages),
        "other": {str(no): [due.isoformat(), why] for no, (due, why) in sorted(other.items())},
    }  # fmt: skip


def chosen_of(kept: Mapping[str, Any]) -> rules.Chosen:
    other = {
        int(no): (dt.datetime.fromisoformat(due), why) for no, (due, why) in kept["other"].items()
    }
    return rules.Chosen(kept["level"], tuple(kept["inside"]), tuple(kept["stages"]), other)
