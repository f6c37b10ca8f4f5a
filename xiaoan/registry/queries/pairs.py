"""Doubtful pairs as pages show them: both sides, what agrees and what does not."""

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.directory.rules.roll import Kin, RosterRow
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.models import DoubtfulPair

ROW_PLACE = "registry_doubtful_pair.row_cipher"


@dataclass(frozen=True)
class Pair:
    """A row and the person on record it may be about (None: no longer there to be seen)."""

    id: UUID
    row: RosterRow
    other: directory.OnRecord | None
    reasons: tuple[str, ...]


def open_pairs(actor: Actor, offset: int, limit: int) -> tuple[int, list[Pair]]:
    """What waits for a decision where the actor may import: how many, and one page of them."""
    rows = visible(DoubtfulPair.objects.all(), actor, Permission.IMPORT_ROSTER).filter(state="open")
    shown = list(rows.order_by("unit_no", "row_no", "id")[offset : offset + limit])
    others = directory.on_record(actor, [pair.other_id for pair in shown])
    return rows.count(), [
        Pair(pair.pk, row_of(pair), others.get(pair.other_id), tuple(pair.reasons))
        for pair in shown
    ]


def waiting(actor: Actor) -> int:
    """How many pairs wait where the actor may import."""
    rows = visible(DoubtfulPair.objects.all(), actor, Permission.IMPORT_ROSTER)
    return rows.filter(state="open").count()


def row_of(pair: DoubtfulPair) -> RosterRow:
    """The row as it was read."""
    told = json.loads(ciphers.unseal(pair.row_cipher, place=ROW_PLACE, row=pair.pk))
    told["birth_date"] = dt.date.fromisoformat(told["birth_date"])
    first, second = (Kin(**kin) if kin else None for kin in told["kin"])
    return RosterRow(**{**told, "kin": (first, second)})
