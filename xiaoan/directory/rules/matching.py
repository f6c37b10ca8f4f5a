"""Are two records one person? Points for what agrees, less for what does not, each with its reason.

The same ID number is the same person. Otherwise name, birth date, guardians, sex and ID number are
held against each other. Points and thresholds are our choice (L), measured in docs/matching.md.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import TypeVar

from xiaoan.directory.rules.characters import readings
from xiaoan.directory.rules.identity.numbers import RESIDENT, check_digit
from xiaoan.directory.rules.identity.spelling import DOT
from xiaoan.directory.rules.names import fold, readings_of, surname_of

SAME, DOUBTFUL, DIFFERENT = "same", "doubtful", "different"
# From so many points on.
SAME_FROM, DOUBTFUL_FROM = 9, 6
POINTS = {
    "id_same": 100,
    "id_near": 2,
    "id_differs": -3,
    "name_same": 4,
    "name_sounds": 3,
    "name_rare": 2,
    "name_part": 2,
    "name_surname": 2,
    "name_one": 1,
    "name_differs": -3,
    "birth_same": 4,
    "birth_swapped": 2,
    "birth_digit": 1,
    "birth_differs": -4,
    "guardian_same": 3,
    "guardian_phone": 2,
    "guardian_name": 1,
    "guardian_differs": -1,
    "sex_differs": -3,
}
# A block of more people says nothing about any of them (the school's own number as a guardian's).
MOST_IN_A_BLOCK = 200
_NEAR = 2

A = TypeVar("A", bound=Hashable)
B = TypeVar("B")


@dataclass(frozen=True, slots=True)
class Relative:
    """A guardian: the name, and what stands for the phone (its blind index, or the number)."""

    name: str
    phone: Hashable = None


@dataclass(frozen=True, slots=True)
class Someone:
    """A person as a row or a record has them; what is not known is empty and says nothing.

    `id_token` stands for the number of the document (its blind index); `id_number` is the number
    itself, where it is at hand.
    """

    name: str
    birth_date: dt.date | None = None
    sex: str = ""
    id_kind: str = ""
    id_token: Hashable = None
    id_number: str = ""
    relatives: tuple[Relative, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """Same, doubtful (a person decides) or different; why, and with how many points."""

    kind: str
    score: int
    reasons: tuple[str, ...]


def compare(a: Someone, b: Someone) -> Verdict:
    """Hold two records against each other."""
    reasons = tuple(
        filter(None, (_ids(a, b), _names(a.name, b.name), _births(a, b), _kin(a, b), _sexes(a, b)))
    )
    score = sum(POINTS[reason] for reason in reasons)
    kind = SAME if score >= SAME_FROM else DOUBTFUL if score >= DOUBTFUL_FROM else DIFFERENT
    return Verdict(kind, score, reasons)


def blocks(one: Someone) -> frozenset[str]:
    """Keys of which two records of one person share at least one, and strangers hardly any.

    Name as it sounds with all of the birth date but year, month or day, or with its digits in any
    order; every other reading, surname or given name with the whole date; a guardian's phone; the
    surname with the ID number but the part that holds the wrong digits.
    """
    found = {f"f|{relative.phone!r}" for relative in one.relatives if relative.phone}
    if one.birth_date:
        found.update(_named(one.name, f"{one.birth_date:%Y%m%d}"))
    if len(one.id_number) == 18:
        found.update(_numbered(one.id_number, _sounds(one.name)[0]))
    return frozenset(found)


def find(
    asked: Mapping[A, Someone], known: Iterable[tuple[B, Someone]]
) -> dict[A, list[tuple[B, Verdict]]]:
    """For each asked the known who are or may be the same, the likeliest first.

    Only those who share a block are compared. The asked are held in memory, the known go by.
    """
    sharing: dict[str, list[A]] = defaultdict(list)
    for at, one in asked.items():
        for block in blocks(one):
            sharing[block].append(at)
    found: dict[A, list[tuple[B, Verdict]]] = {}
    for key, other in known:
        for at in _sharing(sharing, other):
            verdict = compare(asked[at], other)
            if verdict.kind != DIFFERENT:
                found.setdefault(at, []).append((key, verdict))
    return {at: sorted(them, key=lambda pair: -pair[1].score) for at, them in found.items()}


def _sharing(sharing: Mapping[str, list[A]], other: Someone) -> set[A]:
    together = (sharing.get(block, []) for block in blocks(other))
    return set().union(*(them for them in together if len(them) <= MOST_IN_A_BLOCK))


@lru_cache(maxsize=1 << 16)
def _sounds(name: str) -> tuple[str, str, tuple[str, ...]]:
    """Surname, given name, and the whole in every reading, as it sounds."""
    usual, *others = readings_of(name)
    at = len(surname_of(name))
    whole = tuple("".join(reading) for reading in (usual, *others))
    return "".join(usual[:at]), "".join(usual[at:]), whole


def _named(name: str, date: str) -> Iterator[str]:
    surname, given, (usual, *others) = _sounds(name)
    year, month, day = date[:4], date[4:6], date[6:]
    yield f"n|{usual}|{year}{month}"
    yield f"n|{usual}|{year}/{day}"
    yield f"n|{usual}|/{month}{day}"
    yield f"n|{usual}|{year}|{''.join(sorted(date[4:]))}"
    for reading in (usual, *others):
        yield f"r|{reading}|{date}"
    if surname:
        yield f"s|{surname}|{date}"
    yield f"g|{given}|{date}"


def _numbered(number: str, surname: str) -> Iterator[str]:
    region, year, day, tail = number[:6], number[6:10], number[10:14], number[14:]
    for parts in (f"{region}{year}{day}|", f"{region}||{tail}", f"|{year}|{tail}", f"|{day}{tail}"):
        yield f"i|{surname}|{parts}"


def _ids(a: Someone, b: Someone) -> str:
    """What two numbers of one kind of document say; two kinds say nothing about each other."""
    if a.id_token and a.id_token == b.id_token:
        return "id_same"
    if a.id_kind != b.id_kind or not (a.id_token and b.id_token):
        return ""
    if a.id_kind == RESIDENT and (_is_mistyped(a) or _is_mistyped(b)):
        return "id_near" if _is_near(a.id_number, b.id_number) else ""
    return "id_differs"


def _is_mistyped(one: Someone) -> bool:
    number = one.id_number
    return len(number) == 18 and number[:17].isdecimal() and check_digit(number[:17]) != number[17]


def _is_near(a: str, b: str) -> bool:
    """Two wrong digits at most, which two neighbours in the wrong order are."""
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= _NEAR


def _names(a: str, b: str) -> str:
    one, other = fold(a), fold(b)
    if not one or not other:
        return ""
    if one == other:
        return "name_same"
    if _alike(one, other):
        return "name_sounds"
    if DOT in a + b and min(len(one), len(other)) > 1 and (one in other or other in one):
        return "name_part"
    at = len(surname_of(a))
    bt = len(surname_of(b))
    if at and bt and len(one) > at + 1 and _alike(one[at:], other[bt:]):
        return "name_surname"
    return _one_character(one, other, at)


def _one_character(a: str, b: str, surname: int) -> str:
    """One character of the given name is another, or is missing; what one cannot type is replaced."""
    if a[:surname] != b[:surname] or abs(len(a) - len(b)) > 1:
        return "name_differs"
    differing = [(x, y) for x, y in zip_longest(a, b, fillvalue="") if not _sound_alike(x, y)]
    if len(differing) != 1:
        return "name_differs"
    if any(_is_rare(character) for character in differing[0] if character):
        return "name_rare"
    return "name_one" if len(a) == len(b) > 2 else "name_differs"


def _is_rare(character: str) -> bool:
    """Outside GB 2312, whose 6,763 characters every input method has had since 1980 (H)."""
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _alike(a: str, b: str) -> bool:
    return len(a) == len(b) and all(_sound_alike(x, y) for x, y in zip(a, b, strict=True))


def _sound_alike(a: str, b: str) -> bool:
    return a == b or not set(readings(a)).isdisjoint(readings(b))


def _births(a: Someone, b: Someone) -> str:
    if not (a.birth_date and b.birth_date):
        return ""
    if a.birth_date == b.birth_date:
        return "birth_same"
    one, other = f"{a.birth_date:%Y%m%d}", f"{b.birth_date:%Y%m%d}"
    if one[:4] == other[:4] and sorted(one) == sorted(other):
        return "birth_swapped"
    apart = sum(x != y for x, y in zip(one, other, strict=True))
    next_year = one[4:] == other[4:] and abs(a.birth_date.year - b.birth_date.year) == 1
    return "birth_digit" if apart == 1 or next_year else "birth_differs"


def _kin(a: Someone, b: Someone) -> str:
    if not (a.relatives and b.relatives):
        return ""
    pairs = [(one, other) for one in a.relatives for other in b.relatives]
    phones = [(x, y) for x, y in pairs if x.phone and x.phone == y.phone]
    if any(_alike(fold(x.name), fold(y.name)) for x, y in phones):
        return "guardian_same"
    if phones:
        return "guardian_phone"
    named = any(x.name and fold(x.name) == fold(y.name) for x, y in pairs)
    return "guardian_name" if named else "guardian_differs"


def _sexes(a: Someone, b: Someone) -> str:
    return "sex_differs" if a.sex and b.sex and a.sex != b.sex else ""
