"""What may not stand in a story, and when everybody agrees."""

import pytest

from xiaoan.stories import rules


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("打 13812345678 找我", True),
        ("号码138123456789", False),  # twelve digits are no phone
        ("99010120170301001X", True),
        ("2026年11月23日", False),
        ("电话13812345678。", True),
        ("电话 138 0013 8000。", True),
        ("电话 138-0013-8000。", True),
        ("身份证 990101 20170301 0001。", True),
        ("电话0991-1234567。", True),
        ("电话１３８００１３８０００", True),
        ("2026-11-23 2026-11-24", False),
    ],
)
def test_numbers_of_people_are_found(text: str, found: bool) -> None:
    assert rules.has_number(text) is found


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ([], "missing"),
        ([("a", "given")], "given"),
        ([("a", "refused")], "refused"),
        ([("a", "given"), ("a", "withdrawn")], "withdrawn"),
        ([("a", "withdrawn"), ("a", "given")], "given"),
        ([("a", "given"), ("b", "refused")], "refused"),  # one no is a no
        ([("a", "refused"), ("b", "given"), ("a", "given")], "given"),
    ],
)
def test_the_last_word_of_each_counts(words: list[tuple[object, str]], state: str) -> None:
    assert rules.consent(words) == state


def test_all_have_to_agree() -> None:
    assert [rules.may_publish(one) for one in ([], ["given"], ["given", "missing"])] == [
        True, True, False,
    ]  # fmt: skip
