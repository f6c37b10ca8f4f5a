"""Names of subjects and platforms are those of the data files, and have other languages."""

from django.utils.translation import override

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.subjects import NAMES
from xiaoan.directory.rules.subjects import SUBJECTS
from xiaoan.lessons import rules
from xiaoan.lessons.queries import words


def test_names_are_those_of_the_data_files() -> None:
    with override("zh-hans"):
        assert {code: str(name) for code, name in NAMES.items()} == {
            one.code: one.name for one in SUBJECTS
        }
        assert {
            code: str(name) for code, name in words.PLATFORM_NAMES.items()
        } == rules.PLATFORM_NAMES


def test_they_are_said_in_the_reader_s_language() -> None:
    found = []
    for language in ("zh-hant", "en"):
        with override(language):
            found.append((directory.subject_name("maths"), str(words.PLATFORM_NAMES["wecom"])))
    assert found == [("數學", "企業微信"), ("Maths", "WeCom")]
    assert directory.subject_name("alchemy") == "alchemy"
