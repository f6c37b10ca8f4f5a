"""The rule that recognises a person: case by case, and measured beside trigrams on a seeded set."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.architecture.tree import ROOT
from tests.directory.mistakes import Seeded, seeded
from xiaoan.directory.rules import matching
from xiaoan.directory.rules.identity import check_digit
from xiaoan.directory.rules.matching import Relative, Someone, Verdict


def valid(first: str) -> str:
    return first + check_digit(first)


BORN = dt.date(2015, 3, 12)
MOTHER, FATHER = Relative("李秀英", "13800000001"), Relative("王建国", "13800000002")
CHILD = Someone(
    "王子涵", BORN, "F", "resident", "A", valid("41010120150312002"), (MOTHER, FATHER)
)  # fmt: skip
OTHER_NUMBER = {"id_token": "B", "id_number": valid("41010120150312004")}
MISTYPED = {"id_token": "C", "id_number": "41010120150321002" + CHILD.id_number[-1]}
NO_NUMBER = {"id_kind": "none", "id_token": None, "id_number": ""}
NEIGHBOUR = (Relative("赵强", "13900000009"),)


def other(**changes: object) -> Someone:
    return replace(CHILD, **changes)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("row", "kind", "reasons"),
    [
        (other(name="李明", sex="M", birth_date=None, relatives=()), "same", ("id_same",)),
        (other(**NO_NUMBER), "same", ("name_same", "birth_same", "guardian_same")),
        (other(**MISTYPED), "same", ("id_near", "name_same", "birth_same", "guardian_same")),
        (
            other(**OTHER_NUMBER),
            "doubtful",
            ("id_differs", "name_same", "birth_same", "guardian_same"),
        ),
        (
            other(**NO_NUMBER, name="王子晗"),
            "same",
            ("name_sounds", "birth_same", "guardian_same"),
        ),
        (
            other(**NO_NUMBER, birth_date=dt.date(2015, 12, 3)),
            "same",
            ("name_same", "birth_swapped", "guardian_same"),
        ),
        (
            other(**NO_NUMBER, birth_date=dt.date(2015, 3, 14)),
            "doubtful",
            ("name_same", "birth_digit", "guardian_same"),
        ),
        (
            other(**NO_NUMBER, birth_date=dt.date(2014, 3, 12)),
            "doubtful",
            ("name_same", "birth_digit", "guardian_same"),
        ),
        (
            other(**NO_NUMBER, name="李子涵"),
            "same",
            ("name_surname", "birth_same", "guardian_same"),
        ),
        (
            other(**NO_NUMBER, relatives=(Relative("继父", "13800000001"),)),
            "same",
            ("name_same", "birth_same", "guardian_phone"),
        ),
        (
            other(**NO_NUMBER, relatives=(replace(MOTHER, phone="13700000000"),)),
            "same",
            ("name_same", "birth_same", "guardian_name"),
        ),
        (
            other(**NO_NUMBER, relatives=NEIGHBOUR),
            "doubtful",
            ("name_same", "birth_same", "guardian_differs"),
        ),
        (other(**NO_NUMBER, relatives=()), "doubtful", ("name_same", "birth_same")),
        (
            other(**NO_NUMBER, sex="M"),
            "doubtful",
            ("name_same", "birth_same", "guardian_same", "sex_differs"),
        ),
        # Twins: their own numbers, one family, one day.
        (
            other(**OTHER_NUMBER, name="王子轩"),
            "different",
            ("id_differs", "name_one", "birth_same", "guardian_same"),
        ),
        # Of the same name in one class.
        (
            other(**OTHER_NUMBER, birth_date=dt.date(2015, 8, 5), relatives=NEIGHBOUR),
            "different",
            ("id_differs", "name_same", "birth_differs", "guardian_differs"),
        ),
        # Of the same name, born on the same day, of another family.
        (
            other(**OTHER_NUMBER, relatives=NEIGHBOUR),
            "different",
            ("id_differs", "name_same", "birth_same", "guardian_differs"),
        ),
        # A brother or sister.
        (
            other(**OTHER_NUMBER, name="王浩宇", birth_date=dt.date(2012, 1, 2)),
            "different",
            ("id_differs", "name_differs", "birth_differs", "guardian_same"),
        ),
        (
            other(id_kind="passport", id_token="E1", id_number="E12345678"),
            "same",
            ("name_same", "birth_same", "guardian_same"),
        ),
    ],
)
def test_what_agrees_is_weighed(row: Someone, kind: str, reasons: tuple[str, ...]) -> None:
    verdict = matching.compare(CHILD, row)
    assert verdict.kind == kind
    assert verdict.reasons[: len(reasons)] == reasons
    assert verdict.score == sum(matching.POINTS[reason] for reason in verdict.reasons)
    assert matching.compare(row, CHILD) == verdict


@pytest.mark.parametrize(
    ("a", "b", "reason"),
    [
        ("曾曉明", "曾晓明", "name_same"),
        ("艾力·买合木提", "艾力买合木提", "name_same"),
        ("艾力·买合木提", "艾力", "name_part"),
        ("张乐", "张月", "name_sounds"),
        ("林欣", "林鑫", "name_sounds"),
        ("张燚", "张火", "name_rare"),
        ("李子䶮", "李子龙", "name_rare"),
        ("李子䶮", "李子", "name_rare"),
        ("欧阳雪晴", "王雪晴", "name_surname"),
        ("李伟", "张伟", "name_differs"),
        ("李伟", "李强", "name_differs"),
        ("李子轩", "李梓萱", "name_sounds"),
        ("李子轩", "李子涵", "name_one"),
        ("李子轩", "李浩涵", "name_differs"),
        ("李子轩", "李子", "name_differs"),
    ],
)
def test_names_are_held_against_each_other(a: str, b: str, reason: str) -> None:
    assert matching.compare(Someone(a), Someone(b)).reasons == (reason,)
    assert matching.compare(Someone(b), Someone(a)).reasons == (reason,)


def test_what_is_not_known_says_nothing() -> None:
    assert matching.compare(Someone(""), Someone("")) == Verdict("different", 0, ())
    assert matching.blocks(Someone("")) == frozenset()


PEOPLE = st.builds(
    Someone,
    st.sampled_from(["王子涵", "王子晗", "李子涵", "艾力·买合木提", "张䶮", "John Smith", ""]),
    st.sampled_from([None, BORN, dt.date(2015, 12, 3), dt.date(2016, 3, 12)]),
    st.sampled_from(["", "M", "F"]),
    st.sampled_from(["", "resident", "passport"]),
    st.sampled_from([None, "A", "B"]),
    st.sampled_from(["", "41010120150312002X", "410101201503120021", "E12345678"]),
    st.sampled_from([(), (MOTHER,), (FATHER, MOTHER), NEIGHBOUR]),
)


@settings(deadline=None)
@given(PEOPLE, PEOPLE)
def test_the_order_does_not_matter(a: Someone, b: Someone) -> None:
    assert matching.compare(a, b) == matching.compare(b, a)


def test_a_phone_of_too_many_says_nothing() -> None:
    office = (Relative("校办", "0371"),)
    asked = {n: Someone("", None, relatives=office) for n in range(201)}
    assert matching.find(asked, [("x", Someone("", None, relatives=office))]) == {}


# What PostgreSQL's pg_trgm does: words in small letters with two blanks before and one after, their
# sets of three characters, shared ones over all.
@cache
def trigrams(text: str) -> frozenset[str]:
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    padded = (f"  {word} " for word in words)
    return frozenset(word[at : at + 3] for word in padded for at in range(len(word) - 2))


def similarity(a: str, b: str) -> float:
    one, two = trigrams(a), trigrams(b)
    return len(one & two) / len(one | two) if one | two else 0.0


def test_trigrams_are_those_of_postgresql() -> None:
    """The example of its manual, and one of three characters with one of them another."""
    assert similarity("word", "two words") == pytest.approx(0.363636, abs=1e-6)
    assert similarity("王子涵", "王子涵") == 1
    assert similarity("王子涵", "王子晗") == pytest.approx(2 / 6)


LIMIT = 0.65
Pairs = Iterable[tuple[int, int]]


def by_name(given: Seeded) -> Iterator[tuple[int, int]]:
    """Similar names, in one set-wise pass: only names that share a trigram can be similar."""
    names: dict[str, list[int]] = defaultdict(list)
    for number, someone in given.roll.items():
        names[someone.name].append(number)
    sharing: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for trigram in trigrams(name):
            sharing[trigram].add(name)
    for at, row in enumerate(given.rows):
        near = set().union(*(sharing[t] for t in trigrams(row.someone.name)))
        for name in near:
            if similarity(name, row.someone.name) >= LIMIT:
                yield from ((at, number) for number in names[name])


def by_name_sex_and_birth_date(given: Seeded) -> Iterator[tuple[int, int]]:
    for at, number in by_name(given):
        row, known = given.rows[at].someone, given.roll[number]
        if (row.sex, row.birth_date) == (known.sex, known.birth_date):
            yield at, number


def by_rule(given: Seeded) -> Iterator[tuple[int, int]]:
    asked = {at: row.someone for at, row in enumerate(given.rows)}
    for at, them in matching.find(asked, given.roll.items()).items():
        yield from ((at, number) for number, _verdict in them)


@dataclass(frozen=True)
class Measured:
    recall: float
    precision: float


def measured(given: Seeded, pairs: Pairs) -> Measured:
    told = set(pairs)
    true = {(at, row.truth) for at, row in enumerate(given.rows) if row.truth is not None}
    return Measured(round(len(told & true) / len(true), 3), round(len(told & true) / len(told), 3))


@pytest.fixture(scope="module")
def given_set() -> Seeded:
    return seeded()


RULES = {
    "our rule": by_rule,
    "trigrams of the name ≥ 0.65": by_name,
    "the same, with equal sex and birth date": by_name_sex_and_birth_date,
}


def test_the_rule_finds_more_than_trigrams_and_is_wrong_less_often(given_set: Seeded) -> None:
    found = {name: measured(given_set, rule(given_set)) for name, rule in RULES.items()}
    assert found == {
        "our rule": Measured(recall=0.86, precision=0.966),
        "trigrams of the name ≥ 0.65": Measured(recall=0.554, precision=0.117),
        "the same, with equal sex and birth date": Measured(recall=0.332, precision=0.748),
    }
    ours, *others = found.values()
    assert all(ours.recall > one.recall for one in others)
    assert all(ours.precision > one.precision for one in others)


def lines(given: Seeded) -> Iterator[str]:
    """By kind of row: rows, recognised as the same, doubtful, and wrongly told to be or perhaps be."""
    asked = {at: row.someone for at, row in enumerate(given.rows)}
    found = matching.find(asked, given.roll.items())
    count: dict[str, Counter[str]] = defaultdict(Counter)
    for at, row in enumerate(given.rows):
        count[row.kind]["rows"] += 1
        for number, verdict in found.get(at, []):
            right = verdict.kind if number == row.truth else f"wrongly {verdict.kind}"
            count[row.kind][right] += 1
    columns = ("rows", "same", "doubtful", "wrongly same", "wrongly doubtful")
    for kind, told in count.items():
        yield f"| {kind} | {' | '.join(str(told[column]) for column in columns)} |"


def test_the_page_says_what_is_measured(given_set: Seeded) -> None:
    page = (ROOT / "docs" / "matching.md").read_text().splitlines()
    for name, rule in RULES.items():
        one = measured(given_set, rule(given_set))
        assert f"| {name} | {one.recall:.3f} | {one.precision:.3f} |" in page
    told = list(lines(given_set))
    assert len(told) == 15
    assert [line for line in told if line not in page] == []
    assert [line for line in page if "| 0 | 0 | 0 | 0 | 0 |" in line] == []


def test_nobody_is_joined_wrongly_without_a_person(given_set: Seeded) -> None:
    """What is told to be the same may be taken over by itself: not one of the set is wrong."""
    asked = {at: row.someone for at, row in enumerate(given_set.rows)}
    wrong = [
        (given_set.rows[at].kind, verdict)
        for at, them in matching.find(asked, given_set.roll.items()).items()
        for number, verdict in them
        if verdict.kind == matching.SAME and number != given_set.rows[at].truth
    ]
    assert wrong == []
