"""The data file: kinds, numbers, lines for other channels, and templates that ship."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

# The reader's languages, the source first: what is lacking is shown in it.
LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True)
class Text:
    """A title and a body of plain text, paragraphs by blank lines."""

    title: str
    body: str


@dataclass(frozen=True)
class Template:
    """What a notice can begin from, in each language."""

    code: str
    kind: str
    texts: Mapping[str, Text]
    name: str = ""
    is_own: bool = False


def _read() -> dict[str, Any]:
    text = files("xiaoan.notices").joinpath("data/notices-cn.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


_DATA = _read()
VERSION: str = _DATA["version"]
# code → whether a confirmation is offered.
KINDS: dict[str, bool] = {one["code"]: one["confirm"] for one in _DATA["kind"]}
NUMBERS: dict[str, int] = {k: v for k, v in _DATA["numbers"].items() if isinstance(v, int)}
LIMITS: dict[str, int] = {k: v for k, v in _DATA["limits"].items() if isinstance(v, int)}
# code → the name between double braces: filled in once, when it is sent; and for each reader.
OF_NOTICE: dict[str, str] = _DATA["variables"]["notice"]
OF_READER: dict[str, str] = _DATA["variables"]["reader"]
# Group with an opening date → stages of classes, and names of grades.
OPENING_GROUPS: dict[str, dict[str, list[str]]] = _DATA["opening"]
# Known in what is announced by itself; a person writes the words instead.
ANNOUNCED: dict[str, str] = _DATA["variables"]["announced"]
# Name → what it stands for until the county says otherwise.
USUAL: dict[str, str] = _DATA["variables"]["usual"]
LINES: dict[str, dict[str, str]] = _DATA["line"]
SHIPPED: tuple[Template, ...] = tuple(
    Template(
        one["code"], one["kind"],
        {code: Text(one[code]["title"], one[code]["body"].strip()) for code in LANGUAGES},
    )
    for one in _DATA["template"]
)  # fmt: skip


# So many people are too many for one person to decide on.
APPROVE_FROM: int = _DATA["approval"]["people"]


def needs_second(people: int, schools: int) -> str:
    """Why a second person has to agree: `people`, `beyond`; '' if nobody has to."""
    if people >= APPROVE_FROM:
        return "people"
    return "beyond" if _DATA["approval"]["beyond_own_school"] and schools > 1 else ""
