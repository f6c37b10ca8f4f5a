"""Which person of the county a row of an outside list is about.

The same number of a document is sure. A mistyped one with the name, a telephone that is on record
with the name beside it, or the name with the birth date, is likely. What agrees in part is doubtful:
an officer looks at both sides. All else says nothing. The order of trust is the issue's; the table is
our choice (L), measured in docs/matching.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

SURE, LIKELY, DOUBTFUL = "sure", "likely", "doubtful"
GRADES = (SURE, LIKELY, DOUBTFUL)
# By what a row was matched; the words are in queries.words.
ID, ID_OTHER_NAME, PHONE_NAME, GUARDIAN, NAME_BIRTH = (
    "id", "id_other_name", "phone_name", "guardian", "name_birth",
)  # fmt: skip
ID_NEAR, PHONE_NEAR, NAME_NEAR_BIRTH, SEVERAL, OTHER_NUMBER = (
    "id_near",
    "phone_near", "name_near_birth", "several", "other_number",
)  # fmt: skip
RULES = (
    ID, ID_NEAR, PHONE_NAME, GUARDIAN, NAME_BIRTH, ID_OTHER_NAME, PHONE_NEAR, NAME_NEAR_BIRTH, SEVERAL,
    OTHER_NUMBER,
)  # fmt: skip
# Of one row, so many doubtful people are shown to the officer; more would be no question but a list.
MOST_DOUBTFUL = 5

_ALIKE = frozenset({"name_same", "name_sounds", "name_rare", "name_part"})
_NEAR = frozenset({"name_surname", "name_one"})

P = TypeVar("P")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row beside a person: `reasons` as directory.rules.matching.compare gives them.

    `phone`: the row's telephone is the person's own ("own") or that of a guardian ("guardian").
    `is_guardian`: the name of the row is that guardian's, not the child's.
    """

    reasons: frozenset[str]
    phone: str = ""
    is_guardian: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How sure it is, and by what."""

    grade: str
    rule: str


def judge(evidence: Evidence) -> Found | None:
    """What one pair is worth; None if it says nothing."""
    reasons = evidence.reasons
    if "id_same" in reasons:
        near = reasons & (_ALIKE | _NEAR)
        return Found(SURE, ID) if near else Found(DOUBTFUL, ID_OTHER_NAME)
    if "id_differs" in reasons:
        return _other_number(evidence)
    if "id_near" in reasons and reasons & _ALIKE:
        return Found(LIKELY, ID_NEAR)
    return _by_phone(evidence) or _by_birth(reasons)


def _other_number(evidence: Evidence) -> Found | None:
    """Two valid numbers that differ are two people, unless everything else agrees."""
    agree = {"name_same", "birth_same"} <= evidence.reasons and evidence.phone
    return Found(DOUBTFUL, OTHER_NUMBER) if agree else None


def _by_phone(evidence: Evidence) -> Found | None:
    if not evidence.phone:
        return None
    if evidence.reasons & _ALIKE:
        contradicts = "birth_differs" in evidence.reasons
        return Found(DOUBTFUL, PHONE_NEAR) if contradicts else Found(LIKELY, PHONE_NAME)
    if evidence.is_guardian:
        return Found(LIKELY, GUARDIAN)
    return Found(DOUBTFUL, PHONE_NEAR) if evidence.reasons & _NEAR else None


def _by_birth(reasons: frozenset[str]) -> Found | None:
    if "birth_same" in reasons:
        if "name_same" in reasons:
            return Found(LIKELY, NAME_BIRTH)
        return Found(DOUBTFUL, NAME_NEAR_BIRTH) if reasons & _ALIKE else None
    swapped = "birth_swapped" in reasons and "name_same" in reasons
    return Found(DOUBTFUL, NAME_NEAR_BIRTH) if swapped else None


def settle(pairs: Mapping[P, Found]) -> dict[P, Found]:
    """Whom one row is about, of all who came into question: the surest only.

    A guardian's row is about each of the children of that home. Two likely people who are not of one
    home are two doubts.
    """
    for grade in (SURE, LIKELY):
        best = {who: found for who, found in pairs.items() if found.grade == grade}
        if best:
            return _likely(best) if grade == LIKELY else best
    return dict(list(pairs.items())[:MOST_DOUBTFUL])


def _likely(best: dict[P, Found]) -> dict[P, Found]:
    by_phone = {w: f for w, f in best.items() if f.rule in (PHONE_NAME, GUARDIAN)}
    named = {w: f for w, f in by_phone.items() if f.rule == PHONE_NAME}
    chosen = named or by_phone or best
    if len(chosen) == 1 or all(f.rule == GUARDIAN for f in chosen.values()):
        return chosen
    return {who: Found(DOUBTFUL, SEVERAL) for who in list(chosen)[:MOST_DOUBTFUL]}


def outcome(found: Sequence[Found]) -> str:
    """What became of a row: its grade, or "nobody"."""
    return min((f.grade for f in found), key=GRADES.index, default="nobody")
