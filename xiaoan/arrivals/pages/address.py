"""What pages of arrivals share: a school in sight, how slots read."""

from typing import Any

from xiaoan.arrivals.queries import Slot
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission


def school(
    actor: Actor, school_no: int, permission: Permission = Permission.SEE_ARRIVALS
) -> directory.Place:
    """A school where the actor holds the permission as a whole; NotFound."""
    place = directory.place(school_no)
    if place.kind != "school" or not any(
        lo <= place.no and place.end <= hi for lo, hi in actor.reach(permission)
    ):
        raise NotFound
    return place


def hours(slot: Slot) -> str:
    return f"{slot.begins:%H:%M}–{slot.ends:%H:%M}"


def slot_of(slot: Slot | None) -> dict[str, Any] | None:
    if slot is None:
        return None
    return {"id": slot.pk, "day": slot.day, "hours": hours(slot), "gate": slot.gate_name}
