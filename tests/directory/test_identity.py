"""Reading ID numbers, phones, names, dates and words of a roster: one form, or a fault that helps."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault, IdNumber
from xiaoan.rehearsal import people

TODAY = dt.date(2026, 11, 23)
# The number that GB 11643-1999 itself gives as its example, and the form it had before.
STANDARD, OLD = "11010519491231002X", "110105491231002"
WOMAN = IdNumber("resident", STANDARD, dt.date(1949, 12, 31), "F", "110105")


def read(kind: str, text: str, *, invented: bool = False) -> IdNumber | Fault:
    return identity.read_id(kind, text, today=TODAY, invented=invented)


def fault(code: str, field: str = "id_number", **values: str) -> Fault:
    return Fault(field, code, values)


@pytest.mark.parametrize(
    "text",
    [
        STANDARD,
        "11010519491231002x",
        " 110105 19491231 002X ",
        "\uff11\uff11\uff10\uff11\uff10\uff15\uff11\uff19\uff14\uff19\uff11\uff12\uff13\uff11\uff10\uff10\uff12\uff38",
        "'11010519491231002X",
        "110105-19491231-002X",
        "\u200b11010519491231002X\ufeff",
        "11010519491231002\u00d7",  # the multiplication sign
        "11010519491231002\u0425",  # the Cyrillic letter
        OLD,
    ],
)
def test_one_resident_number_however_it_is_written(text: str) -> None:
    assert read("resident", text) == WOMAN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("110105194912310021", fault("check_digit", expected="X")),
        ("41010120150301001", fault("id_length", length="17")),
        ("4101012015030100121", fault("id_length", length="19")),
        ("4101012O1503010013", fault("id_letter", place="8", character="O")),
        ("00010120150301001X", fault("id_region", region="000101")),
        ("990101201503010015", fault("id_region", region="990101")),
        ("410101201502300012", fault("id_birth_date", digits="20150230")),
        ("410101202611240019", fault("id_birth_date", digits="20261124")),
        ("410101189912310014", fault("id_birth_date", digits="18991231")),
        ("410101201503010000", fault("id_lost_digits")),
        ("4.10101E+17", fault("number_cell")),
        ("410101201503010013.0", fault("number_cell")),
        ("", fault("id_empty")),
        (" \u3000\u200b", fault("id_empty")),
        ("110105491231999", fault("id_birth_date", digits="18491231")),
        ("810000201503010013", fault("kind_differs", "id_kind", kind="hk_macao_taiwan_residence")),
        ("H12345678", fault("kind_differs", "id_kind", kind="hk_macao_permit")),
    ],
)
def test_what_is_wrong_with_a_resident_number_is_said(text: str, expected: Fault) -> None:
    digits = text[:17]
    if expected.code in ("kind_differs", "id_region") and len(text) == 18:
        text = digits + identity.check_digit(digits)
    assert read("resident", text) == expected


@settings(deadline=None)
@given(
    st.dates(dt.date(1900, 1, 1), TODAY),
    st.integers(0, 999),
    st.sampled_from(["110105", "410101", "542400", "659004", "710000"]),
    st.integers(0, 17),
    st.integers(1, 9),
)
def test_every_single_wrong_digit_is_noticed(
    birth: dt.date, serial: int, region: str, at: int, off: int
) -> None:
    first = f"{region}{birth:%Y%m%d}{serial:03d}"
    number = first + identity.check_digit(first)
    sex = "M" if serial % 2 else "F"
    assert read("resident", number) == IdNumber("resident", number, birth, sex, region)
    old = number[at]
    wrong = "0123456789X"[("0123456789X".index(old) + off) % (11 if at == 17 else 10)]
    if wrong != old:
        assert isinstance(read("resident", number[:at] + wrong + number[at + 1 :]), Fault)


@settings(deadline=None)
@given(st.dates(dt.date(1900, 1, 1), dt.date(1999, 9, 30)), st.integers(1, 995))
def test_the_old_and_the_new_number_of_a_person_are_one(birth: dt.date, serial: int) -> None:
    first = f"410101{birth:%Y%m%d}{serial:03d}"
    new = read("resident", first + identity.check_digit(first))
    assert isinstance(new, IdNumber)
    assert read("resident", f"410101{birth:%y%m%d}{serial:03d}") == new


@settings(deadline=None)
@given(st.text(max_size=25), st.sampled_from(identity.KINDS))
def test_whatever_is_typed_gets_an_answer(text: str, kind: str) -> None:
    for found in (read(kind, text), identity.read_phone(text), identity.read_name(text)):
        assert isinstance(found, Fault | IdNumber | str)
    assert isinstance(identity.read_date(text), Fault | dt.date)
    assert isinstance(identity.read_sex(text), Fault | str)
    assert isinstance(identity.read_yes_no(text), Fault | bool)
    assert isinstance(identity.read_id_kind(text), Fault | str)
    assert identity.guess_kind(text) in identity.KINDS


@pytest.mark.parametrize(
    ("kind", "text", "number"),
    [
        ("hk_macao_permit", "H12345678", "H12345678"),
        ("hk_macao_permit", "h1234567801", "H12345678"),
        ("hk_macao_permit", "M 1234 5678 02", "M12345678"),
        ("taiwan_permit", "01234567", "01234567"),
        ("taiwan_permit", "0123456703", "01234567"),
        ("taiwan_permit", "0123456703(B)", "01234567"),
        ("passport", "e12345678", "E12345678"),
        ("passport", "EA1234567", "EA1234567"),
        ("passport", "MA1234567", "MA1234567"),
        ("passport", "C01X0006H", "C01X0006H"),
        ("foreign_permanent", "usa110012345678", "USA110012345678"),
        ("other", "T440000001", "T440000001"),
        ("none", "", ""),
    ],
)
def test_numbers_of_other_documents_in_the_form_that_stays(
    kind: str, text: str, number: str
) -> None:
    assert read(kind, text) == IdNumber(kind, number)


@pytest.mark.parametrize(
    ("kind", "first", "region"),
    [
        ("hk_macao_taiwan_residence", "81000020150301001", "810000"),
        ("hk_macao_taiwan_residence", "82000020150301001", "820000"),
        ("hk_macao_taiwan_residence", "83000020150301001", "830000"),
        ("foreign_permanent", "91184020150301001", None),
    ],
)
def test_eighteen_digits_that_are_no_citizens(kind: str, first: str, region: str | None) -> None:
    number = first + identity.check_digit(first)
    assert read(kind, number) == IdNumber(kind, number, dt.date(2015, 3, 1), "M", region)
    assert identity.guess_kind(number) == kind
    assert read("resident", number) == fault("kind_differs", "id_kind", kind=kind)
    wrong = first + ("0" if number[-1] != "0" else "1")
    assert read(kind, wrong) == fault("check_digit", expected=number[-1])


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("hk_macao_permit", "12345678", fault("hk_macao_permit_shape")),
        ("taiwan_permit", "123456789", fault("taiwan_permit_shape")),
        ("passport", "ABCDEF", fault("passport_shape")),
        ("passport", STANDARD, fault("kind_differs", "id_kind", kind="resident")),
        ("other", "\u7532", fault("other_shape")),
        ("none", STANDARD, fault("id_not_none")),
    ],
)
def test_what_is_wrong_with_other_documents_is_said(kind: str, text: str, expected: Fault) -> None:
    assert read(kind, text) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (STANDARD, "resident"),
        (OLD, "resident"),
        ("H1234567801", "hk_macao_permit"),
        ("12345678", "taiwan_permit"),
        ("USA110012345678", "foreign_permanent"),
        ("EA1234567", "passport"),
        ("", "none"),
        ("\u7532\u4e59", "other"),
    ],
)
def test_the_kind_is_guessed_from_the_number(text: str, kind: str) -> None:
    assert identity.guess_kind(text) == kind


def test_kinds_by_the_words_of_clerks() -> None:
    assert identity.read_id_kind(" 居民身份证 ") == "resident"
    assert identity.read_id_kind("台胞证") == "taiwan_permit"
    assert identity.read_id_kind("学生证") == Fault("id_kind", "kind_unknown", {"text": "学生证"})
    with pytest.raises(ValueError, match="no kind"):
        read("driving_licence", STANDARD)


def test_invented_people_pass_where_they_are_expected() -> None:
    first = "99010120150301001"
    number = first + people.check_digit(first)
    assert read("resident", number) == fault("id_region", region="990101")
    assert read("resident", number, invented=True) == IdNumber(
        "resident", number, dt.date(2015, 3, 1), "M", "990101"
    )
    assert identity.guess_kind(number) == "resident"


def test_a_row_agrees_with_its_number_or_is_told_where_not() -> None:
    assert identity.agree(WOMAN, dt.date(1949, 12, 31), "F") == []
    assert identity.agree(WOMAN, None, None) == []
    assert identity.agree(IdNumber("passport", "E12345678"), TODAY, "M") == []
    assert identity.agree(WOMAN, dt.date(1949, 12, 13), "M") == [
        Fault("birth_date", "birth_date_differs", {"expected": "1949-12-31"}),
        Fault("sex", "sex_differs", {"sex": "F"}),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13812345678", "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("8613812345678", "13812345678"),
        ("\uff11\uff13\uff18\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18", "13812345678"),
        ("0371-66668888", "037166668888"),
        ("(010) 6666 8888", "01066668888"),
        ("+86 371 6666 8888", "037166668888"),
        ("0377-6666888", "03776666888"),
        ("+852 9123 4567", "+85291234567"),
        ("00853-6612 3456", "+85366123456"),
        ("886912345678", "+886912345678"),
        ("+886 0912 345 678", "+886912345678"),
        ("+1 (415) 555-2671", "+14155552671"),
    ],
)
def test_one_form_of_a_phone(text: str, number: str) -> None:
    assert identity.read_phone(text) == number


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "phone_empty", {}),
        ("1.38123E+10", "number_cell", {}),
        ("13812345678.0", "number_cell", {}),
        ("1381234567", "phone_length", {"length": "10"}),
        ("138123456789", "phone_length", {"length": "12"}),
        ("12812345678", "phone_shape", {}),
        ("66668888", "phone_area", {}),
        ("13812345678/13912345678", "phone_two", {}),
        ("13812345678\u300113912345678", "phone_two", {}),
        ("13812345678 13912345678", "phone_two", {}),
        ("1381234567O", "phone_character", {"character": "O"}),
        ("\u65e0", "phone_character", {"character": "\u65e0"}),
        ("+999", "phone_shape", {}),
    ],
)
def test_what_is_wrong_with_a_phone_is_said(text: str, code: str, values: dict[str, str]) -> None:
    assert identity.read_phone(text, field="guardian_phone") == Fault(
        "guardian_phone", code, values
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("  张\u3000三 ", "张三"),
        ("\u200b张\u200c三\ufeff", "张三"),
        ("\u2f2d田", "山田"),
        ("\uf9d1\u5c0f", "六小"),
        ("𫖯䶮", "𫖯䶮"),
        ("〇一", "〇一"),
        ("阿依古丽\u2022买买提", "阿依古丽·买买提"),
        ("阿依古丽\u30fb买买提", "阿依古丽·买买提"),
        ("阿依古丽\uff0e买买提", "阿依古丽·买买提"),
        ("阿依古丽 . 买买提", "阿依古丽·买买提"),
        ("·阿依古丽·", "阿依古丽"),
        ("John  O\u2019Brien-Smith Jr.", "John O'Brien-Smith Jr."),
        ("\uff2a\uff4f\uff48\uff4e", "John"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
    ],
)
def test_one_form_of_a_name(text: str, name: str) -> None:
    assert identity.read_name(text) == name


@pytest.mark.parametrize(
    ("text", "code", "values"),
    [
        ("", "name_empty", {}),
        (" \u200b·", "name_empty", {}),
        ("张\x00三", "name_control", {"place": "2", "code": "U+0000"}),
        ("张\x1b", "name_control", {"place": "2", "code": "U+001B"}),
        ("张\ud800", "name_control", {"place": "2", "code": "U+D800"}),
        ("\u202e三张", "name_direction", {"place": "1", "code": "U+202E"}),
        ("张三\u200f", "name_direction", {"place": "3", "code": "U+200F"}),
        ("张\ue863", "name_private_use", {"place": "2", "code": "U+E863"}),
        ("张\U000f0001", "name_private_use", {"place": "2", "code": "U+F0001"}),
        ("张?", "name_lost", {"place": "2", "code": "U+003F"}),
        ("张\ufffd", "name_lost", {"place": "2", "code": "U+FFFD"}),
        ("张三2", "name_digit", {"place": "3", "character": "2"}),
        ("张三(大)", "name_character", {"place": "3", "character": "("}),
        ("\u0418\u0432\u0430\u043d", "name_character", {"place": "1", "character": "\u0418"}),
        ("\u0645\u062d\u0645\u062f", "name_character", {"place": "1", "character": "\u0645"}),
        ("张san", "name_mixed", {}),
        ("不详", "name_placeholder", {"text": "不详"}),
        ("张" * 51, "name_length", {"length": "51", "longest": "50"}),
    ],
)
def test_what_is_wrong_with_a_name_is_said(text: str, code: str, values: dict[str, str]) -> None:
    assert identity.read_name(text) == Fault("name", code, values)


BLOCKS = {
    "Extension A": (0x3400, 0x4DBF), "B": (0x20000, 0x2A6DF), "C": (0x2A700, 0x2B738),
    "D": (0x2B740, 0x2B81D), "E": (0x2B820, 0x2CEA1), "F": (0x2CEB0, 0x2EBE0),
    "G": (0x30000, 0x3134A), "H": (0x31350, 0x323AF), "I": (0x2EBF0, 0x2EE5D),
}  # fmt: skip


@pytest.mark.parametrize("block", BLOCKS)
def test_rare_characters_are_kept_as_they_are(block: str) -> None:
    for code in BLOCKS[block]:
        assert identity.read_name(f"王{chr(code)}") == f"王{chr(code)}"


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=6))
def test_a_name_that_was_read_reads_the_same_again(text: str) -> None:
    name = identity.read_name(text)
    if not isinstance(name, Fault):
        assert name == unicodedata.normalize("NFC", text)
        assert identity.read_name(name) == name


@pytest.mark.parametrize(
    "text",
    [
        "2015-9-1", "2015/09/01", "2015.9.1", "20150901", "2015年9月1日", "2015 年 9 月 1 日",
        "2015年9月1号", "2015 9 1", "2015-09-01 00:00:00", "2015-09-01T00:00:00.000", "２０１５.９.１",
        " 2015－9－1 ",
    ],
)  # fmt: skip
def test_one_form_of_a_day(text: str) -> None:
    assert identity.read_date(text) == dt.date(2015, 9, 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("15-9-1", "date_short_year"),
        ("9/1/15", "date_short_year"),
        ("9/1/2015", "date_order"),
        ("42248", "date_serial"),
        ("2015年9月", "date_without_day"),
        ("201509", "date_without_day"),
        ("2015", "date_without_day"),
        ("2015-02-29", "date_impossible"),
        ("20151301", "date_impossible"),
        ("九月一日", "date_shape"),
        ("2015-09-01 08:30:00", "date_shape"),
    ],
)
def test_what_is_wrong_with_a_day_is_said(text: str, code: str) -> None:
    assert identity.read_date(text) == Fault("birth_date", code, {"text": text})


def test_an_empty_cell_is_told_as_such() -> None:
    assert identity.read_date(" ", field="since") == Fault("since", "date_empty")
    assert identity.read_sex("\u3000") == Fault("sex", "sex_empty")
    assert identity.read_yes_no("", field="boarder") == Fault("boarder", "yes_no_empty")
    assert identity.read_id_kind("") == Fault("id_kind", "kind_empty")


def test_sex_and_yes_or_no_by_the_words_of_clerks() -> None:
    assert {identity.read_sex(w) for w in ("男", " 男 ", "m", "Ｍ", "1", "Male", "男生")} == {"M"}
    assert {identity.read_sex(w) for w in ("女", "F", "2", "female", "女性")} == {"F"}
    assert identity.read_sex("未知") == Fault("sex", "sex_unknown", {"text": "未知"})
    assert {identity.read_yes_no(w) for w in ("是", "Y", "1", "√", "有", "TRUE")} == {True}
    assert {identity.read_yes_no(w) for w in ("否", "n", "0", "×", "无", "False")} == {False}
    assert identity.read_yes_no("也许") == Fault("yes_no", "yes_no_unknown", {"text": "也许"})
