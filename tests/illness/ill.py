"""Builders of illness: what a roll-call, the worker and a person do, by services."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.builders import BUILDER, CLASS_11, COUNTY, DAY, Universe, sent, sick
from xiaoan.directory import rules as numbering
from xiaoan.duties.models import Duty
from xiaoan.illness import services as illness
from xiaoan.illness.models import Illness
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import rules
from xiaoan.screening import services as screening

Acting = Callable[[str], Actor]
WORKER = system("illness")


def feverish(universe: Universe, seat: int, kind: str = "present") -> rules.Mark:
    """A mark with a measured fever."""
    return rules.Mark(
        person=universe.enrolment(CLASS_11, seat), kind=rules.Kind(kind),
        symptoms=rules.symptoms_of(["fever", "cough"]), onset=DAY,
        temperature=Decimal("38.6"), method="axillary",
    )  # fmt: skip


def absent(universe: Universe, seat: int, *symptoms: str) -> rules.Mark:
    return sick(universe.enrolment(CLASS_11, seat), *(symptoms or ("vomiting",)))


def report(*marks: rules.Mark, slot: str = "morning", day: dt.date = DAY, base: int = 0) -> None:
    """The class's roll-call comes in, and the worker looks."""
    enter(BUILDER)
    reason = "更正" if base else ""
    screening.submit_roll_call(
        BUILDER, sent(CLASS_11, *marks, slot=slot, day=day, base=base, reason=reason)
    )
    look(day)


def open_day(day: dt.date) -> None:
    """The roll-call duties of a later day are open."""
    enter(BUILDER)
    screening.open_day(BUILDER, day, (COUNTY, COUNTY + numbering.COUNTY))


def look(day: dt.date = DAY) -> int:
    enter(WORKER)
    return illness.look(WORKER, (CLASS_11, CLASS_11 + 1), day)


def settle() -> int:
    enter(WORKER)
    return illness.settle(WORKER)


def the_illness() -> Illness:
    enter(WORKER)
    return Illness.objects.get()


def step(
    actor: Actor, row: Illness, kind: str, words: dict[str, str] | None = None, **facts: Any
) -> illness.Receipt:
    """One step by a person whose scope is entered."""
    enter(actor)
    return illness.take_step(actor, illness.Done(uuid7(), row.pk, kind, None, facts, words or {}))


def open_duties(about: UUID) -> list[tuple[str, dt.date]]:
    """What is open about an illness: kind and day."""
    enter(WORKER)
    rows = Duty.objects.filter(about_id=about, state="open").order_by("kind")
    return list(rows.values_list("kind", "day"))
