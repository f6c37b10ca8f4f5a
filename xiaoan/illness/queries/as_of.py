"""Illnesses that ran, as it was known at an instant."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from xiaoan.illness.models import Illness, Step
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible


@dataclass(frozen=True)
class IllThen:
    """A course; `stage`: where it stood by its last step of then; `later`: steps recorded afterwards."""

    id: UUID
    person_id: UUID
    unit_no: int
    stage: str
    opened_at: dt.datetime
    later: int


def illnesses_as_of(actor: Actor, interval: Interval, at: dt.datetime) -> list[IllThen]:
    rows = visible(Illness.objects.all(), actor, Permission.SEE_ILLNESS).filter(
        Q(closed_at=None) | Q(closed_at__gt=at), opened_at__lte=at, unit_no__gte=interval[0],
        unit_no__lt=interval[1],
    )  # fmt: skip
    return _then(rows, at)


@dataclass(frozen=True)
class StepThen:
    """A step of a course: what, of when, recorded when and by whom. `known`: recorded by the instant."""

    illness_id: UUID
    no: int
    kind: str
    at: dt.datetime
    recorded_at: dt.datetime
    by_id: UUID | None
    known: bool


def course_as_of(
    actor: Actor, person_id: UUID, school_id: int, at: dt.datetime
) -> tuple[list[IllThen], list[StepThen]]:
    """The illnesses of one person that ran, and every step of these: of later ones the page says that they
    came later."""
    rows = visible(Illness.objects.filter(school_id=school_id), actor, Permission.SEE_ILLNESS)
    ran = Q(closed_at=None) | Q(closed_at__gt=at)
    found = _then(rows.filter(ran, person_id=person_id, opened_at__lte=at), at)
    steps = Step.objects.filter(illness_id__in=[one.id for one in found]).order_by(
        "illness_id", "no"
    )
    return found, [
        StepThen(
            one.illness_id, one.no, one.kind, one.at, one.recorded_at, one.by_id,
            one.recorded_at <= at,
        )
        for one in steps
    ]  # fmt: skip


def _then(rows: QuerySet[Illness], at: dt.datetime) -> list[IllThen]:
    found = list(rows.order_by("unit_no", "opened_at", "id"))
    stages: dict[UUID, str] = {}
    later: dict[UUID, int] = {}
    steps = Step.objects.filter(illness_id__in=[one.pk for one in found]).order_by("no")
    for illness_id, stage, when in steps.values_list("illness_id", "stage", "recorded_at"):
        if when <= at:
            stages[illness_id] = stage
        else:
            later[illness_id] = later.get(illness_id, 0) + 1
    return [
        IllThen(
            one.pk, one.person_id, one.unit_no, stages.get(one.pk, one.stage), one.opened_at,
            later.get(one.pk, 0),
        )
        for one in found
    ]  # fmt: skip
