"""Requests for data of other offices: the register, what is held, what schools answered."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import Place
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.returns.models import Ask, Field, Request, Round
from xiaoan.returns.rules import Question


@dataclass(frozen=True)
class FieldRow:
    """One thing wanted; `held_key` "": schools are asked."""

    no: int
    name: str
    question: Question
    held_key: str
    held_part: str

    @property
    def is_held(self) -> bool:
        return bool(self.held_key)


@dataclass(frozen=True)
class RequestRow:
    """A request with its fields."""

    id: UUID
    unit_no: int
    office: str
    person: str
    ground: str
    purpose: str
    every: str
    first: dt.date
    until: dt.date
    due_days: int
    stage: str
    state: str
    rule: str
    about: str
    why_ended: str
    at: dt.datetime
    by_id: UUID
    ended_at: dt.datetime | None
    fields: tuple[FieldRow, ...]

    @property
    def asked(self) -> tuple[Question, ...]:
        """What schools are asked."""
        return tuple(one.question for one in self.fields if not one.is_held)

    @property
    def held(self) -> tuple[FieldRow, ...]:
        return tuple(one for one in self.fields if one.is_held)


@dataclass(frozen=True)
class RoundRow:
    """A round: `answered` of `schools` so far, among those that the reader sees."""

    id: UUID
    day: dt.date
    due_at: dt.datetime
    schools: int
    answered: int


@dataclass(frozen=True)
class AskRow:
    """What a school is asked: its answers by number of question, and which of them it had given before."""

    id: UUID
    unit_no: int
    request_id: UUID
    round_id: UUID
    day: dt.date
    answers: Mapping[int, str]
    reused: frozenset[int]
    answered_at: dt.datetime | None
    answered_by_id: UUID | None


def register(actor: Actor) -> list[RequestRow]:
    """Every request, the newest first."""
    _require(actor)
    return _rows(Request.objects.order_by("-at")[:300])


def request(actor: Actor, request_id: UUID) -> RequestRow:
    _require(actor)
    found = of([request_id])
    if request_id not in found:
        raise NotFound
    return found[request_id]


def of(request_ids: Iterable[UUID]) -> dict[UUID, RequestRow]:
    return {one.id: one for one in _rows(Request.objects.filter(pk__in=set(request_ids)))}


def _require(actor: Actor) -> None:
    if not actor.may_anywhere(Permission.SEE_RETURNS):
        raise NotFound


def _rows(found: Iterable[Request]) -> list[RequestRow]:
    rows = list(found)
    fields: dict[UUID, list[FieldRow]] = defaultdict(list)
    for one in Field.objects.filter(request_id__in=[row.pk for row in rows]).order_by("no"):
        question = Question(
            one.no, one.name, one.kind, one.unit, one.low, one.high, tuple(one.choices)
        )
        fields[one.request_id].append(
            FieldRow(one.no, one.name, question, one.held_key, one.held_part)
        )
    return [
        RequestRow(
            row.pk, row.unit_no, row.office, row.person, row.ground, row.purpose, row.every, row.first,
            row.until, row.due_days, row.stage, row.state, row.rule, row.about, row.why_ended, row.at,
            row.by_id, row.ended_at, tuple(fields[row.pk]),
        )
        for row in rows
    ]  # fmt: skip


def rounds(actor: Actor, request_id: UUID) -> list[RoundRow]:
    """The rounds of a request, the newest first, counted over the schools that the actor sees."""
    asks = visible(Ask.objects.filter(request_id=request_id), actor, Permission.SEE_RETURNS)
    counted = {
        row["round_id"]: (row["schools"], row["answered"])
        for row in asks.values("round_id").annotate(
            schools=Count("id"), answered=Count("id", filter=Q(answered_at__isnull=False))
        )
    }
    rows = Round.objects.filter(request_id=request_id).order_by("-day")
    return [RoundRow(row.pk, row.day, row.due_at, *counted.get(row.pk, (0, 0))) for row in rows]


def asks(actor: Actor, round_id: UUID) -> list[tuple[Place, AskRow]]:
    """What each school of a round has answered, in the order of the tree."""
    rows = visible(Ask.objects.filter(round_id=round_id), actor, Permission.SEE_RETURNS)
    found = [ask_row(row) for row in rows.order_by("unit_no")]
    places = directory.places(one.unit_no for one in found)
    return [(places[one.unit_no], one) for one in found]


def ask(actor: Actor, ask_id: UUID) -> AskRow:
    """What one school is asked; NotFound elsewhere."""
    row = visible(Ask.objects.filter(pk=ask_id), actor, Permission.SEE_RETURNS).first()
    if row is None:
        raise NotFound
    return ask_row(row)


def ask_row(row: Ask) -> AskRow:
    return AskRow(
        row.pk, row.unit_no, row.request_id, row.round_id, row.day,
        {int(no): said for no, said in row.answers.items()}, frozenset(row.reused), row.answered_at,
        row.answered_by_id,
    )  # fmt: skip


def of_school(actor: Actor) -> list[tuple[AskRow, RequestRow, dt.datetime]]:
    """What the actor's own schools are asked, open ones first; with when each is due."""
    rows = visible(Ask.objects.all(), actor, Permission.FILL_RETURNS)
    found = [ask_row(row) for row in rows.order_by("-answered_at", "-day")[:100]]
    requests = of({one.request_id for one in found})
    due = dict(
        Round.objects.filter(pk__in={one.round_id for one in found}).values_list("id", "due_at")
    )
    pairs = [(one, requests[one.request_id], due[one.round_id]) for one in found]
    return sorted(pairs, key=lambda one: one[0].answered_at is not None)


def known_answers(
    questions: Sequence[Question], unit_nos: Iterable[int], day: dt.date
) -> dict[int, dict[int, tuple[str, UUID]]]:
    """Unit → number of a question → what the unit has answered to the same question of another request
    for the
    same day, and in which ask. The same: by name, kind and unit of measure."""
    rows = Ask.objects.filter(unit_no__in=set(unit_nos), day=day, answered_at__isnull=False)
    answered = list(rows.order_by("answered_at"))
    there = of({row.request_id for row in answered})
    wanted = {(one.name, one.kind, one.unit): one.no for one in questions}
    found: dict[int, dict[int, tuple[str, UUID]]] = defaultdict(dict)
    for row in answered:
        for one in there[row.request_id].asked:
            no = wanted.get((one.name, one.kind, one.unit))
            said = row.answers.get(str(one.no))
            if no is not None and said is not None:
                found[row.unit_no][no] = (said, row.pk)
    return dict(found)
