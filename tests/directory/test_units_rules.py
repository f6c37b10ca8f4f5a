"""Numbers of units: never twice, never in another's block; names that are typed; a new school year."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoan.directory.rules import GRADES, SCHOOL, TOWNSHIP, grade_no, units
from xiaoan.directory.rules.units import Grade

TOWN = TOWNSHIP * 40
SCHOOL_NO = TOWN + SCHOOL
GRADE_NO = grade_no(SCHOOL_NO, 3)
TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
# A kind and the unit above it.
ABOVE = [(kind, SCHOOL_NO) for kind in units.KINDS if kind != "class"]
ABOVE += [("class", GRADE_NO), ("class", grade_no(SCHOOL_NO, 0)), ("school", TOWN)]


@given(st.lists(st.tuples(st.sampled_from(ABOVE), st.booleans()), max_size=120))
def test_units_lie_in_their_block_and_no_number_comes_twice(
    steps: list[tuple[tuple[str, int], bool]],
) -> None:
    """Open and close in any order: what closes keeps its number (it stays in `given`)."""
    given_nos: list[int] = []
    intervals: list[tuple[int, int]] = []
    open_now: list[int] = []
    for (kind, above), closes in steps:
        if closes and open_now:
            open_now.pop()
        block = units.block(kind, above)
        no = units.next_no(block, given_nos)
        if no is None:
            continue
        assert block.first <= no
        assert no + block.size <= block.end
        assert no not in given_nos
        assert (no - block.first) % block.size == 0
        given_nos.append(no)
        open_now.append(no)
        if kind != "school":
            intervals.append((no, no + block.size))
    for lo, hi in intervals:
        for other_lo, other_hi in intervals:
            apart = hi <= other_lo or other_hi <= lo
            inside = (lo <= other_lo and other_hi <= hi) or (other_lo <= lo and hi <= other_hi)
            assert apart or inside


@pytest.mark.parametrize(("kind", "above"), [*ABOVE])
def test_a_block_fills_up_and_says_so(kind: str, above: int) -> None:
    block = units.block(kind, above)
    found: list[int] = []
    while (no := units.next_no(block, found[-1:])) is not None:
        found.append(no)
    assert found == list(range(block.first, block.end, block.size))
    assert units.next_no(block, [block.end - block.size]) is None


def test_blocks_of_a_school_tile_its_numbers() -> None:
    places, rooms = units.block("gate", SCHOOL_NO), units.block("dormitory", SCHOOL_NO)
    grades = units.block("grade", SCHOOL_NO)
    assert (places.first, places.end) == (SCHOOL_NO + 1, rooms.first)
    assert (rooms.end, grades.end) == (grades.first, SCHOOL_NO + SCHOOL)
    assert grades.first == SCHOOL_NO + GRADES
    assert units.block("school", TOWN).first == TOWN + SCHOOL


NAMES = [
    ("1班..6班", [f"{n}班" for n in range(1, 7)]),
    ("1..3班", ["1班", "2班", "3班"]),
    ("101..104", ["101", "102", "103", "104"]),
    ("一年级1班…一年级3班", ["一年级1班", "一年级2班", "一年级3班"]),
    ("A09~A11", ["A09", "A10", "A11"]),
    ("1班\n2班、3班, 5班;", ["1班", "2班", "3班", "5班"]),
    (" 东校区 ", ["东校区"]),
    ("", []),
]


@pytest.mark.parametrize(("typed", "names"), NAMES)
def test_names_are_read_as_typed(typed: str, names: list[str]) -> None:
    assert units.names_in(typed) == names


FAULTS = [
    ("", "empty"),
    ("6班..1班", "range"),
    ("1..9999", "range"),
    ("1班..6号", "range"),
    ("1班,1班", "twice"),
    ("长" * 41, "too_long"),
    ("a\u200bb", "too_long"),
    ("1..150、201..260", "too_many"),
    ("1..200", ""),
]


@pytest.mark.parametrize(("typed", "fault"), FAULTS)
def test_what_cannot_be_names(typed: str, fault: str) -> None:
    assert units.names_fault(units.names_in(typed)) == fault


@given(st.text(max_size=60))
def test_reading_names_never_breaks(typed: str) -> None:
    found = units.names_in(typed)
    assert all(found)
    assert units.names_fault(found) in ("", "empty", "range", "twice", "too_long", "too_many")


CALLED = [
    ("class", "一年级", "1班", "一年级1班"),
    ("class", "一年级", "一年级1班", "一年级1班"),
    ("dormitory", "1号楼", "101", "1号楼101"),
    ("dormitory", "", "101", "101"),
    ("gate", "实验小学", "南门", "南门"),
]


@pytest.mark.parametrize(("kind", "above", "typed", "name"), CALLED)
def test_classes_and_rooms_are_called_after_what_they_belong_to(
    kind: str, above: str, typed: str, name: str
) -> None:
    assert units.full_name(kind, above, typed) == name


def test_grades_move_up_by_when_they_came() -> None:
    first, second, third = (
        Grade(1, 2026, "一年级"),
        Grade(2, 2025, "二年级"),
        Grade(3, 2024, "三年级"),
    )
    moves, last = units.promoted([second, third, first])
    assert moves == [(first, second), (second, third)]
    assert last == third
    assert units.promoted([first]) == ([], first)


def test_a_class_keeps_a_name_of_its_own() -> None:
    assert units.renamed("一年级1班", "一年级", "二年级") == "二年级1班"
    assert units.renamed("启航班", "一年级", "二年级") == "启航班"
    assert units.renamed("启航班", "", "二年级") == "启航班"


def test_the_next_class_of_a_grade() -> None:
    assert units.next_class_name(
        "一年级", {"一年级1班", "一年级(3)班", "一年级02班", "启航班"}
    ) == ("一年级3班")
    assert units.next_class_name("一年级", set()) == "一年级1班"


CLOSING = [
    (TODAY, None, "class", ""),
    (TODAY + DAY, None, "school", ""),
    (TODAY, None, "school", "tomorrow"),
    (TODAY - DAY, None, "class", "past"),
    (TODAY + 367 * DAY, None, "class", "too_far"),
    (TODAY, TODAY + DAY, "class", "closed"),
]


@pytest.mark.parametrize(("since", "closed", "kind", "fault"), CLOSING)
def test_from_which_day_a_unit_may_close(
    since: dt.date, closed: dt.date | None, kind: str, fault: str
) -> None:
    assert units.closing_fault(since, TODAY, TODAY - DAY, closed, kind) == fault


def test_a_unit_does_not_close_before_it_opens() -> None:
    opened = TODAY + 3 * DAY
    assert units.closing_fault(TODAY, TODAY, opened, None, "class") == "before_opening"
    assert units.closing_fault(opened, TODAY, opened, None, "class") == ""
