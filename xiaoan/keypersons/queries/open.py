"""Which people are followed right now: for apps above."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.keypersons.models import KeyPerson

_ROW = (
    "id", "person_id", "category", "pack", "since", "until", "whereabouts", "isolated", "carer_id",
    "last_day", "next_due",
)  # fmt: skip


@dataclass(frozen=True)
class OpenLine:
    """A person followed for one reason; `until` the first day on which the label is no more."""

    line_id: UUID
    person_id: UUID
    category: str
    pack: str
    since: dt.date
    until: dt.date | None
    whereabouts: str
    isolated: bool
    carer_id: UUID | None
    last_day: dt.date | None
    next_due: dt.date


def open_of(actor: Actor, person_ids: Iterable[UUID]) -> dict[UUID, list[OpenLine]]:
    """The open lines of people, the oldest first; who is not followed, or not seen, is not there."""
    rows = visible(
        KeyPerson.objects.filter(state="open", person_id__in=set(person_ids)),
        actor,
        Permission.SEE_KEY_PERSONS,
    ).order_by("opened_at", "id")
    found: dict[UUID, list[OpenLine]] = defaultdict(list)
    for row in rows.values_list(*_ROW):
        found[row[1]].append(OpenLine(*row))
    return dict(found)
