"""What had been said of a person in rounds of questions, as it was known at an instant."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.surveys.models import Answer, Round

# Rounds of so many newest answers are shown (our own choice).
MOST = 20


@dataclass(frozen=True)
class SaidThen:
    """The last that a side (the family, the school) had said in a round, and nobody had rejected by then.
    `disputed`: two sides differed, and nobody had decided. `changed_at`, `changed_by_id`: when and by whom
    something was said or decided about it first afterwards."""

    id: UUID
    round_id: UUID
    title: str
    side: str
    source: str
    whereabouts: str
    condition: str
    categories: tuple[str, ...]
    answered_at: dt.datetime
    by_id: UUID | None
    late: bool
    disputed: bool
    changed_at: dt.datetime | None
    changed_by_id: UUID | None


def said_as_of(actor: Actor, person_id: UUID, school_id: int, at: dt.datetime) -> list[SaidThen]:
    """The newest first. Answers that are no longer kept (their round was cleared) are not there."""
    rows = visible(
        Answer.objects.filter(school_id=school_id, person_id=person_id),
        actor,
        Permission.SEE_SURVEYS,
    )
    by_round: dict[UUID, list[Answer]] = defaultdict(list)
    for one in rows.order_by("version"):
        by_round[one.round_id].append(one)
    titles = dict(Round.objects.filter(pk__in=by_round).values_list("id", "title"))
    found = [
        _said(one, stood, some, titles.get(round_id, ""), at)
        for round_id, some in by_round.items()
        for stood in [_stood(some, at)]
        for one in stood
    ]
    return sorted(found, key=lambda one: (one.answered_at, one.id), reverse=True)[:MOST]


def _stood(versions: Sequence[Answer], at: dt.datetime) -> list[Answer]:
    """The newest of each side; what came along from another school stands until anybody says something."""
    by_side: dict[str, Answer] = {}
    for one in versions:
        if one.answered_at <= at:
            by_side.pop("carried", None)
            by_side[one.side] = one
    return [one for one in by_side.values() if not (one.state == "discarded" and _decided(one, at))]


def _decided(one: Answer, at: dt.datetime) -> bool:
    return one.decided_at is not None and one.decided_at <= at


def _said(
    one: Answer, stood: Sequence[Answer], versions: Sequence[Answer], title: str, at: dt.datetime
) -> SaidThen:
    later = [(v.answered_at, v.by_id) for v in versions if v.answered_at > at]
    later += [
        (v.decided_at, v.decided_by_id) for v in versions if v.decided_at and v.decided_at > at
    ]
    changed_at, changed_by = min(later, key=lambda change: change[0], default=(None, None))
    return SaidThen(
        one.pk, one.round_id, title, one.side, one.source, one.whereabouts, one.condition,
        tuple(one.categories), one.answered_at, one.by_id, one.late,
        len(stood) > 1 and any(_differed(v, at) for v in stood), changed_at, changed_by,
    )  # fmt: skip


def _differed(one: Answer, at: dt.datetime) -> bool:
    """Whether it contradicts the other now, or did until somebody decided afterwards."""
    return one.state == "contradicting" or (one.decided_at is not None and one.decided_at > at)
