"""What a person is found by: characters in either writing, pinyin in every reading, initials, number.

A name gives a few keys; what somebody types gives one, and finds the names of which a key begins
with it. All readings and how many keys: our choice (L).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from xiaoan.directory.rules.characters import readings, simplified, syllables
from xiaoan.directory.rules.identity.cells import narrow
from xiaoan.directory.rules.identity.spelling import DOT, is_ideograph

MOST_KEYS = 16
# The usual reading of the whole name, and so many in which one character is read in another way.
_MOST_READINGS = 6
# Between the keys in the column, and at both ends.
BAR = "|"
CHARACTERS, PINYIN, INITIALS, NUMBER = "characters", "pinyin", "initials", "number"
_CACHED = 1 << 16

_PARTS = re.compile(r"[a-z]+|[0-9]+")
# Spaces, hyphens, and the dots of names written as syllables.
_BESIDE = re.compile(r"[\s'\u2019\-_.,|\u00b7\u2022\u30fb\uff0e\u2027\u22c5\u2219\uff65]+")
_NO_LETTER = re.compile(r"[^a-z0-9]+")
_NUMBER = re.compile(r"[A-Z]{0,4}[0-9]+")
# The rounded u of a passport, at the beginning of a word.
_ROUND = re.compile(r"\b([ln])yu")

Reading = tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What somebody typed: its kind, and the form in which it is compared."""

    kind: str
    text: str


def keys_of(name: str) -> tuple[str, ...]:
    """What a name is found by beside itself, the most telling first, sixteen at most.

    Simplified characters without dots, where that is not the name already; full pinyin and initials;
    surname with initials; the given name alone; then the same name in other readings.
    """
    head, tail = _parted(name)
    (surname, letter), *surnames = _spoken(head, is_surname=True)
    (given, letters), *others = _spoken(tail)
    plain = fold(name)
    found = [plain] if plain != name else []
    found += [surname + given, letter + letters]
    found += [surname + letters, given] if head else [_last_word(tail)]
    for one, first in surnames:
        found += [one + given, first + letters]
    for one, first in others[: _MOST_READINGS - len(surnames) - 1]:
        found += [surname + one, letter + first]
    # Who has no v for the rounded u types the plain one.
    if "v" in "".join(found):
        found += [key.replace("v", "u") for key in found]
    return tuple(dict.fromkeys(filter(None, found)))[:MOST_KEYS]


@lru_cache(maxsize=_CACHED)
def _spoken(part: str, *, is_surname: bool = False) -> tuple[tuple[str, str], ...]:
    """Full pinyin and initials of every reading of a surname or of what follows it."""
    found = _surname(part) if is_surname else _given(part)
    return tuple(("".join(reading), _initials(reading)) for reading in found)


def _last_word(name: str) -> str:
    """The part after the last dot or space, for who types that only."""
    *before, last = _BESIDE.split(_plain(name))
    return _spoken(last)[0][0] if before else ""


def search_text(name: str) -> str:
    """The keys as one text, a bar before and after each."""
    return f"{BAR}{BAR.join(keys_of(name))}{BAR}"


def query_of(text: str) -> Query:
    """Tell what was typed. Pinyin may have spaces, tone marks, and v, u: or ü for the rounded u."""
    typed = "".join(c for c in narrow(text) if is_ideograph(c) or c.isprintable())
    if any(is_ideograph(c) for c in typed):
        return Query(CHARACTERS, fold(typed))
    number = re.sub(r"\s", "", typed).upper()
    if _NUMBER.fullmatch(number):
        return Query(NUMBER, number)
    letters = _NO_LETTER.sub("", _ROUND.sub(r"\1v", _plain(typed).replace("u:", "v")))
    return Query(PINYIN if _is_pinyin(letters) else INITIALS, letters)


