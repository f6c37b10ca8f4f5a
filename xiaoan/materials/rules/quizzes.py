"""Questions drawn for a reading, the order of their options, and what was right."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.kernel.lots import draw, order
from xiaoan.materials.rules.texts import Question

__all__ = ["FEWEST", "MOST_QUESTIONS", "Score", "draw", "order_of", "score", "shows"]

# So many questions an assignment asks at the most, and so many have to have answered in a class before right
# and wrong are shown: of fewer, each could be guessed at (own choice).
MOST_QUESTIONS = 10
FEWEST = 5


@dataclass(frozen=True)
class Score:
    """`right` of `total`; by question whether right, in the order asked."""

    right: int
    total: int
    by_key: Mapping[str, bool]


def order_of(lot_id: UUID, question: Question) -> tuple[int, ...]:
    """In which order the options stand: places in the question, by place on the page. Of a true-false
    question always as they are."""
    if question.kind == "truth":
        return tuple(range(len(question.options)))
    return order(lot_id, question.key, len(question.options))


def score(questions: Sequence[Question], answers: Mapping[str, Collection[int]]) -> Score:
    """A question is right where exactly its right options were chosen; one not answered is wrong."""
    found = {one.key: set(answers.get(one.key, ())) == set(one.right) for one in questions}
    return Score(sum(found.values()), len(found), found)


def shows(answered: int) -> bool:
    """Whether right and wrong of so many answers may be shown."""
    return answered >= FEWEST
