"""What is asked of schools: a number within bounds, a text, or one of several words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

KINDS = ("number", "text", "choice")
LONGEST = 300
_MOST = Decimal(10) ** 12


@dataclass(frozen=True)
class Question:
    """One question. `low`, `high`: bounds of a number, "" for none; `choices`: of which one is chosen."""

    no: int
    name: str
    kind: str
    unit: str = ""
    low: str = ""
    high: str = ""
    choices: tuple[str, ...] = ()


def number(text: str) -> Decimal | None:
    """What a person has typed as a number, also with the wide signs and commas of a Chinese keyboard."""
    plain = text.strip().replace(",", "").replace("\uff0c", "").replace("\uff0e", ".")
    try:
        found = Decimal(plain)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < _MOST else None


def reads(question: Question, text: str) -> str:
    """The answer as it is kept: a number in plain digits, else the words without blanks around."""
    found = number(text) if question.kind == "number" else None
    return text.strip() if found is None else f"{found.normalize():f}"


def faults(questions: Sequence[Question], answers: Mapping[int, str]) -> dict[int, str]:
    """Number of a question → code of what is wrong: "missing", "number", "low", "high", "choice", "long"."""
    found = {one.no: _fault(one, answers.get(one.no, "").strip()) for one in questions}
    return {no: code for no, code in found.items() if code}


def _fault(one: Question, said: str) -> str:
    if not said:
        return "missing"
    if one.kind == "number":
        return _out_of_bounds(one, said)
    if one.kind == "choice":
        return "" if said in one.choices else "choice"
    return "long" if len(said) > LONGEST or "\0" in said else ""


def _out_of_bounds(one: Question, said: str) -> str:
    found = number(said)
    if found is None:
        return "number"
    low, high = number(one.low), number(one.high)
    if low is not None and found < low:
        return "low"
    return "high" if high is not None and found > high else ""
