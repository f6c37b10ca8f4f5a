"""What acts of platforms have in common. Locks: accounts and activities by key, statements by id, lessons
watched by id, lessons, the day's tally, the chain."""

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission


def require(actor: Actor, unit_no: int, *permissions: Permission) -> None:
    """Not visible → NotFound; visible and none of these held there → Forbidden."""
    if any(actor.may(one, unit_no) for one in permissions):
        return
    raise Forbidden if actor.sees(unit_no) else NotFound


def school(unit_no: int) -> int:
    """0 for the county and townships."""
    return directory.place(unit_no).school_id
