"""Sheets about which something was asked, read by who filled them in."""

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside
from xiaoan.screening.models import Sheet

SHEET_PLACE = "screening_sheet.body"


@dataclass(frozen=True)
class KeptSheet:
    """A form as it was posted (urlencoded), and why it was refused ('' when something is asked)."""

    post: str
    said: str = ""


def kept_sheet(
    actor: Actor, sheet_id: UUID, unit_no: int, day: dt.date, slot: str
) -> KeptSheet | None:
    """The actor's own sheet of a class and slot; None for another's, or one that is answered."""
    rows = Sheet.objects.filter(
        inside(actor.intervals), pk=sheet_id, unit_no=unit_no, day=day, slot=slot
    )
    found = rows.first()
    if found is None or found.by_id != actor.user_id:
        return None
    post, said = json.loads(ciphers.unseal(found.body, place=SHEET_PLACE, row=found.pk))
    return KeptSheet(post, said)
