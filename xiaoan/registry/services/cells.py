"""What one cell of a roster says, or what is wrong with it. What repeats is read once."""

import datetime as dt
import re
from functools import lru_cache

from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.rules.roll import Kin
from xiaoan.workbooks.writing import STARTERS

MOST_SEATS = 999
LONGEST_RELATION, LONGEST_POST = 20, 50
KEEP = 100_000
# The common form, before the careful reader.
_MOBILE = re.compile("1[3-9][0-9]{9}")


def as_meant(text: str) -> str:
    """Free text, without the apostrophe by which our own sheets keep it from being computed."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(STARTERS) else text


def kin_of(name: str, relation: str, phone: str) -> Kin | Fault | None:
    """A guardian; None where nothing is said."""
    if not (name or relation or phone):
        return None
    called, related = name_of(name), label_of(relation, LONGEST_RELATION)
    number = phone if _MOBILE.fullmatch(phone) else phone_of(phone)
    if isinstance(called, Fault):
        return called
    if isinstance(related, Fault):
        return related
    return number if isinstance(number, Fault) else Kin(called, related, number)


def phone_of(text: str) -> str | Fault:
    return text if _MOBILE.fullmatch(text) else identity.read_phone(text)


@lru_cache(maxsize=10_000)
def label_of(text: str, longest: int) -> str | Fault:
    return identity.read_label(as_meant(text), field="label", longest=longest)


@lru_cache(maxsize=10_000)
def seat_of(text: str) -> int | Fault | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:9]) <= MOST_SEATS):
        return Fault("seat", "seat_shape", {"text": text[:20], "most": str(MOST_SEATS)})
    return int(text)


def name_of(text: str) -> str | Fault:
    return identity.read_name(text)


@lru_cache(maxsize=KEEP)
def date_of(text: str) -> dt.date | Fault:
    return identity.read_date(text)


@lru_cache(maxsize=1000)
def sex_of(text: str) -> str | Fault:
    return identity.read_sex(text)


@lru_cache(maxsize=1000)
def yes_no_of(text: str) -> bool | Fault:
    return identity.read_yes_no(text)


@lru_cache(maxsize=1000)
def document_of(text: str) -> str | Fault:
    return identity.read_id_kind(text) if text.strip() else "resident"
