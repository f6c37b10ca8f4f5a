"""Taking an indicator away as a sheet: who did, is recorded."""

from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.situation.events import FigureExported
from xiaoan.situation.queries import indicator


def export(actor: Actor, asked: indicator.Asked) -> indicator.One:
    """An indicator with all units below, for a sheet. Raises NotFound, Forbidden."""
    found = indicator.one(actor, asked)
    if not actor.may(Permission.EXPORT, found.place.no):
        raise Forbidden
    journal.record(
        actor,
        FigureExported(
            school_id=found.place.school_id, unit_no=found.place.no, indicator=asked.key, day=asked.day,
            rows=len(found.lines),
        ),
    )  # fmt: skip
    return found
