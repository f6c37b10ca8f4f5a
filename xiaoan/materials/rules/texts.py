"""Materials: text in sections and a bank of questions, each in up to three languages and for some audiences.

Those that come with the product are files in `data`; a county makes versions of its own of them, and
materials of its own, which are kept in the same shape (`said_of`, `material_of`).
"""

import datetime as dt
import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any
from uuid import UUID

from xiaoan.kernel.ids import with_version
from xiaoan.materials.rules.audiences import AUDIENCES, SUBJECTS

Words = Mapping[str, str]
# Of texts: 简体中文 always, the others where somebody wrote them. Language of a page → key of a text.
LANGUAGES = ("zh", "hant", "en")
OF_PAGES = {"zh-hans": "zh", "zh-hant": "hant", "en": "en"}
KINDS = ("single", "several", "truth")
VERSION_STATES = ("draft", "submitted", "approved", "withdrawn")
LONGEST = {
    "title": 60, "summary": 200, "section": 2000, "text": 300, "option": 200, "why": 500, "source": 200,
}  # fmt: skip
MOST = {"sections": 40, "questions": 200}
_OPTIONS = {"single": (2, 8), "several": (3, 8), "truth": (2, 2)}
REVIEW_MONTHS = (1, 36)


def in_language(words: Words, language: str) -> str:
    """A text as a reader of a language gets it; 简体中文 where nobody has written that language."""
    return words.get(OF_PAGES.get(language, "zh"), "") or words.get("zh", "")


@dataclass(frozen=True)
class Section:
    """A piece of the text. `audiences`: for whom; `ours`: no text that was seen says it."""

    title: Words
    text: Words
    audiences: tuple[str, ...]
    source: str = ""
    confidence: str = "L"


@dataclass(frozen=True)
class Question:
    """`right`: places of the right options, from 0. `why` is said after answering, right or wrong."""

    key: str
    kind: str
    text: Words
    options: tuple[Words, ...]
    right: tuple[int, ...]
    why: Words
    audiences: tuple[str, ...]
    source: str = ""
    confidence: str = "L"


@dataclass(frozen=True)
class Material:
    """One version of a material. `subject`: disease or theme; `is_public`: shown without signing in;
    `review_months`: looked at again so long after it came into force."""

    code: str
    subject: str
    title: Words
    summary: Words
    version: str
    as_of: dt.date
    review_months: int
    is_public: bool
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]

    @property
    def audiences(self) -> tuple[str, ...]:
        """For whom there is something to read, in the order of AUDIENCES."""
        meant = {one for section in self.sections for one in section.audiences}
        return tuple(one for one in AUDIENCES if one in meant)

    def sections_for(self, audience: str) -> tuple[Section, ...]:
        return tuple(one for one in self.sections if audience in one.audiences)

    def questions_for(self, audience: str) -> tuple[Question, ...]:
        return tuple(one for one in self.questions if audience in one.audiences)

    def question(self, key: str) -> Question | None:
        return next((one for one in self.questions if one.key == key), None)


def material_of(said: Mapping[str, Any]) -> Material:
    """A material as it is kept (JSON or toml)."""
    as_of = said["as_of"]
    return Material(
        code=said["code"], subject=said["subject"], title=said["title"], summary=said["summary"],
        version=said["version"],
        as_of=as_of if isinstance(as_of, dt.date) else dt.date.fromisoformat(as_of),
        review_months=said["review_months"], is_public=said["is_public"],
        sections=tuple(
            Section(**{**one, "audiences": tuple(one["audiences"])}) for one in said["sections"]
        ),
        questions=tuple(_question(one) for one in said["questions"]),
    )  # fmt: skip


def _question(one: Mapping[str, Any]) -> Question:
    tuples = {name: tuple(one[name]) for name in ("options", "right", "audiences")}
    return Question(**{**one, **tuples})


def said_of(material: Material) -> dict[str, Any]:
    """The same as JSON."""
    return asdict(material) | {"as_of": material.as_of.isoformat()}


