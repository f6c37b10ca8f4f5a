"""Schools at which somebody sees or keeps hygiene; who may do what is done there."""

from collections.abc import Sequence
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission

UNIT_KINDS = ("county", "township", "school")
# Who may be named in a plan: whoever may disinfect (accounts/rules/roles.py).
DOERS = (
    "class_teacher", "logistics", "school_doctor", "canteen", "dormitory_keeper", "principal",
)  # fmt: skip


def seen(actor: Actor, unit_no: int) -> directory.Place:
    """A unit, class or room at which the actor sees hygiene."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or not actor.may(Permission.SEE_HYGIENE, unit_no):
        raise NotFound
    return place


def school(actor: Actor, school_no: int, *needed: Permission) -> directory.Place:
    """A school at which the actor sees hygiene and holds one of the rights."""
    place = seen(actor, school_no)
    if place.kind != "school":
        raise NotFound
    if needed and not any(actor.may(one, school_no) for one in needed):
        raise Forbidden
    return place


def school_no_of(unit_no: int) -> int:
    return school_of(unit_no)


def doers(actor: Actor, school_no: int) -> list[accounts.Holder]:
    """Who may be named at a school or in one of its classes, by name."""
    units = directory.places_inside(directory.place(school_no).interval, "grade", "class")
    numbers = [school_no, *(one.no for one in units)]
    found = accounts.holders(actor, DOERS, numbers, clock.today())
    return sorted(found, key=lambda one: one.name)


def approvers(actor: Actor, school_no: int) -> set[UUID]:
    """Who may approve a plan of a school today."""
    found = accounts.holders(actor, ("principal",), [school_no], clock.today())
    return {one.user_id for one in found}


def holders_by_post(actor: Actor, units: Sequence[int]) -> dict[tuple[str, int], list[UUID]]:
    """(role, unit) → who holds it there today."""
    found: dict[tuple[str, int], list[UUID]] = {}
    for one in accounts.holders(actor, DOERS, units, clock.today()):
        found.setdefault((one.role, one.unit_no), []).append(one.user_id)
    return found
