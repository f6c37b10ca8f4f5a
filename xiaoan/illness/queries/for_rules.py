"""What the statutory rules ask of illnesses: who has which diagnosis since when, and grave signs."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.illness import rules
from xiaoan.illness.models import Illness, Step
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class Diagnosed:
    """One illness: `class_no` is the class of then; `diagnosis` one of the table of exclusion, "" if none is
    known, or it was excluded. `since`: first noticed. `signs`: rules.RED_FLAGS told at any step.
    """

    illness_id: UUID
    person_id: UUID
    school_id: int
    class_no: int
    since: dt.date
    onset: dt.date | None
    symptoms: int
    diagnosis: str
    certainty: str
    is_open: bool
    signs: frozenset[str] = frozenset()


def diagnosed(actor: Actor, school_id: int, since: dt.date) -> list[Diagnosed]:
    """Illnesses of a school first noticed since a day whose diagnosis stands, by first day noticed."""
    rows = Illness.objects.filter(
        inside(actor.intervals), school_id=school_id, since__gte=since,
        certainty__in=("suspected", "confirmed"),
    )  # fmt: skip
    rows = rows.exclude(stage="withdrawn").order_by("since", "id")
    return [one for one in map(_told, rows) if one.diagnosis]


def diagnosis_of(actor: Actor, illness_id: UUID) -> Diagnosed | None:
    """One illness with its grave signs; None if it is not there, or was a slip."""
    row = Illness.objects.filter(inside(actor.intervals), pk=illness_id).first()
    if row is None or row.stage == "withdrawn":
        return None
    steps = Step.objects.filter(illness_id=row.pk, facts__has_key="flags")
    signs = {flag for facts in steps.values_list("facts", flat=True) for flag in facts["flags"]}
    return _told(row, frozenset(signs))


def certainty_of(
    actor: Actor, school_id: int, person_ids: Iterable[UUID]
) -> dict[UUID, tuple[str, str]]:
    """The diagnosis of each person's latest illness that has one, and how sure it is."""
    rows = Illness.objects.filter(
        inside(actor.intervals), school_id=school_id, person_id__in=list(person_ids)
    ).exclude(diagnosis="")
    rows = rows.exclude(stage="withdrawn").order_by("since", "id")
    return {row.person_id: (row.diagnosis, row.certainty) for row in rows}


def _told(row: Illness, signs: frozenset[str] = frozenset()) -> Diagnosed:
    listed = row.diagnosis in rules.book().diseases and row.certainty != "excluded"
    return Diagnosed(
        row.pk, row.person_id, row.school_id, row.class_no, row.since, row.onset, row.symptoms,
        row.diagnosis if listed else "", row.certainty, row.closed_at is None, signs,
    )  # fmt: skip
