"""Numbers of identity documents: what is a number, and what it says about its holder.

How sure (marks as in docs/rules.md): check digit and layout of GB 11643-1999 H; provinces of GB/T
2260 H; HK/Macao permits, announcement of the Ministry of Public Security 2010-03-10, M; Taiwan
permits since 2008-09-25, H; residence permits 国办发〔2018〕81号, M; permanent residence 2023, first
digit and check digit H, layout M; the 15 characters before, shape M; passports, shape only, M.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from operator import mul

from xiaoan.directory.rules.identity.cells import Fault, meanings, narrow, was_number
from xiaoan.kernel import clock

RESIDENT, PASSPORT, OTHER, NONE = "resident", "passport", "other", "none"
HK_MACAO_PERMIT, TAIWAN_PERMIT = "hk_macao_permit", "taiwan_permit"
RESIDENCE, PERMANENT = "hk_macao_taiwan_residence", "foreign_permanent"
KINDS = (
    RESIDENT, PASSPORT, HK_MACAO_PERMIT, TAIWAN_PERMIT, RESIDENCE, PERMANENT, OTHER, NONE
)  # fmt: skip

# Numbers that show what they are: a reader of another kind says so. Eight digits may lack their letter.
_TELLING = (RESIDENT, RESIDENCE, PERMANENT, HK_MACAO_PERMIT)

# GB/T 2260, first two digits of the region (H).
_PROVINCES = frozenset(
    str(n)
    for n in (
        *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
        *range(61, 66), 71, 81, 82,
    )
)  # fmt: skip
# 国办发〔2018〕81号: Hong Kong, Macao, Taiwan (one copy: M).
_RESIDENCE_REGIONS = frozenset({"810000", "820000", "830000"})
# No place has it: the invented people of the rehearsal do.
_INVENTED = "99"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_EARLIEST = dt.date(1900, 1, 1)
# 15-digit numbers were given to those born in the 20th century; 996-999 marked centenarians (M).
_CENTENARIANS = frozenset({"996", "997", "998", "999"})
# What is typed for the X at the end: multiplication sign, Cyrillic and Greek letters.
_X = str.maketrans(dict.fromkeys("\u00d7\u0425\u0445\u03a7\u03c7\u2715\u2716", "X"))
_SPACES = re.compile(r"[\s\-\u2010-\u2015\u2212]+")

_FOURTEEN = re.compile(r"[0-9]{14}")
_EIGHTEEN, _FIFTEEN = re.compile(r"[0-9]{17}[0-9X]"), re.compile(r"[0-9]{15}")
_SHAPES = {
    # H for Hong Kong, M for Macao, eight digits for life, two for the times of renewal.
    HK_MACAO_PERMIT: re.compile(r"([HM][0-9]{8})(?:[0-9]{2})?"),
    # Eight digits for life; before 2008-09-25 the times of issue and an office in brackets came after.
    TAIWAN_PERMIT: re.compile(r"([0-9]{8})(?:[0-9]{2}(?:\([0-9A-Z]\))?)?"),
    # ICAO Doc 9303: at most nine characters; some states print more. No check digit is printed.
    PASSPORT: re.compile(r"((?=.*[0-9])[A-Z0-9]{5,12})"),
    # ISO letters of the nationality and twelve digits, until 2023-12-01; the check digit is not
    # computed, since its algorithm was not seen in any source.
    PERMANENT: re.compile(r"([A-Z]{3}[0-9]{12})"),
    # Birth certificates and what else there is.
    OTHER: re.compile(r"([A-Z0-9()/]{4,30})"),
}


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number that can be. `number` is the form by which a person is matched: the 18 digits of an old
    15-digit number, permits without the count of their renewals.
    """

    kind: str
    number: str
    birth_date: dt.date | None = None
    sex: str | None = None
    region: str | None = None


def read_id(
    kind: str, text: str, *, today: dt.date | None = None, invented: bool = False
) -> IdNumber | Fault:
    """The number of a document of this kind, or what is wrong with it.

    `invented` lets through the region 99 of the rehearsal's people. A number is never repaired.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is no kind of document")
    number = _tidy(text)
    if kind == NONE:
        return _fault("id_not_none") if number else IdNumber(NONE, "")
    if not number:
        return _fault("id_empty")
    if not text.isalnum() and was_number(narrow(text)):
        return _fault("number_cell")
    day = today or clock.today()
    found = _READERS[kind](number, day, invented)
    if isinstance(found, Fault):
        guessed = guess_kind(text)
        if guessed != kind and guessed in _TELLING and _can_be(guessed, number, day, invented):
            return Fault("id_kind", "kind_differs", {"kind": guessed})
    return found


def guess_kind(text: str) -> str:
    """The kind of document that a number looks like, whether it is right or not.

    H and eight digits is also a passport of Hong Kong; at a school on the mainland it is the permit.
    """
    number = _tidy(text)
    if not number:
        return NONE
    if len(number) == 18 and number[:17].isdigit():
        if number[:6] in _RESIDENCE_REGIONS:
            return RESIDENCE
        return PERMANENT if number[0] == "9" and number[:2] != _INVENTED else RESIDENT
    if _FIFTEEN.fullmatch(number):
        return RESIDENT
    order = (HK_MACAO_PERMIT, TAIWAN_PERMIT, PERMANENT, PASSPORT)
    return next((kind for kind in order if _SHAPES[kind].fullmatch(number)), OTHER)


def _can_be(kind: str, number: str, today: dt.date, invented: bool) -> bool:
    return isinstance(_READERS[kind](number, today, invented), IdNumber)


def read_id_kind(text: str) -> str | Fault:
    """What a clerk calls a document."""
    word = narrow(text).lower()
    if not word:
        return Fault("id_kind", "kind_empty")
    if word in KINDS:
        return word
    kind = meanings("id_kind").get(word)
    return kind or Fault("id_kind", "kind_unknown", {"text": word[:20]})


def agree(number: IdNumber, birth_date: dt.date | None, sex: str | None) -> list[Fault]:
    """Where birth date and sex of a row are not what its ID number says; an empty cell says nothing."""
    found = []
    if birth_date and number.birth_date and birth_date != number.birth_date:
        expected = number.birth_date.isoformat()
        found.append(Fault("birth_date", "birth_date_differs", {"expected": expected}))
    if sex and number.sex and sex != number.sex:
        found.append(Fault("sex", "sex_differs", {"sex": number.sex}))
    return found


def check_digit(first: str) -> str:
    """The eighteenth character over seventeen digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return _CHECK[
        (_weighed(first[:6], 0) + _weighed(first[6:14], 6) + _weighed(first[14:], 14)) % 11
    ]


