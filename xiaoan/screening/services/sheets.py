"""Sheets that come back with questions: kept for their sender until answered, so that the questions have
an address of their own and going back in a browser never sends anything again.
"""

import datetime as dt
import json
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.screening.models import Sheet
from xiaoan.screening.queries import SHEET_PLACE, KeptSheet

# Whoever has not answered by then fills in anew.
KEPT = dt.timedelta(days=1)


def keep_sheet(actor: Actor, unit_no: int, day: dt.date, slot: str, typed: KeptSheet) -> UUID:
    """Keep what the actor typed about a class and slot, in place of what was kept before; gives its id.

    No fact of the county: nothing has been reported, and the journal tells nothing of it.
    """
    if actor.user_id is None or not actor.sees(unit_no):
        raise NotFound
    place = directory.place(unit_no)
    drop_sheet(actor, unit_no, day, slot)
    pk = uuid7()
    text = json.dumps([typed.post, typed.said])
    Sheet.objects.bulk_create(
        [
            Sheet(
                id=pk, school_id=place.school_id, unit_no=unit_no, day=day, slot=slot,
                by_id=actor.user_id, at=clock.now(),
                body=ciphers.seal(text, place=SHEET_PLACE, row=pk),
            )
        ]
    )  # fmt: skip
    return pk


def drop_sheet(actor: Actor, unit_no: int, day: dt.date, slot: str) -> None:
    """What was asked is answered."""
    if actor.user_id is not None:
        Sheet.objects.filter(unit_no=unit_no, day=day, slot=slot, by_id=actor.user_id).delete()


def clear_sheets(actor: Actor) -> int:
    """Remove what nobody has answered; gives how many."""
    if not actor.is_system:
        raise Forbidden
    return Sheet.objects.filter(at__lte=clock.now() - KEPT).delete()[0]