def fold(name: str) -> str:
    """A name as it is compared: simplified, small letters, neither dots nor spaces nor accents."""
    if name.isalpha() and not name.isascii():
        return simplified(name).lower()  # as nearly all are
    return _BESIDE.sub("", simplified(_plain(name)))


def readings_of(name: str) -> tuple[Reading, ...]:
    """The ways to read a name, the usual one first, six at most: surname or given name differ."""
    head, tail = _parted(name)
    heads, tails = _surname(head), _given(tail)
    found = [heads[0] + tails[0]]
    found += [other + tails[0] for other in heads[1:]]
    found += [heads[0] + other for other in tails[1:]]
    return tuple(found[:_MOST_READINGS])


def surname_of(name: str) -> str:
    """The surname of a Chinese name; nothing for a name with a dot or in Latin letters."""
    return _parted(name)[0]


def _parted(name: str) -> tuple[str, str]:
    """Surname and given name. A surname of two characters only where a given name is left."""
    if DOT in name or not name or not is_ideograph(name[0]):
        return "", name
    at = 2 if len(name) > 2 and name[:2] in _surnames("double") else 1
    return name[:at], name[at:]


@cache
def _surnames(table: str) -> dict[str, tuple[Reading, ...]]:
    file = files("xiaoan.directory") / "data" / "surnames-cn.toml"
    listed = tomllib.loads(file.read_text(encoding="utf-8"))[table]
    between = " " if table == "single" else ","
    return {
        surname: tuple(tuple(one.split()) for one in said.split(between))
        for surname, said in listed.items()
    }


@lru_cache(maxsize=_CACHED)
def _surname(head: str) -> tuple[Reading, ...]:
    """The readings of a surname: those of the table, else the usual one. A character's other readings
    are not those of a surname: who types yu does not look for one of the many called Wang.
    """
    known = _surnames("single").get(head) or _surnames("double").get(head)
    return known or _given(head)[:1]


@lru_cache(maxsize=_CACHED)
def _given(tail: str) -> tuple[Reading, ...]:
    """The usual reading of every character, then each with one character read in another way."""
    options = [option for option in map(_options, _units(tail)) if option]
    usual = tuple(option[0] for option in options)
    found = [usual]
    for at, option in enumerate(options):
        found += [(*usual[:at], other, *usual[at + 1 :]) for other in option[1:]]
    return tuple(found[:_MOST_READINGS])


@cache
def _options(unit: str) -> Reading:
    """The readings of a character, or a word as it is."""
    if not is_ideograph(unit[0]):
        return (unit,)
    return readings(unit) or readings(simplified(unit))


def _units(name: str) -> Iterator[str]:
    """Chinese characters one by one; letters and digits as words."""
    word = ""
    for character in _plain(name) + " ":
        if is_ideograph(character) or not character.isalnum():
            yield from _PARTS.findall(word)
            word = ""
            if is_ideograph(character):
                yield character
        else:
            word += character


def _initials(reading: Reading) -> str:
    return "".join(one if one.isdecimal() else one[0] for one in reading)


def _plain(text: str) -> str:
    """Small letters without marks; the rounded u becomes v. Apostrophes inside words go."""
    letters = unicodedata.normalize("NFD", text.lower().replace("'", "").replace("\u2019", ""))
    letters = re.sub("u([\u0300-\u036f]?)\u0308", r"v\1", letters)
    return "".join(c for c in letters if not unicodedata.combining(c))


def _is_pinyin(letters: str) -> bool:
    """Whether letters are syllables in a row, the last one perhaps begun."""
    ends = {0}
    for at in range(1, len(letters) + 1):
        if any(letters[start:at] in syllables() for start in ends if at - start <= 6):
            ends.add(at)
    left = {letters[end:] for end in ends}
    return any(not rest or (rest != letters and _begins(rest)) for rest in left)


@cache
def _begins(rest: str) -> bool:
    return len(rest) < 6 and any(one.startswith(rest) for one in syllables())
