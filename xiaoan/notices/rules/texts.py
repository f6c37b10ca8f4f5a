"""What stands in a notice: variables in double braces, links, no code; and how long a message is."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from xiaoan.notices.rules.catalogue import OF_NOTICE, OF_READER, USUAL

_VARIABLE = re.compile(r"\{\{\s*([^{}]{0,60}?)\s*\}\}")
_BLANK = re.compile(r"_{3,}")
_NAME = re.compile(r"[\w·-]{1,20}")
# An element, an entity-like opening of a script, or an address that runs code.
_MARKUP = re.compile(
    r"<\s*/?\s*[a-zA-Z!][^>]*>?|javascript\s*:|data\s*:\s*text/html|vbscript\s*:", re.IGNORECASE
)
_LINK = re.compile(r"https://[^\s<>\"'{}|\\^`,。;!?、)】》]+")


def variables_in(text: str) -> list[str]:
    """The names between double braces, in their order, each once."""
    return list(dict.fromkeys(_VARIABLE.findall(text)))


def unknown_in(text: str, known: Collection[str]) -> list[str]:
    """Variables that nobody has defined."""
    return [name for name in variables_in(text) if name not in known]


def variable_fault(name: str) -> str:
    """Why this cannot be the name of a variable: `name` or `kept` (one of the product's own)."""
    if not _NAME.fullmatch(name):
        return "name"
    return "kept" if name in {*OF_NOTICE.values(), *OF_READER.values()} else ""


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with what is known in place of the variables; the others stay. A line with one that ships
    empty (`USUAL`, a telephone) is left out until the county says what it stands for."""
    lines = [line for line in text.split("\n") if not _is_gap(line, values)]
    text = "\n".join(lines)
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)


def _is_gap(line: str, values: Mapping[str, str]) -> bool:
    return any(name in USUAL and values.get(name) == "" for name in variables_in(line))


def blanks_in(text: str) -> int:
    """How many blanks (three or more low lines) the writer has not filled in yet."""
    return len(_BLANK.findall(text))


def markup_line(text: str) -> int:
    """The first line (from 1) with a piece of code in it; 0 if there is none."""
    for n, line in enumerate(text.splitlines(), 1):
        if _MARKUP.search(line):
            return n
    return 0


def links_of(line: str) -> list[tuple[str, str]]:
    """A line in pieces: (text, "") or (address, address). Only https, shown as what it is."""
    pieces: list[tuple[str, str]] = []
    at = 0
    for found in _LINK.finditer(line):
        if found.start() > at:
            pieces.append((line[at : found.start()], ""))
        pieces.append((found[0], found[0]))
        at = found.end()
    if at < len(line) or not pieces:
        pieces.append((line[at:], ""))
    return pieces


@dataclass(frozen=True)
class Line:
    """How long a message is: signs, and how many text messages it takes."""

    signs: int
    parts: int


# 3GPP TS 23.038: 160 signs of the GSM alphabet, or 70 of UCS-2, in one; 153 or 67 in each of several.
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑܧ¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€")


def sms_parts(text: str) -> Line:
    """Length in the signs that a network counts, and in text messages."""
    if all(sign in _GSM or sign in _DOUBLE for sign in text):
        length = sum(2 if sign in _DOUBLE else 1 for sign in text)
        one, many = 160, 153
    else:
        length = len(text.encode("utf-16-be")) // 2
        one, many = 70, 67
    return Line(length, 1 if length <= one else -(-length // many))
