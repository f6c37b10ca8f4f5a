"""A morning at the gate of one school at once, for the rehearsal: under the same constraints, one fact for
each child as
the desk makes it."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.arrivals import queries
from xiaoan.arrivals.events import ArrivalNoted
from xiaoan.arrivals.models import Check, Place, Plan, Slot
from xiaoan.arrivals.rules import desk as rules
from xiaoan.arrivals.services import tallying
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.said import fingerprint


@dataclass(frozen=True)
class Loaded:
    """A child who came in at an instant; `celsius`: of the forehead."""

    person_id: UUID
    at: dt.datetime
    celsius: str
    by_id: UUID


def load_checks(actor: Actor, school_no: int, rows: Sequence[Loaded]) -> int:
    """Of the system: who came in, of a published plan; gives how many."""
    if not actor.is_system:
        raise Forbidden
    plan = Plan.objects.get(unit_no=school_no, state="published")
    slots = {one.pk: one for one in Slot.objects.filter(plan_id=plan.pk)}
    wanted = {one.person_id: one for one in rows}
    places = Place.objects.filter(plan_id=plan.pk, person_id__in=list(wanted)).exclude(slot_id=None)
    made, facts = [], []
    for place in places.order_by("unit_no", "id"):
        if place.slot_id is None:
            continue
        slot, one = slots[place.slot_id], wanted[place.person_id]
        due, local = rules.Due(slot.day, slot.begins, slot.ends), one.at.astimezone(clock.ZONE)
        pk, timing = uuid7(), rules.timing(due, local)
        detail = {"celsius": one.celsius, "method": "forehead", "retest": "", "note": ""}
        made.append(
            Check(
                id=pk, school_id=school_no, unit_no=place.unit_no, person_id=place.person_id,
                day=local.date(), at=one.at, recorded_at=one.at, by_id=one.by_id,
                gate_name=slot.gate_name, result=rules.IN, timing=timing, by_pass=True,
                standing="cleared",
                detail_cipher=ciphers.seal(json.dumps(detail), place=queries.DETAIL_PLACE, row=pk),
                said=fingerprint("load", str(pk)),
            )
        )  # fmt: skip
        facts.append(
            ArrivalNoted(
                school_id=school_no, unit_no=place.unit_no, check_id=pk, person_id=place.person_id,
                result=rules.IN, timing=timing, by_pass=True,
            )
        )  # fmt: skip
        tallying.note(
            (school_no, place.unit_no, local.date()),
            (slot.gate, slot.begins, slot.ends, slot.gate_name),
            {"arrived": 1, "late": int(timing == rules.LATE)},
        )
    Check.objects.bulk_create(made, batch_size=1000)
    journal.record_many(actor, facts)
    return len(made)
