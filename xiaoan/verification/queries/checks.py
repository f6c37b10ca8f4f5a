"""What was said of a person, and the checks of it; spot checks."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from xiaoan.directory.models import Person
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.surveys.queries import ledger
from xiaoan.verification.models import Check, Sample, SpotCheck, Verdict
from xiaoan.verification.queries.sealed import details_of
from xiaoan.verification.rules import sources

LISTED = 20


@dataclass(frozen=True)
class CheckMade:
    """One check as it is read back."""

    channel: str
    informant: str
    result: str
    happened_at: dt.datetime
    by_id: UUID | None
    details: dict[str, str]
    # What was written is not kept any longer.
    forgotten: bool = False


@dataclass(frozen=True)
class Answered:
    """A version of what was said of a person, what it is by now, and the checks of it."""

    version: ledger.Version
    status: str
    checks: tuple[CheckMade, ...]


@dataclass(frozen=True)
class Someone:
    person_id: UUID
    school_id: int
    unit_no: int
    kind: str
    name: str


@dataclass(frozen=True)
class Drawn:
    """A sample of a unit, how many of its answers have been checked, and how many went to another school
    with their pupil and are checked there."""

    id: UUID
    unit_no: int
    round_id: UUID
    drawn_at: dt.datetime
    due_at: dt.datetime
    by_id: UUID | None
    seed: int
    answers: int
    drawn: int
    done: int = 0
    went: int = 0


def someone(actor: Actor, person_id: UUID) -> Someone:
    """A person where the actor sees verification."""
    rows = visible(Person.objects.all(), actor, Permission.SEE_VERIFICATION)
    row = rows.filter(pk=person_id).first()
    if row is None:
        raise NotFound
    return Someone(row.pk, row.school_id, row.unit_no, row.kind, row.name)


def answers_of(actor: Actor, person_id: UUID) -> list[Answered]:
    """All that was said of a person, the newest first, each with its checks."""
    versions = ledger.versions_of(actor, person_id)
    ids = [one.answer_id for one in versions]
    checks: dict[UUID, list[CheckMade]] = defaultdict(list)
    rows = visible(Check.objects.all(), actor, Permission.SEE_VERIFICATION)
    for row in rows.filter(answer_id__in=ids).order_by("made_at", "id"):
        checks[row.answer_id].append(
            CheckMade(
                row.channel,
                row.informant,
                row.result,
                row.happened_at,
                row.by_id,
                details_of(row),
                not row.body_hash,
            )
        )
    found = visible(Verdict.objects.all(), actor, Permission.SEE_VERIFICATION)
    status = dict(found.filter(answer_id__in=ids).values_list("answer_id", "status"))
    return [
        Answered(one, status.get(one.answer_id, sources.DECLARED), tuple(checks[one.answer_id]))
        for one in versions
    ]


def spot_check(actor: Actor, spot_id: UUID) -> SpotCheck:
    rows = visible(SpotCheck.objects.all(), actor, Permission.SEE_VERIFICATION)
    found = rows.filter(pk=spot_id).first()
    if found is None:
        raise NotFound
    return found


def samples(actor: Actor, unit_no: int, unit_end: int) -> list[Drawn]:
    """The samples drawn of a unit or inside it, the newest first."""
    rows = visible(Sample.objects.all(), actor, Permission.SEE_VERIFICATION).filter(
        unit_no__gte=unit_no, unit_no__lt=unit_end
    )
    found = list(rows.order_by("-drawn_at", "-id")[:LISTED])
    spots = visible(SpotCheck.objects.all(), actor, Permission.SEE_VERIFICATION)
    counts = spots.filter(sample_id__in=[row.pk for row in found]).values("sample_id")
    parts = counts.annotate(done=Count("done_at"), went=Count("went_at"))
    far = {one["sample_id"]: (one["done"], one["went"]) for one in parts}
    return [
        Drawn(
            row.pk, row.unit_no, row.round_id, row.drawn_at, row.due_at, row.by_id, row.seed,
            row.answers, len(row.answer_ids), *far.get(row.pk, (0, 0)),
        )
        for row in found
    ]  # fmt: skip
