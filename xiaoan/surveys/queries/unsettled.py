"""What is not settled about people in rounds: where it is settled, and whom a list names."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.surveys import rules
from xiaoan.surveys.models import Answer, Unsettled
from xiaoan.surveys.queries.units import BY_NAME


class Said(Protocol):
    """An answer, as it is stored or as it is read: who gave it."""

    @property
    def by_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class ToSettle:
    """One, for who sees the person by name. `answer_id`: what contradicts is to be decided there (`may`)."""

    round_id: UUID
    person_id: UUID
    unit_no: int
    what: str
    answer_id: UUID | None
    may: bool


def unsettled(actor: Actor, unsettled_id: UUID) -> ToSettle:
    """Where one stands; as if not there for whoever does not see the person by name."""
    rows = Unsettled.objects.filter(pk=unsettled_id)
    for needed in BY_NAME:
        rows = visible(rows, actor, needed)
    row = rows.first()
    if row is None:
        raise NotFound
    stands = Answer.objects.filter(
        school_id=row.school_id, round_id=row.round_id, person_id=row.person_id, state="current",
        contra_id__isnull=False,
    ).first()  # fmt: skip
    if row.state != "open":
        may = False
    elif row.what == rules.SETTLE:
        may = stands is not None and actor.may(Permission.CHECK_ANSWERS, row.unit_no)
        may = may and not is_side(actor, _sides(stands))
    else:
        may = _may_answer(actor, row)
    return ToSettle(
        row.round_id, row.person_id, row.unit_no, row.what, stands.pk if stands else None, may
    )


def is_side(actor: Actor, answers: Iterable[Said]) -> bool:
    """Whether the actor gave one of the answers: then somebody else decides which of them stands."""
    return not actor.is_system and any(row.by_id == actor.user_id for row in answers)


def asked_again(actor: Actor, person_id: UUID) -> UUID | None:
    """The round in which a person is to be answered for anew, for who sees them by name."""
    rows = Unsettled.objects.filter(person_id=person_id, state="open", what=rules.AGAIN)
    for needed in BY_NAME:
        rows = visible(rows, actor, needed)
    return rows.order_by("due_at", "id").values_list("round_id", flat=True).first()


def _sides(stands: Answer | None) -> list[Answer]:
    if stands is None or stands.contra_id is None:
        return []
    other = Answer.objects.filter(pk=stands.contra_id, state="contradicting").first()
    return [stands, other] if other else [stands]


def _may_answer(actor: Actor, row: Unsettled) -> bool:
    holds = (Permission.ANSWER_SURVEY, Permission.ANSWER_FOR_OTHERS)
    return any(actor.may(one, row.unit_no) for one in holds)
