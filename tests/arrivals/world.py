"""A small school on its way back: gates, hours, families; a published plan for today."""

import datetime as dt
from uuid import UUID

from tests.builders import (
    BUILDER,
    CLASS_11,
    CLASS_12,
    CLASS_21,
    DAY,
    GRADE_1,
    GRADE_2,
    PRIMARY,
    Universe,
)
from xiaoan.arrivals import services
from xiaoan.arrivals.models import Place, Slot
from xiaoan.arrivals.rules import setting
from xiaoan.directory.services import guardians
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7

__all__ = [
    "BUILDER",
    "CLASS_11",
    "CLASS_12",
    "CLASS_21",
    "given",
    "place_of",
    "planned",
    "published",
    "siblings",
]


def given(**changed: object) -> setting.Setting:
    """Two gates, four slots of twenty minutes from 07:20, ten a slot at each gate; both grades today."""
    values: dict[str, object] = {
        "gates": (setting.Gate("东门", 1), setting.Gate("南门", 1)), "seconds_each": 120,
        "first": dt.time(7, 20), "last": dt.time(8, 40), "minutes": 20,
        "days": ((GRADE_1, DAY), (GRADE_2, DAY)), "bring": "口罩、水杯",
    }  # fmt: skip
    return setting.Setting(**{**values, **changed})  # type: ignore[arg-type]  # by name


def siblings(universe: Universe) -> tuple[UUID, UUID]:
    """Two children of one household, in 一年级1班 and 二年级1班."""
    pair = universe.person(CLASS_11, 3), universe.person(CLASS_21, 4)
    for person in pair:
        guardians.add_guardian(
            BUILDER, person, guardians.NewGuardian("测试家长", "母亲", "19900001111")
        )
    return pair


def planned(actor: Actor, **changed: object) -> UUID:
    return services.reckon(actor, services.NewPlan(uuid7(), PRIMARY, given(**changed)))


def published(actor: Actor, **changed: object) -> UUID:
    made = planned(actor, **changed)
    services.publish(actor, uuid7(), made, tells=False)
    return made


def place_of(plan_id: UUID, person_id: UUID) -> tuple[Place, Slot | None]:
    row = Place.objects.get(plan_id=plan_id, person_id=person_id)
    return row, Slot.objects.filter(pk=row.slot_id).first() if row.slot_id else None
