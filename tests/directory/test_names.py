"""What a name is found by: characters in both writings, pinyin, initials, readings of surnames."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scripts import characters as tables
from xiaoan.directory.rules import names
from xiaoan.directory.rules.characters import readings, simplified
from xiaoan.directory.rules.names import Query

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


def is_found(name: str, typed: str) -> bool:
    """As the query of the database compares."""
    query = names.query_of(typed)
    if query.kind == names.CHARACTERS:
        return query.text in name or query.text in names.search_text(name)
    return f"|{query.text.lower()}" in names.search_text(name)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("王子涵", ("wangzihan", "wzh", "wangzh", "zihan")),
        (
            "曾晓明",
            ("zengxiaoming", "zxm", "zengxm", "xiaoming", "cengxiaoming", "cxm", "zengxiaomeng"),
        ),
        ("单䶮", ("shanyan", "sy", "shany", "yan", "danyan", "dy")),
        ("欧阳雪", ("ouyangxue", "oyx", "ouyangx", "xue")),
        ("尉迟雪", ("yuchixue", "ycx", "yuchix", "xue", "weichixue", "wcx")),
        ("吕丹", ("lvdan", "ld", "lvd", "dan", "ludan", "lud")),
        ("劉備", ("刘备", "liubei", "lb", "liub", "bei")),
        ("卓玛·央金", ("卓玛央金", "zhuomayangjin", "zmyj", "yangjin", "zhuomayingjin")),
        ("John O'Brien", ("johnobrien", "jo", "obrien")),
        ("", ()),
    ],
)
def test_the_keys_of_a_name(name: str, keys: tuple[str, ...]) -> None:
    assert names.keys_of(name) == keys


@pytest.mark.parametrize(
    ("surname", "typed"),
    [
        ("曾", "zeng"), ("单", "shan"), ("仇", "qiu"), ("尉迟", "yuchi"), ("解", "xie"), ("区", "ou"),
        ("查", "zha"), ("盖", "ge"), ("朴", "piao"), ("覃", "qin"), ("覃", "tan"), ("万俟", "moqi"),
        ("乐", "yue"), ("缪", "miao"), ("翟", "zhai"), ("吕", "lv"), ("吕", "lu"), ("吕", "lü"),
        ("吕", "lyu"), ("員", "yun"), ("繁", "po"), ("长孙", "zhangsun"), ("任", "ren"),
    ],
)  # fmt: skip
def test_surnames_in_their_own_reading(surname: str, typed: str) -> None:
    assert is_found(f"{surname}小雨", typed)
    assert is_found(f"{surname}小雨", f"{typed} xiao yu")


def test_a_surname_is_not_read_as_it_never_is() -> None:
    assert "yu" in readings("王")
    assert not is_found("王小雨", "yu")
    assert is_found("王小雨", "xiaoyu")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("曾晓明", "曾晓明"), ("曾晓明", "晓明"), ("曾晓明", "zengxiaoming"), ("曾晓明", "Zeng Xiao Ming"),
        ("曾晓明", "zēng xiǎo míng"), ("曾晓明", "zengxiao"), ("曾晓明", "zxm"), ("曾晓明", "ZXM"),
        ("曾晓明", "z x m"), ("曾晓明", "zengxm"), ("曾晓明", "xiaoming"), ("曾曉明", "曾晓明"),
        ("曾晓明", "曾曉明"), ("龔俊傑", "龚俊杰"), ("龚俊杰", "龔俊傑"), ("艾力·买合木提", "艾力买合木提"),
        ("艾力·买合木提", "买合木提"), ("艾力·买合木提", "艾力•买"), ("艾力·买合木提", "maihemuti"),
        ("吕绿", "lvlv"), ("吕绿", "lulu"), ("吕绿", "lǜ"), ("鲁娥", "lue"), ("𫖯䶮", "䶮"),
        ("𫖯䶮", "fuyan"),
        ("John O'Brien", "obrien"), ("John O’Brien", "johnob"), ("Nguyễn Thị", "nguyen thi"),
        ("乐乐", "yuele"), ("乐乐", "lele"), ("张行", "zhanghang"), ("张行", "zhangxing"),
        ("测试生0003", "css0003"), ("衞国", "卫国"),
    ],
)  # fmt: skip
def test_a_name_is_found_by_what_people_type(name: str, typed: str) -> None:
    assert is_found(name, typed)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("王子涵", "anzi"), ("王子涵", "zh"), ("王子涵", "ang"), ("刘备", "liubang"), ("张三", "李")],
)
def test_a_name_is_not_found_by_the_middle_of_a_syllable(name: str, typed: str) -> None:
    assert not is_found(name, typed)


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("曾", Query("characters", "曾")),
        (" 劉 備 ", Query("characters", "刘备")),
        ("王·子", Query("characters", "王子")),
        ("zeng xiao m", Query("pinyin", "zengxiaom")),
        ("xi'an", Query("pinyin", "xian")),
        ("nǚ", Query("pinyin", "nv")),
        ("zxm", Query("initials", "zxm")),
        ("zengxm", Query("initials", "zengxm")),
        ("\uff10\uff10\uff10\uff13", Query("number", "0003")),
        ("2026 0003", Query("number", "20260003")),
        ("t000123", Query("number", "T000123")),
        ("a|b%_", Query("pinyin", "ab")),
        ("曾\x00\u202e|", Query("characters", "曾")),
        ("\u0416%", Query("pinyin", "")),
        ("", Query("pinyin", "")),
    ],
)
def test_what_was_typed_is_told(typed: str, query: Query) -> None:
    assert names.query_of(typed) == query


@settings(deadline=None)
@given(st.text(HAN, min_size=1, max_size=8))
def test_the_keys_are_few_and_always_the_same(name: str) -> None:
    found = names.keys_of(name)
    assert len(found) == len(set(found)) <= names.MOST_KEYS == 16
    assert all(found)
    assert found == names.keys_of(name)
    assert len(names.readings_of(name)) <= 6
    assert not any("|" in key for key in found)


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_a_name_is_it_has_keys(name: str, typed: str) -> None:
    assert names.search_text(name).startswith("|")
    assert names.query_of(typed).kind in ("characters", "pinyin", "initials", "number")


@settings(deadline=None)
@given(st.text(HAN, min_size=1, max_size=4))
def test_every_name_is_found_by_itself(name: str) -> None:
    assert is_found(name, name)
    assert is_found(name, simplified(name))
    for reading in names.readings_of(name):
        assert is_found(name, " ".join(reading))


def test_the_tables_are_those_of_the_packages() -> None:
    for name, made in tables.TABLES.items():
        assert (tables.DATA / name).read_text(encoding="utf-8") == made()


def test_tables_hold_what_a_roster_needs() -> None:
    assert readings("乐") == ("le", "yue")
    assert readings("吕") == ("lv",)
    assert readings("A") == ()
    assert simplified("龔傑發髮衞峯") == "龚杰发发卫峰"
    assert simplified(simplified("龔傑發髮衞峯")) == "龚杰发发卫峰"