def ordinary(number: str, today: dt.date, *, invented: bool) -> tuple[dt.date, str] | None:
    """Birth date and sex of a resident's number that is right as it stands, as nearly all of a roster
    are; of any other, None: `read_id` says what it is.
    """
    begun, end = _begun(number[:14], today, invented), _ENDS.get(number[14:17])
    if begun is None or end is None or number[17:] != _CHECK[(begun[0] + end[0]) % 11]:
        return None
    return begun[1], end[1]


# A roster has few regions and birth dates, and many numbers.
@lru_cache(maxsize=1 << 17)
def _begun(first: str, today: dt.date, invented: bool) -> tuple[int, dt.date] | None:
    """What region and birth date of a number weigh, and the date; None if one of them cannot be."""
    if not _FOURTEEN.fullmatch(first) or not _is_province(first, invented):
        return None
    birth = _birth(first[6:], today)
    return (_weighed(first, 0), birth) if birth else None


@lru_cache(maxsize=1 << 16)
def _weighed(digits: str, at: int) -> int:
    return sum(map(mul, map(int, digits), _WEIGHTS[at:]))


# Serial number → what it weighs, and the sex that it says.
_ENDS = {f"{n:03}": (_weighed(f"{n:03}", 14), "M" if n % 2 else "F") for n in range(1000)}


def _resident(number: str, today: dt.date, invented: bool) -> IdNumber | Fault:
    if len(number) == 15 and _FIFTEEN.fullmatch(number):
        century = "18" if number[12:] in _CENTENARIANS else "19"
        first = number[:6] + century + number[6:]
        number = first + check_digit(first)
    return _citizen(RESIDENT, number, today, lambda n: _is_province(n, invented))


def _is_province(number: str, invented: bool) -> bool:
    if number[:6] in _RESIDENCE_REGIONS:
        return False
    return number[:2] in _PROVINCES or (invented and number[:2] == _INVENTED)


def _residence(number: str, today: dt.date, _invented: bool) -> IdNumber | Fault:
    return _citizen(RESIDENCE, number, today, lambda n: n[:6] in _RESIDENCE_REGIONS)


def _permanent(number: str, today: dt.date, _invented: bool) -> IdNumber | Fault:
    if _SHAPES[PERMANENT].fullmatch(number):
        return IdNumber(PERMANENT, number)
    return _citizen(PERMANENT, number, today, lambda n: n[0] == "9")


def _citizen(
    kind: str, number: str, today: dt.date, region_is_right: Callable[[str], bool]
) -> IdNumber | Fault:
    """Eighteen characters in the layout of GB 11643-1999: region, birth date, serial, check digit."""
    if not _EIGHTEEN.fullmatch(number):
        return _misshapen(number)
    if not region_is_right(number):
        return _fault("id_region", region=number[:6])
    birth = _birth(number[6:14], today)
    if birth is None:
        return _fault("id_birth_date", digits=number[6:14])
    expected = check_digit(number[:17])
    if number[17] != expected:
        lost = number.endswith("000")
        return _fault("id_lost_digits") if lost else _fault("check_digit", expected=expected)
    sex = "M" if number[16] in "13579" else "F"
    return IdNumber(kind, number, birth, sex, None if kind == PERMANENT else number[:6])


def _misshapen(number: str) -> Fault:
    if len(number) != 18:
        return _fault("id_length", length=str(len(number)))
    at = next(n for n, c in enumerate(number) if c not in "0123456789")
    return _fault("id_letter", place=str(at + 1), character=number[at])


@lru_cache(maxsize=1 << 16)
def _birth(digits: str, today: dt.date) -> dt.date | None:
    try:
        day = dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if _EARLIEST <= day <= today else None


def _shaped(kind: str) -> Callable[[str, dt.date, bool], IdNumber | Fault]:
    def read(number: str, _today: dt.date, _invented: bool) -> IdNumber | Fault:
        found = _SHAPES[kind].fullmatch(number)
        return IdNumber(kind, found[1]) if found else _fault(f"{kind}_shape")

    return read


_READERS: dict[str, Callable[[str, dt.date, bool], IdNumber | Fault]] = {
    RESIDENT: _resident,
    RESIDENCE: _residence,
    PERMANENT: _permanent,
    HK_MACAO_PERMIT: _shaped(HK_MACAO_PERMIT),
    TAIWAN_PERMIT: _shaped(TAIWAN_PERMIT),
    PASSPORT: _shaped(PASSPORT),
    OTHER: _shaped(OTHER),
}


def _tidy(text: str) -> str:
    if text.isalnum() and text.isascii():
        return text.upper()  # as nearly all are: a roster has 200,000
    number = narrow(text)
    if not number.isascii():
        number = number.translate(_X)
    return _SPACES.sub("", number).upper()


def _fault(code: str, **values: str) -> Fault:
    return Fault("id_number", code, values)
