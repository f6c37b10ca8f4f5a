"""What all readers of a cell share: how a fault is told, how text is tidied, the words of the clerks."""

import dataclasses
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

# Invisible characters that sheets and chat programs leave behind; they say nothing and are dropped.
# Soft hyphen, zero-width space, joiners, word joiner, byte order mark, Mongolian vowel separator,
# variation selectors (which shape of a character is drawn, not which character it is).
INVISIBLE = dict.fromkeys(
    (
        0x00AD, 0x034F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF,
        *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0),
    )
)  # fmt: skip
# Excel's mark of a text cell comes along when such a cell is copied.
_TEXT_MARKS = "'`‘’"
_NUMBER_CELL = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE]\+?[0-9]+|[0-9]{6,}\.[0-9]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """Why a cell is refused. `values` fill the sentence (directory.queries.FAULT_NAMES) of `code`."""

    field: str
    code: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


def narrow(text: str) -> str:
    """Full-width and other compatibility characters as plain ones, invisible ones and edges removed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return text.strip().lstrip(_TEXT_MARKS).strip()


def was_number(text: str) -> bool:
    """Whether a program has taken a long number for a quantity: 4.10101E+17, 410101.0."""
    return _NUMBER_CELL.fullmatch(text) is not None


@cache
def words() -> dict[str, Any]:
    """The lists of data/words-cn.toml."""
    file = files("xiaoan.directory") / "data" / "words-cn.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def meanings(table: str) -> dict[str, str]:
    """Word → meaning of one of the lists."""
    return {word: meaning for meaning, listed in words()[table].items() for word in listed}
