"""A test is drawn by the id of its attempt: the same id, the same questions in the same order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.lots import draw, order
from xiaoan.training.rules.courses import Question

__all__ = ["Score", "draw", "order_of", "score"]


@dataclass(frozen=True)
class Score:
    """`right` of `total`; passed from `pass_mark` per cent on. `wrong`: keys of questions, in their order."""

    right: int
    total: int
    passed: bool
    wrong: tuple[str, ...]


def order_of(attempt_id: UUID, question: Question) -> tuple[int, ...]:
    """In which order the options stand: places in the question, by place on the page. Of a true-false
    question always as they are."""
    if question.kind == "truth":
        return tuple(range(len(question.options)))
    return order(attempt_id, question.key, len(question.options))


def score(
    questions: Sequence[Question], answers: Mapping[str, Collection[int]], pass_mark: int
) -> Score:
    """A question is right where exactly its right options were chosen; one not answered is wrong."""
    wrong = tuple(one.key for one in questions if set(answers.get(one.key, ())) != set(one.right))
    total = len(questions)
    right = total - len(wrong)
    return Score(right, total, bool(total) and right * 100 >= pass_mark * total, wrong)
