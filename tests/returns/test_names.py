"""What a mark asks, by whatever name an office writes."""

import pytest

from xiaoan.indicators import queries as indicators
from xiaoan.returns import rules
from xiaoan.returns.queries import names
from xiaoan.returns.rules import Asked


@pytest.mark.parametrize(
    ("mark", "asked"),
    [
        ("rollcall.sick", Asked("figure", "rollcall.sick", "num")),
        ("rollcall.sick.率", Asked("figure", "rollcall.sick", "rate")),
        ("因病缺勤.分子", Asked("figure", "rollcall.sick", "num")),
        ("因病缺勤学生 . 分母", Asked("figure", "rollcall.sick", "den")),
        ("发热人数", Asked("figure", "rollcall.fever", "num")),
        ("发热率", Asked("figure", "rollcall.fever", "rate")),
        ("收看率", Asked("figure", "learning.viewing", "rate")),
        ("收看率.分子", Asked("figure", "learning.viewing", "num")),
        ("单位", Asked("given", "", "unit")),
        ("联系电话", Asked("typed")),
        ("rollcall.sick.__class__", Asked("typed")),
    ],
)
def test_marks_are_read(mark: str, asked: Asked) -> None:
    assert names.read(mark) == asked


def test_every_other_name_leads_to_an_indicator() -> None:
    keys = {one.key for one in indicators.catalogue()}
    assert set(names.aliases().values()) == keys


def test_every_choice_is_a_mark_that_reads_back() -> None:
    for _group, found in names.choices():
        for code, words in found:
            mark = names.mark_of(code).strip("{}")
            asked = names.read(mark)
            assert asked.kind != "typed", code
            assert words == names.words_of(asked), code


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("因病缺课人数", Asked("figure", "rollcall.sick", "num")),
        ("网课收看率", Asked("figure", "learning.viewing", "rate")),
        ("每日发热学生数", Asked("figure", "rollcall.fever", "num")),
        ("重点人员人数", Asked("figure", "keypersons.followed", "num")),
        ("食堂从业人员健康证", None),
    ],
)
def test_a_field_is_recognised_as_held(name: str, first: Asked | None) -> None:
    found = names.candidates(name)
    assert (found[0] if found else None) == first


@pytest.mark.parametrize(
    ("ground", "fields", "code"),
    [
        ("县办〔2026〕3号", ["发热人数"], None),
        (" ", ["发热人数"], "no_ground"),
        ("县办〔2026〕3号", ["发热人数", "学生姓名"], "named"),
        ("县办〔2026〕3号", ["身份证号"], "identity"),
        ("县办〔2026〕3号", ["家长单位"], "parents"),
    ],
)
def test_what_is_refused(ground: str, fields: list[str], code: str | None) -> None:
    found = rules.refusal(ground, fields)
    assert (found[0].code if found else None) == code
