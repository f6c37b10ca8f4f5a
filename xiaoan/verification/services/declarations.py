"""What people declared in a round, as this app needs it: one place that knows the door of surveys."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.surveys import queries as surveys
from xiaoan.surveys.queries import ledger

# A list may also say no more than that somebody was away.
AWAY = "away"
# Who declared, in the words of rules.sources: all who speak for the school are one informant.
_INFORMANTS = {"self": "self", "guardian": "guardian", "teacher": "teacher", "office": "teacher"}


@dataclass(frozen=True, slots=True)
class Declaration:
    """An answer that stands. `says`: whether it says what is claimed; `by`: whose word it is."""

    answer_id: UUID
    person_id: UUID
    school_id: int
    unit_no: int
    round_id: UUID
    by: str
    says: bool = False


def questions(actor: Actor, round_id: UUID) -> dict[str, str]:
    """What a list may claim in a round: its key groups, and that somebody was away ("" for its name)."""
    return {**ledger.round_at(actor, round_id).questions, AWAY: ""}


def declared(
    actor: Actor, category: str, places: Sequence[tuple[UUID, int, int]]
) -> dict[UUID, Declaration]:
    """What was declared of people (with their school and class), as far as anybody has said anything."""
    where = {person_id: (school_id, unit_no) for person_id, school_id, unit_no in places}
    return {
        person_id: Declaration(
            one.answer_id, person_id, *where[person_id], one.round_id, informant(one.source),
            says(one.categories, one.whereabouts, category),
        )
        for person_id, one in surveys.declared(actor, where).items()
    }  # fmt: skip


def of_answer(actor: Actor, answer_id: UUID) -> Declaration:
    """The answer with this id, whoever of its versions it is."""
    return of_version(ledger.version(actor, answer_id))


def of_version(one: ledger.Version) -> Declaration:
    return Declaration(
        one.answer_id, one.person_id, one.school_id, one.unit_no, one.round_id,
        informant(one.source),
    )  # fmt: skip


def informant(source: str) -> str:
    """Whose word an answer is; what came by a sheet or with a transfer is the school's."""
    return _INFORMANTS.get(source, "teacher")


def says(categories: Sequence[str], whereabouts: str, category: str) -> bool:
    return whereabouts == AWAY if category == AWAY else category in categories
