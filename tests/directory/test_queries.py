"""Looking for a person by what people type: either writing, pinyin, initials, the end of a number."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from tests.builders import BUILDER, CLASS_11, CLASS_12, CLASS_21, CLASS_71, DAY, Universe
from xiaoan.directory import queries
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter, inside

Acting = Callable[[str], Actor]
# Name, class, student number.
PEOPLE = (
    ("曾晓明", CLASS_11, "20261001"),
    ("曾小明", CLASS_12, "20261002"),
    ("劉備", CLASS_11, "20261003"),
    ("尉迟雪", CLASS_21, "20261004"),
    ("艾力·买合木提", CLASS_11, "20261005"),
    ("𫖯䶮", CLASS_11, "20261006"),
    ("John O'Brien", CLASS_11, "20261007"),
    ("曾晓明", CLASS_21, "20261008"),
    ("曾晓明阳", CLASS_11, "20261009"),
    ("曾晓明", CLASS_11, "20261000"),
    ("曾晓明", CLASS_71, "20261010"),
)


@pytest.fixture
def named(db: None) -> None:
    enter(BUILDER)
    for at, (name, unit_no, number) in enumerate(PEOPLE):
        directory.enrol(
            BUILDER,
            directory.NewPupil(
                school_id=numbering.school_of(unit_no), unit_no=unit_no, number=number, name=name,
                sex="M", birth_date=dt.date(2017, 3, 1), id_number=f"9901012017030155{at:02d}",
                seat=40 + at, since=dt.date(2026, 8, 25),
            ),
        )  # fmt: skip


def found(actor: Actor, text: str) -> list[tuple[str, str]]:
    rows = queries.people_named(actor, inside(actor.reach(Permission.SEARCH_PEOPLE)), text, 50)
    return [(row["name"], row["number"][-4:]) for row in rows]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("刘备", ["劉備"]),
        ("劉備", ["劉備"]),
        ("尉遲", ["尉迟雪"]),
        ("yuchi xue", ["尉迟雪"]),
        ("ycx", ["尉迟雪"]),
        ("wei chi", ["尉迟雪"]),
        ("艾力买合木提", ["艾力·买合木提"]),
        ("艾力•买合木提", ["艾力·买合木提"]),
        ("maihemuti", ["艾力·买合木提"]),
        ("䶮", ["𫖯䶮"]),
        ("fu yan", ["𫖯䶮"]),
        ("o'brien", ["John O'Brien"]),
        ("john", ["John O'Brien"]),
        ("1004", ["尉迟雪"]),
        ("20261004", ["尉迟雪"]),
        ("261004", ["尉迟雪"]),
        ("004", []),
        ("engxiao", []),
        ("%%", []),
        ("||", []),
        ("_f", ["𫖯䶮"]),
        ("\u0416", []),
        ("刘\x00", ["劉備"]),
    ],
)
def test_people_are_found_by_what_is_typed(
    acting: Acting, named: None, typed: str, names: list[str]
) -> None:
    assert [name for name, _number in found(acting("principal"), typed)] == names


def test_who_is_called_exactly_so_comes_first_then_the_order_of_the_tree(
    acting: Acting, named: None
) -> None:
    exactly = [("曾晓明", "1000"), ("曾晓明", "1001"), ("曾晓明", "1008")]
    assert found(acting("principal"), "曾晓明") == [*exactly, ("曾晓明阳", "1009")]
    alike = [*exactly[:2], ("曾小明", "1002"), exactly[2]]
    assert found(acting("principal"), "zeng xiao ming") == [*alike, ("曾晓明阳", "1009")]
    assert found(acting("principal"), "zxm") == [*alike, ("曾晓明阳", "1009")]


def test_the_search_ends_where_the_reach_ends(acting: Acting, named: None) -> None:
    assert len(found(acting("officer"), "曾晓明")) == 5
    assert found(acting("teacher"), "zxm") == [
        ("曾晓明", "1000"),
        ("曾晓明", "1001"),
        ("曾晓明阳", "1009"),
    ]
    assert found(acting("other_principal"), "1010") == [("曾晓明", "1010")]
    assert found(acting("other_principal"), "刘备") == []


def test_a_search_is_one_query(
    acting: Acting, named: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for typed, count in (("刘备", 1), ("曾晓明", 4)):
        principal = acting("principal")
        with django_assert_num_queries(1):
            assert len(found(principal, typed)) == count


# One cell for each sentence: what is read, and the code that comes of it.
BAD_CELLS: dict[str, object] = {
    "id_empty": identity.read_id("resident", ""),
    "id_not_none": identity.read_id("none", "1"),
    "id_length": identity.read_id("resident", "4101"),
    "id_letter": identity.read_id("resident", "4101012O1503010013"),
    "id_region": identity.read_id("resident", "000101201503010010"),
    "id_birth_date": identity.read_id("resident", "410101201502300010"),
    "id_lost_digits": identity.read_id("resident", "410101201503010000"),
    "check_digit": identity.read_id("resident", "110105194912310021"),
    "number_cell": identity.read_phone("1.38E+10"),
    "passport_shape": identity.read_id("passport", "A"),
    "hk_macao_permit_shape": identity.read_id("hk_macao_permit", "A"),
    "taiwan_permit_shape": identity.read_id("taiwan_permit", "A"),
    "other_shape": identity.read_id("other", "A"),
    "kind_differs": identity.read_id("passport", "11010519491231002X"),
    "kind_empty": identity.read_id_kind(""),
    "kind_unknown": identity.read_id_kind("学生证"),
    "phone_empty": identity.read_phone(""),
    "phone_two": identity.read_phone("13812345678/13912345678"),
    "phone_character": identity.read_phone("1381234567O"),
    "phone_length": identity.read_phone("1381234567"),
    "phone_area": identity.read_phone("66668888"),
    "phone_shape": identity.read_phone("12812345678"),
    "name_empty": identity.read_name(""),
    "name_placeholder": identity.read_name("待定"),
    "name_length": identity.read_name("张" * 60),
    "name_control": identity.read_name("张\x00"),
    "name_direction": identity.read_name("张\u202e"),
    "name_private_use": identity.read_name("张\ue000"),
    "name_lost": identity.read_name("张?"),
    "name_digit": identity.read_name("张1"),
    "name_character": identity.read_name("张%"),
    "name_mixed": identity.read_name("张san"),
    "date_empty": identity.read_date(""),
    "date_serial": identity.read_date("42248"),
    "date_short_year": identity.read_date("15-9-1"),
    "date_order": identity.read_date("9/1/2015"),
    "date_without_day": identity.read_date("2015-09"),
    "date_impossible": identity.read_date("2015-02-30"),
    "date_shape": identity.read_date("%s"),
    "sex_empty": identity.read_sex(""),
    "sex_unknown": identity.read_sex("%s"),
    "yes_no_empty": identity.read_yes_no(""),
    "yes_no_unknown": identity.read_yes_no("%s"),
}
WOMAN = identity.IdNumber("resident", "11010519491231002X", dt.date(1949, 12, 31), "F")
BAD_CELLS["birth_date_differs"], BAD_CELLS["sex_differs"] = identity.agree(WOMAN, DAY, "M")


def test_every_fault_has_a_sentence_and_every_sentence_a_fault() -> None:
    assert set(BAD_CELLS) == set(queries.FAULT_NAMES)
    for code, fault in BAD_CELLS.items():
        assert isinstance(fault, Fault)
        assert fault.code == code
        for language in ("zh-hans", "zh-hant", "en"):
            with translation.override(language):
                said = queries.fault_sentence(code, fault.values)
            assert said[-1] in "。."
            assert "%(" not in said


def test_a_sentence_says_what_is_wrong_and_how_to_mend_it() -> None:
    with translation.override("zh-hans"):
        said = [
            queries.fault_sentence(code, BAD_CELLS[code].values)  # type: ignore[attr-defined]  # faults, see above
            for code in ("check_digit", "kind_differs", "sex_differs")
        ]
    assert said == [
        "校验码不对,应为 X,请核对原件。",
        "这个号码是居民身份证的号码,请改证件类型,或核对号码。",
        "与证件号码不一致:号码里是女。请核对原件,改正其中一个。",
    ]


def test_a_counted_roll_is_the_roll_and_names_only_who_is_on_it(
    acting: Acting, universe: Universe
) -> None:
    teacher = acting("teacher")
    roll = {one.enrolment_id: one for one in queries.class_roll(teacher, CLASS_11, DAY)}
    mine, other = universe.enrolment(CLASS_11, 3), universe.enrolment(CLASS_12, 1)
    counted = queries.counted_roll(teacher, CLASS_11, DAY, [mine, other], boarders=False)
    assert counted == (len(roll), {mine: roll[mine]})
    assert queries.counted_roll(teacher, CLASS_11, DAY, [], boarders=False) == (len(roll), {})
    boarders = {pk for pk, one in roll.items() if one.boarder}
    found = queries.counted_roll(teacher, CLASS_11, DAY, roll, boarders=True)
    assert (found[0], set(found[1])) == (len(boarders), boarders)
    assert queries.counted_roll(teacher, CLASS_12, DAY, [other], boarders=False) == (0, {})
