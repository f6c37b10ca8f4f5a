"""A test is drawn by the id of its attempt: the same id, the same questions in the same order."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.training.rules.courses import Question


@dataclass(frozen=True)
class Score:
    """`right` of `total`; passed from `pass_mark` per cent on. `wrong`: keys of questions, in their order."""

    right: int
    total: int
    passed: bool
    wrong: tuple[str, ...]


def draw(
    attempt_id: UUID, keys: Collection[str], number: int, seen: Sequence[Collection[str]] = ()
) -> tuple[str, ...]:
    """So many of the questions, none twice; all, where there are no more.

    `seen`: the questions of earlier attempts, the newest first. What was never asked comes first, then what
    was asked longest ago: the next try has other questions as far as the bank goes.
    """
    age = {key: len(seen) for key in keys}
    for n, asked in reversed(list(enumerate(seen))):
        age |= {key: n for key in asked if key in age}
    chosen = sorted(age, key=lambda key: (-age[key], _lot(attempt_id, key)))[:number]
    return tuple(sorted(chosen, key=lambda key: _lot(attempt_id, f"{key} place")))


def order_of(attempt_id: UUID, question: Question) -> tuple[int, ...]:
    """In which order the options stand: places in the question, by place on the page. Of a true-false
    question always as they are."""
    places = range(len(question.options))
    if question.kind == "truth":
        return tuple(places)
    return tuple(sorted(places, key=lambda n: _lot(attempt_id, f"{question.key} option {n}")))


def score(
    questions: Sequence[Question], answers: Mapping[str, Collection[int]], pass_mark: int
) -> Score:
    """A question is right where exactly its right options were chosen; one not answered is wrong."""
    wrong = tuple(one.key for one in questions if set(answers.get(one.key, ())) != set(one.right))
    total = len(questions)
    right = total - len(wrong)
    return Score(right, total, bool(total) and right * 100 >= pass_mark * total, wrong)


def _lot(attempt_id: UUID, text: str) -> bytes:
    return hashlib.sha256(attempt_id.bytes + text.encode()).digest()
