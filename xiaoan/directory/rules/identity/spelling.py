"""How a person's name is written: in Chinese characters, or in Latin letters.

The roster takes the name of the document. Characters are those of Unicode's ideograph blocks up to
Extension J (H); nothing is replaced by a similar one. Length: our choice (L).
"""

import re
import unicodedata
from functools import cache, lru_cache

from xiaoan.directory.rules.identity.cells import INVISIBLE, Fault, words

DOT = "\u00b7"
LONGEST = 50
_ZERO = 0x3007  # an ideograph in names, although its block is that of punctuation
_IDEOGRAPHS = (
    (_ZERO, _ZERO), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xFA0E, 0xFA29),
    (0x20000, 0x2A6DF), (0x2A700, 0x2EE5D), (0x30000, 0x33479),
)  # fmt: skip
_COMMON = re.compile(r"[\u4e00-\u9fff]{1,10}")
_RADICALS = (0x2E80, 0x2FDF)
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Control, format, surrogate and unassigned characters.
_UNSEEN = dict.fromkeys(("Cc", "Cf", "Cs", "Cn"), "name_control")
_APOSTROPHES = str.maketrans("\u2019\u2018\u02bc\u02bb\u0060\u00b4", "''''''")
_BESIDE_LETTERS = frozenset("'-., ")
_SPACES = re.compile(r"\s+")


@lru_cache(maxsize=1 << 16)
def is_ideograph(character: str) -> bool:
    """Whether a character is a Chinese one."""
    code = ord(character)
    return any(first <= code <= last for first, last in _IDEOGRAPHS)


def read_name(text: str, *, field: str = "name") -> str | Fault:
    """A name in one form, or what is wrong with it.

    Invisible characters, outer spaces and spaces between Chinese characters go; full-width letters
    become plain ones, every middle dot becomes U+00B7. Nothing else is changed.
    """
    if _COMMON.fullmatch(text) and text not in _placeholders():
        return text  # as nearly all are: a roster has 600,000
    fault = _forbidden(text, field)
    if fault:
        return fault
    name = _tidy(text)
    if not name.strip(DOT):
        return Fault(field, "name_empty")
    if name in _placeholders():
        return Fault(field, "name_placeholder", {"text": name})
    if len(name) > LONGEST:
        return Fault(field, "name_length", {"length": str(len(name)), "longest": str(LONGEST)})
    return _strange(name, field) or name


def read_label(text: str, *, field: str, longest: int) -> str | Fault:
    """A word or two of free text (a relation, a post) in one form, or what is wrong with it.

    Invisible characters and outer spaces go. Empty is a label too.
    """
    fault = _forbidden(text, field)
    if fault:
        return fault
    label = unicodedata.normalize("NFC", _SPACES.sub(" ", text.translate(INVISIBLE)).strip())
    if len(label) > longest:
        return Fault(field, "name_length", {"length": str(len(label)), "longest": str(longest)})
    return label


def read_words(text: str, *, field: str, longest: int = 1000) -> str | Fault:
    """Free text on one line, cut to a length; or which character in it nobody can see.

    As in a name: invisible characters go, and what would hide or turn text around is refused.
    """
    for place, character in enumerate(text, start=1):
        code = _code_of_fault(character)
        if code in ("name_control", "name_direction"):
            return Fault(field, code, {"place": str(place), "code": f"U+{ord(character):04X}"})
    return _SPACES.sub(" ", text.translate(INVISIBLE)).strip()[:longest]


@cache
def _placeholders() -> frozenset[str]:
    return frozenset(words()["name"]["placeholders"])


def _forbidden(text: str, field: str) -> Fault | None:
    """Characters that are never part of a name, named by their code: they cannot be seen."""
    for place, character in enumerate(text, start=1):
        code = _code_of_fault(character)
        if code:
            return Fault(field, code, {"place": str(place), "code": f"U+{ord(character):04X}"})
    return None


@cache
def _code_of_fault(character: str) -> str:
    if ord(character) in INVISIBLE or character in "\t\n\r" or is_ideograph(character):
        return ""
    if character in _DIRECTION:
        return "name_direction"
    if character in words()["name"]["lost"]:
        return "name_lost"
    kind = unicodedata.category(character)
    return {"Co": "name_private_use", **_UNSEEN}.get(kind, "")


def _tidy(text: str) -> str:
    name = "".join(_plain(c) for c in text.translate(INVISIBLE).translate(_APOSTROPHES))
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", name)).strip()
    name = "".join(c for at, c in enumerate(name) if c != " " or not _inside_chinese(name, at))
    return "".join(_dotted(name, at) for at in range(len(name))).strip(DOT)


@cache
def _plain(character: str) -> str:
    """Full-width letters and the forms of radicals that copies from PDF files bring."""
    if character in _dots():
        return DOT
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E or _RADICALS[0] <= code <= _RADICALS[1]:
        return unicodedata.normalize("NFKC", character)
    return character


@cache
def _dots() -> frozenset[str]:
    # U+0387 is U+00B7 in normal form already; a full-width full stop is typed for the dot.
    return frozenset(words()["name"]["dots"]) | {"\u0387"}


def _inside_chinese(name: str, at: int) -> bool:
    """A space that stands beside a Chinese character or a middle dot."""
    beside = name[at - 1] + name[at + 1]
    return any(c == DOT or is_ideograph(c) for c in beside)


def _dotted(name: str, at: int) -> str:
    """A full stop between two Chinese characters is the middle dot, typed with what the keyboard has."""
    if name[at] == "." and 0 < at < len(name) - 1:
        return DOT if is_ideograph(name[at - 1]) and is_ideograph(name[at + 1]) else "."
    return name[at]


def _strange(name: str, field: str) -> Fault | None:
    chinese = any(is_ideograph(c) for c in name)
    latin = any(_is_latin(c) for c in name)
    for place, character in enumerate(name, start=1):
        if is_ideograph(character) or character == DOT or _is_latin(character):
            continue
        if character in _BESIDE_LETTERS and not chinese:
            continue
        code = "name_digit" if character.isdecimal() else "name_character"
        return Fault(field, code, {"place": str(place), "character": character})
    if chinese and latin:
        return Fault(field, "name_mixed")
    return None if chinese or latin else Fault(field, "name_empty")


@cache
def _is_latin(character: str) -> bool:
    if character.isascii():
        return character.isalpha()
    # A mark that has no letter made up with it stays a character of its own in normal form.
    return unicodedata.name(character, "").startswith(("LATIN ", "COMBINING "))
