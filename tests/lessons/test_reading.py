"""Durations and names as platforms write them."""

from uuid import UUID, uuid4

import pytest

from xiaoan.directory.rules import nicknames as names
from xiaoan.directory.rules.nicknames import OnRoll
from xiaoan.lessons import rules
from xiaoan.lessons.rules import durations
from xiaoan.lessons.services.exports import COLUMNS


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1小时2分", 3720), ("45:10", 2710), ("62分钟", 3720), ("3720", 3720), ("01:02:00", 3720),
        ("1h 2m", 3720), ("45min", 2700), ("40", 2400), ("0时45分30秒", 2730), ("未观看", 0), ("", 0),
        ("1.5小时", 5400), ("52分30秒", 3150), ("---x", None), ("35'20\"", 2120), ("六十分", None),
    ],
)  # fmt: skip
def test_durations(text: str, seconds: int | None) -> None:
    assert durations.seconds_of(text) == seconds


def test_a_heading_says_the_unit() -> None:
    assert durations.seconds_of("40", durations.unit_of("观看时长(秒)")) == 40
    assert durations.seconds_of("400", durations.unit_of("时长(分钟)")) == 24_000


def test_joins_that_overlap_count_once() -> None:
    assert rules.together([(0, 10), (5, 20), (30, 40)]) == 30
    assert rules.together([(0, 40), (5, 20)]) == 40
    assert rules.together([]) == 0


A, B, C, D = (uuid4() for _ in range(4))
ROLL = [
    OnRoll(A, "王小明", 1, "wangxiaoming", ("王强",)), OnRoll(B, "李小明", 2), OnRoll(C, "陈花", 3),
    OnRoll(D, "陈花", 13),
]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("王小明", A), ("王小明(五1)", A), ("五年级1班-王小明", A), ("01王小明妈妈", A), ("李 小明", B),
        ("3班小明妈妈", None), ("王强", A), ("陈花", None), ("13陈花", D), ("张三", None),
    ],
)  # fmt: skip
def test_names(written: str, who: UUID | None) -> None:
    assert names.match(written, ROLL, {}) == who


def test_doubt_has_candidates_and_a_decision_is_remembered() -> None:
    found = [one.person_id for one in names.candidates("3班小明妈妈", ROLL)]
    assert found[:2] == [A, B]
    assert names.match("3班小明妈妈", ROLL, {"3班小明妈妈": B}) == B
    assert names.candidates("王晓明", ROLL)[0].person_id == A
    assert [one.person_id for one in names.candidates("wangxiaoming", ROLL)] == [A]


# Headings of exports in the shapes that platforms give them: (headings, what they must be read as).
EXPORTS = [
    (["姓名", "班级", "观看时长"], "name class duration"),
    (["昵称", "所属部门", "观看直播时长(分钟)", "观看回放时长"], "name class duration replay"),
    (["成员", "部门", "入会时间", "退会时间", "累计参会时长"], "name class join leave -"),
    (["用户昵称", "首次入会时间", "最后退会时间", "会议内时长"], "name join leave duration"),
    (["学生姓名", "学号", "学习时长(秒)"], "name number duration"),
    (["序号", "参会人姓名", "加入时间", "离开时间"], "- name join leave"),
    (["群昵称", "真实姓名", "观看时长"], "- name duration"),
    (
        ["用户名称", "直播主题", "进入直播时间", "离开直播时间", "时长"],
        "name subject join leave duration",
    ),
    (["姓 名*", "日 期", "科目", "时长(分钟)"], "name day subject duration"),
    (["Name", "Join Time", "Leave Time", "Duration"], "name join leave duration"),
]


@pytest.mark.parametrize(("headings", "codes"), EXPORTS)
def test_columns_are_guessed(headings: list[str], codes: str) -> None:
    found = COLUMNS.guess(headings)
    assert " ".join(found.get(one, "-") for one in headings) == codes
