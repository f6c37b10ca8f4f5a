"""What verification needs of the answers: the rounds, what stands, every version, and the sums of a unit."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from xiaoan.directory import rules as numbering
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.keypersons import queries as keypersons
from xiaoan.surveys.models import Answer, Round
from xiaoan.surveys.queries.asked import category_codes

LISTED = 50


@dataclass(frozen=True)
class RoundAt:
    """A round that has been opened; `questions`: code → name of each key group that it asks about."""

    id: UUID
    title: str
    state: str
    unit_no: int
    unit_end: int
    opened_at: dt.datetime | None
    due_at: dt.datetime
    questions: dict[str, str]


@dataclass(frozen=True)
class Version:
    """One version of what was said of a person; `state` "current" is the one that stands."""

    answer_id: UUID
    person_id: UUID
    school_id: int
    unit_no: int
    round_id: UUID
    version: int
    state: str
    source: str
    late: bool
    categories: tuple[str, ...]
    whereabouts: str
    condition: str
    answered_at: dt.datetime
    in_bulk: bool


@dataclass(frozen=True)
class Sums:
    """A unit of a round: how many are on the roll, answered for, silent."""

    unit_no: int
    on_roll: int
    declared: int
    silent: int


_VERSION = (
    "id", "person_id", "school_id", "unit_no", "round_id", "version", "state", "source", "late",
    "categories", "whereabouts", "condition", "answered_at", "in_bulk",
)  # fmt: skip


def rounds(actor: Actor) -> list[RoundAt]:
    """The opened rounds that ask somebody in the actor's reach, the newest first."""
    rows = Round.objects.exclude(state="draft").order_by("-opened_at", "-id")
    reach = actor.reach(Permission.SEE_SURVEYS) + actor.reach(Permission.SEE_VERIFICATION)
    found = [row for row in rows[: 4 * LISTED] if _meets(row, reach)]
    return [_round(row) for row in found[:LISTED]]


def round_at(actor: Actor, round_id: UUID) -> RoundAt:
    """One opened round; as if not there for whoever nobody is asked of."""
    row = Round.objects.exclude(state="draft").filter(pk=round_id).first()
    reach = actor.reach(Permission.SEE_SURVEYS) + actor.reach(Permission.SEE_VERIFICATION)
    if row is None or not _meets(row, reach):
        raise NotFound
    return _round(row)


def ended_before(actor: Actor, at: dt.datetime) -> QuerySet[Round, UUID]:
    """The ids of the rounds that ended before an instant, to filter by; for the worker only."""
    if not actor.is_system:
        raise Forbidden
    return Round.objects.filter(state="closed", closed_at__lt=at).values_list("id", flat=True)


def _meets(row: Round, reach: tuple[Interval, ...]) -> bool:
    return any(lo < row.unit_end and row.unit_no < hi for lo, hi in reach)


def _round(row: Round) -> RoundAt:
    asked = {code: str(keypersons.category_name(code)) for code in category_codes(row)}
    return RoundAt(
        row.pk, row.title, row.state, row.unit_no, row.unit_end, row.opened_at, row.due_at, asked
    )


def version(actor: Actor, answer_id: UUID) -> Version:
    """One version, where the actor sees verification."""
    rows = visible(Answer.objects.all(), actor, Permission.SEE_VERIFICATION)
    found = rows.filter(pk=answer_id).values_list(*_VERSION).first()
    if found is None:
        raise NotFound
    return _version(found)


def versions_of(actor: Actor, person_id: UUID) -> list[Version]:
    """All that was said of a person, the newest first."""
    rows = visible(Answer.objects.all(), actor, Permission.SEE_VERIFICATION)
    found = rows.filter(person_id=person_id).order_by("-answered_at", "-version")
    return [_version(row) for row in found.values_list(*_VERSION)[:LISTED]]


def authors(actor: Actor, answer_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Which account wrote each answer down; who is not there answered without one."""
    rows = visible(Answer.objects.all(), actor, Permission.SEE_VERIFICATION)
    wrote = rows.filter(pk__in=list(answer_ids), by_id__isnull=False)
    return {pk: who for pk, who in wrote.values_list("id", "by_id") if who}


def standing_in(
    actor: Actor, round_id: UUID, interval: Interval
) -> list[tuple[UUID, UUID, int, int]]:
    """The answers of a round that stand inside an interval, by id: answer, person, school, class. None once
    they have been cleared."""
    lo, hi = interval
    rows = (
        visible(Answer.objects.all(), actor, Permission.SEE_VERIFICATION)
        .filter(round_id=round_id, state="current", unit_no__gte=lo, unit_no__lt=hi)
        .exclude(whereabouts="")
    )
    return list(rows.order_by("id").values_list("id", "person_id", "school_id", "unit_no"))


_BELOW = {
    "county": f"t.unit_no - t.unit_no %% {numbering.TOWNSHIP}",
    "township": "t.school_id",
    "school": "t.unit_no",
    "grade": "t.unit_no",
    "class": "t.unit_no",
}
_SUMS = """
select {group} as unit, sum(t.on_roll)::int, sum(t.known + t.contradicted)::int, sum(t.unknown)::int
from surveys_tally t
where t.round_id = %(round)s and t.unit_no >= %(lo)s and t.unit_no < %(hi)s
group by unit order by unit
"""


def sums(actor: Actor, round_id: UUID, interval: Interval, kind: str) -> list[Sums]:
    """A unit of `kind` part by part: a county by township, a township by school, a school by class."""
    lo, hi = interval
    if not actor.sees(lo):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SUMS.format(group=_BELOW[kind]), {"round": round_id, "lo": lo, "hi": hi})
        return [Sums(*row) for row in cursor.fetchall()]


def _version(row: tuple[Any, ...]) -> Version:
    answer_id, person_id, school_id, unit_no, round_id, number, state, source, late, *said = row
    categories, whereabouts, condition, answered_at, in_bulk = said
    return Version(
        answer_id, person_id, school_id, unit_no, round_id, number, state, source, late,
        tuple(categories), whereabouts, condition, answered_at, in_bulk,
    )  # fmt: skip
