"""A quiz as it is put before somebody, and what came of it for themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.materials import rules
from xiaoan.materials.models import Reading
from xiaoan.materials.queries.assigned import Mine
from xiaoan.materials.queries.library import version
from xiaoan.materials.queries.words import text


@dataclass(frozen=True)
class Asked:
    """A question on the page: nothing of which is right. `options` in the order of this quiz."""

    n: int
    kind: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Said:
    """One question afterwards. `options`: words, whether right, whether chosen."""

    n: int
    text: str
    options: tuple[tuple[str, bool, bool], ...]
    right: bool
    why: str
    source: str
    confidence: str


def asked(lot_id: UUID, questions: Sequence[rules.Question]) -> tuple[Asked, ...]:
    """Questions as the page shows them, in the reader's language."""
    return tuple(
        Asked(
            n, one.kind, text(one.text),
            tuple(text(one.options[at]) for at in rules.order_of(lot_id, one)),
        )
        for n, one in enumerate(questions)
    )  # fmt: skip


def said(
    lot_id: UUID, questions: Sequence[rules.Question], answers: Mapping[str, Collection[int]]
) -> tuple[Said, ...]:
    """The same with what was chosen, what is right, and why."""
    return tuple(
        _said(lot_id, n, one, set(answers.get(one.key, ()))) for n, one in enumerate(questions)
    )


def _said(lot_id: UUID, n: int, one: rules.Question, chosen: set[int]) -> Said:
    return Said(
        n, text(one.text),
        tuple(
            (text(one.options[at]), at in one.right, at in chosen) for at in rules.order_of(lot_id, one)
        ),
        chosen == set(one.right), text(one.why), one.source, one.confidence,
    )  # fmt: skip


def of_reading(mine: Mine) -> tuple[UUID, tuple[rules.Question, ...]]:
    """The lot and the questions of a reading. NotFound: nothing was read yet, or nothing is asked."""
    row = _row(mine)
    material = version(mine.assigned.version_id).material
    found = tuple(one for key in row.questions if (one := material.question(key)))
    if not found:
        raise NotFound
    return row.pk, found


def result(actor: Actor, mine: Mine) -> tuple[Said, ...]:
    """What came of one's own quiz. NotFound: it is not handed in, or by another of the family."""
    row = _row(mine)
    if row.answers is None or row.handed_by_id != actor.user_id:
        raise NotFound
    lot_id, questions = of_reading(mine)
    return said(lot_id, questions, row.answers)


def _row(mine: Mine) -> Reading:
    rows = Reading.objects.filter(assignment_id=mine.assigned.id)
    row = (
        rows.filter(person_id=mine.whom)
        if mine.assigned.is_for_families
        else rows.filter(person_id=None, user_id=mine.whom)
    ).first()
    if row is None:
        raise NotFound
    return row


def places_of(
    lot_id: UUID, questions: Sequence[rules.Question], answers: Mapping[int, Sequence[int]]
) -> dict[str, list[int]]:
    """Places on the page → key and places in the question itself."""
    found = {}
    for n, one in enumerate(questions):
        order = rules.order_of(lot_id, one)
        found[one.key] = sorted({order[at] for at in answers.get(n, ()) if 0 <= at < len(order)})
    return found


def gaps(
    questions: Sequence[rules.Question], answers: Mapping[int, Sequence[int]]
) -> dict[str, str]:
    """`q-<n>` → empty (not answered) or invalid (not one of the places, or more than one asked for)."""
    wrong: dict[str, str] = {}
    for n, one in enumerate(questions):
        chosen = set(answers.get(n, ()))
        if not chosen:
            wrong[f"q-{n}"] = "empty"
        elif not chosen <= set(range(len(one.options))) or (
            one.kind != "several" and len(chosen) > 1
        ):
            wrong[f"q-{n}"] = "invalid"
    return wrong
