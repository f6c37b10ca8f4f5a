"""A pupil's name beside a word of health is asked about; names that are ordinary words are not."""

import pytest

from tests.builders import CLASS_11, KINDERGARTEN, PRIMARY, Universe
from xiaoan.directory import rules as numbering
from xiaoan.directory.rules.characters import simplified
from xiaoan.wording import queries, rules

SCHOOL = (PRIMARY, PRIMARY + numbering.SCHOOL)


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("李小明和王同学", ["李小明", "王芳", "李"], ("李小明",)),
        ("李 小 明 生病", ["李小明"], ("李小明",)),
        ("李小\u200b明", ["李小明"], ("李小明",)),
        ("張小明", ["张小明"], ("张小明",)),
        ("为了大家的安全,请关注", ["安全"], ()),
        ("安全同学今天请假", ["安全"], ("安全",)),
        ("患儿安全已经退烧", ["安全"], ("安全",)),
        ("王芳先,李小明后", ["李小明", "王芳"], ("王芳", "李小明")),
    ],
)
def test_names(text: str, names: list[str], found: tuple[str, ...]) -> None:
    assert rules.names_in(rules.folded(text, simplified), names) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("他发烧了还想上学", ("发烧",)),
        ("發燒", ("发烧",)),
        ("确诊肺结核", ("确诊", "肺结核")),
        ("He has the FLU", ("flu",)),
        ("他把伞借给同学", ()),
    ],
)
def test_words_of_health(text: str, found: tuple[str, ...]) -> None:
    assert queries.health_words(text) == found


def test_only_both_together_are_a_question(db: None, universe: Universe) -> None:
    assert queries.beside(["测试生0001得了奖"], SCHOOL) == rules.Found()
    assert queries.beside(["请预防流感"], SCHOOL) == rules.Found()
    found = queries.beside(["流感", "测试生0001在家休息"], SCHOOL)
    assert found == rules.Found(("测试生0001",), ("流感",))
    # Of another school nobody is meant by a school's own words.
    kindergarten = (KINDERGARTEN, KINDERGARTEN + numbering.SCHOOL)
    assert queries.beside(["流感", "测试生0001"], kindergarten) == rules.Found()
    with pytest.raises(queries.Unanswered) as asked:
        queries.refuse(["流感", "测试生0001"], SCHOOL, ["流感|测试生0002"])
    assert asked.value.found == found
    queries.refuse(["流感", "测试生0001"], SCHOOL, [found.key])


def test_who_works_there_is_found_too(db: None, universe: Universe) -> None:
    named = queries.named("班主任壬和测试生0001", (CLASS_11, CLASS_11 + 1))
    assert named == queries.Named(("测试生0001",), ("班主任壬",))


def test_an_answer_holds_only_for_what_was_asked() -> None:
    found = rules.Found(("王芳",), ("流感",))
    assert found.is_answered(["流感|王芳"])
    assert found.is_answered(["流感", "王芳|李小明"])
    assert not found.is_answered(["王芳"])
    assert not found.is_answered([])
    assert rules.Found().is_answered([])


def test_long_names_are_found_too(db: None, universe: Universe) -> None:
    named = queries.named("测试生0001和测试生0002", SCHOOL)
    assert named.pupils == ("测试生0001", "测试生0002")
    assert queries.named("校医己。", SCHOOL).staff == ("校医己",)