def question_fault(one: Question) -> str:
    """Which field of a question is wrong; "" for none."""
    least, most = _OPTIONS.get(one.kind, (0, 0))
    right, zh = set(one.right), [each.get("zh", "") for each in one.options]
    checks = (
        ("kind", one.kind in KINDS),
        ("audiences", bool(one.audiences) and set(one.audiences) <= set(AUDIENCES)),
        ("text", _fits(one.text, "text")),
        ("options", least <= len(zh) <= most),
        ("options", all(_fits(each, "option") for each in one.options)),
        ("options", len(set(zh)) == len(zh)),
        ("right", len(right) == len(one.right) and right <= set(range(len(zh)))),
        ("right", len(right) > 1 if one.kind == "several" else len(right) == 1),
        ("why", _fits(one.why, "why")),
        ("source", len(one.source) <= LONGEST["source"]),
    )
    return next((field for field, good in checks if not good), "")


def section_fault(one: Section) -> str:
    """Which field of a section is wrong; "" for none."""
    checks = (
        ("title", _fits(one.title, "title")),
        ("text", _fits(one.text, "section")),
        ("audiences", bool(one.audiences) and set(one.audiences) <= set(AUDIENCES)),
        ("source", len(one.source) <= LONGEST["source"]),
    )
    return next((field for field, good in checks if not good), "")


def _fits(words: Words, what: str) -> bool:
    """简体中文 is there, and nothing is longer than allowed."""
    known = all(len(words.get(one, "")) <= LONGEST[what] for one in LANGUAGES)
    return known and bool(words.get("zh", "").strip()) and set(words) <= set(LANGUAGES)


def faults_of(material: Material) -> Iterator[tuple[str, str]]:
    """Why a version cannot come into force: field and what of it ("" for the field itself, else a key)."""
    least, most = REVIEW_MONTHS
    checks = (
        ("title", _fits(material.title, "title")),
        ("summary", all(len(one) <= LONGEST["summary"] for one in material.summary.values())),
        ("subject", material.subject in SUBJECTS),
        ("review_months", least <= material.review_months <= most),
        ("sections", bool(material.sections)),
    )
    yield from ((field, "") for field, good in checks if not good)
    for section in material.sections:
        if section_fault(section):
            yield "section", section.title.get("zh", "")
    keys = [one.key for one in material.questions]
    for question in material.questions:
        if question_fault(question) or keys.count(question.key) > 1:
            yield "question", question.text.get("zh", "")
        for audience in question.audiences:
            if audience not in material.audiences:
                yield "unread", question.text.get("zh", "")


def pack_id(material: Material) -> UUID:
    """The id under which a version that came with the product is known: made of its content, so that another
    edition of the product has another."""
    text = json.dumps(said_of(material), ensure_ascii=False, sort_keys=True)
    return with_version(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16]), 8)


def review_day(since: dt.date, months: int) -> dt.date:
    """So many months after a day; of a day that the month has not, its last."""
    years, month = divmod(since.month - 1 + months, 12)
    first = dt.date(since.year + years, month + 1, 1)
    after = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + dt.timedelta(days=since.day - 1), after - dt.timedelta(days=1))


def matches(material: Material, text: str) -> bool:
    """Whether every word that was typed stands in title, summary, a heading or the text of any language."""
    return all(word in _all_of(material) for word in text.casefold().split())


def _all_of(material: Material) -> str:
    parts: Iterable[Words] = (
        material.title, material.summary,
        *(words for one in material.sections for words in (one.title, one.text)),
    )  # fmt: skip
    return "\n".join(text for words in parts for text in words.values()).casefold()


def _read(code: str) -> Material:
    text = (files("xiaoan.materials") / "data" / f"{code}.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text)
    found = material_of(
        {
            "code": code, **{k: v for k, v in said.items() if k not in ("section", "question")},
            "sections": said["section"], "questions": said["question"],
        }
    )  # fmt: skip
    if faults := list(faults_of(found)):
        raise ValueError(f"{code}: {faults}")
    return found


PACK: dict[str, Material] = {code: _read(code) for code in SUBJECTS if code != "other"}
