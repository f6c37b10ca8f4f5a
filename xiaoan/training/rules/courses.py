"""Courses: text in sections, a bank of questions, and the numbers of the test and of the certificate.

Those that come with the product are files in `data`; a county makes versions of its own of them, and courses
of its own, which are kept in the same shape (`said_of`, `course_of`).
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any
from uuid import UUID

from xiaoan.kernel.ids import with_version

KINDS = ("single", "several", "truth")
VERSION_STATES = ("draft", "published", "withdrawn")
_PACK = ("disinfection", "protection", "thermometer")
_LIMITS = {
    "questions": (1, 50), "pass_mark": (50, 100), "tries": (1, 10), "months": (1, 60),
    "practical_within": (1, 180), "minutes": (1, 120), "ahead": (0, 180),
}  # fmt: skip
_OPTIONS = {"single": (2, 8), "several": (3, 8), "truth": (2, 2)}
_LONGEST = {"text": 300, "option": 200, "why": 500, "title": 60, "section": 4000, "source": 200}


@dataclass(frozen=True)
class Section:
    """A piece of the text; `ours`: no text that was seen says it."""

    title: str
    text: str
    source: str = ""
    confidence: str = "L"

    @property
    def is_ours(self) -> bool:
        return not self.source or self.source == "own choice" or self.confidence in ("L", "MEM")


@dataclass(frozen=True)
class Question:
    """`right`: places of the right options, from 0. `why` is said after handing in, right or wrong."""

    key: str
    kind: str
    text: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    why: str
    source: str = ""
    confidence: str = "L"


@dataclass(frozen=True)
class Numbers:
    """So many questions, right from `pass_mark` per cent on, so often a day; a certificate of so many months.

    `practical`: a second person has to see it done too, within so many days. `ahead`: so many days before
    the last day it is owed again.
    """

    minutes: int = 8
    questions: int = 10
    pass_mark: int = 80
    tries: int = 3
    months: int = 12
    practical: bool = False
    practical_within: int = 30
    ahead: int = 30


@dataclass(frozen=True)
class Course:
    """One version of a course. `practical`: what the second person looks at, point by point. `roles`: posts
    that need it unless the county says otherwise."""

    code: str
    title: str
    version: str
    source: str
    confidence: str
    numbers: Numbers
    roles: tuple[str, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    practical: tuple[str, ...] = ()

    @property
    def is_ours(self) -> bool:
        return not self.source or self.source == "own choice" or self.confidence in ("L", "MEM")

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)


def course_of(said: Mapping[str, Any]) -> Course:
    """A course as it is kept (JSON or toml)."""
    return Course(
        code=said["code"], title=said["title"], version=said["version"],
        source=said.get("source", ""), confidence=said.get("confidence", "L"),
        numbers=Numbers(**said["numbers"]), roles=tuple(said.get("roles", ())),
        practical=tuple(said.get("practical", ())),
        sections=tuple(Section(**one) for one in said["sections"]),
        questions=tuple(
            Question(**{**one, "options": tuple(one["options"]), "right": tuple(one["right"])})
            for one in said["questions"]
        ),
    )  # fmt: skip


def said_of(course: Course) -> dict[str, Any]:
    """The same as JSON."""
    return asdict(course)


def question_fault(one: Question) -> str:
    """Which field of a question is wrong; "" for none."""
    least, most = _OPTIONS.get(one.kind, (0, 0))
    right = set(one.right)
    checks = (
        ("kind", one.kind in KINDS),
        ("text", 0 < len(one.text) <= _LONGEST["text"]),
        ("options", least <= len(one.options) <= most),
        ("options", all(0 < len(each) <= _LONGEST["option"] for each in one.options)),
        ("options", len(set(one.options)) == len(one.options)),
        ("right", len(right) == len(one.right) and right <= set(range(len(one.options)))),
        ("right", len(right) > 1 if one.kind == "several" else len(right) == 1),
        ("why", 0 < len(one.why) <= _LONGEST["why"]),
        ("source", len(one.source) <= _LONGEST["source"]),
    )
    return next((field for field, good in checks if not good), "")


def faults_of(course: Course) -> Iterator[tuple[str, str]]:
    """Why a version cannot be published: field and what of it ("" for the field itself, else a key)."""
    numbers = course.numbers
    checks = (
        ("title", 0 < len(course.title) <= _LONGEST["title"]),
        ("sections", bool(course.sections)),
        ("bank", len(course.questions) >= numbers.questions),
        ("points", bool(course.practical) or not numbers.practical),
        *((name, _inside(getattr(numbers, name), *ends)) for name, ends in _LIMITS.items()),
    )
    yield from ((field, "") for field, good in checks if not good)
    for one in course.sections:
        if not (one.title and 0 < len(one.text) <= _LONGEST["section"]):
            yield "sections", one.title
    keys = [one.key for one in course.questions]
    for question in course.questions:
        if question_fault(question) or keys.count(question.key) > 1:
            yield "question", question.key


def _inside(value: int, least: int, most: int) -> bool:
    return least <= value <= most


def pack_id(course: Course) -> UUID:
    """The id under which a version that came with the product is kept: made of its content, so that another
    edition of the product has another."""
    text = json.dumps(said_of(course), ensure_ascii=False, sort_keys=True)
    return with_version(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16]), 8)


def limits_of(name: str) -> tuple[int, int]:
    return _LIMITS[name]


def _read(code: str) -> Course:
    text = (files("xiaoan.training") / "data" / f"{code}-cn.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    found = course_of(
        {
            "code": code, **{k: v for k, v in said.items() if k not in ("section", "question")},
            "sections": said["section"], "questions": said["question"],
        }
    )  # fmt: skip
    if faults := list(faults_of(found)):
        raise ValueError(f"{code}: {faults}")
    return found


PACK: dict[str, Course] = {code: _read(code) for code in _PACK}
