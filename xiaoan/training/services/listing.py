"""Who is trained, taken as a sheet: that it was taken is on record."""

from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.training import queries
from xiaoan.training.events import ListTaken


def take(actor: Actor, unit_no: int, rows: int) -> None:
    """Record that the list of a unit was taken."""
    if not actor.may(Permission.EXPORT, unit_no):
        raise Forbidden
    seat = queries.seat_of(unit_no)
    journal.record(actor, ListTaken(school_id=seat.school_id, unit_no=unit_no, rows=rows))
