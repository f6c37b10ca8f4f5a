"""Dates, sex and yes or no, as clerks type them."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache

from xiaoan.directory.rules.identity.cells import Fault, meanings, narrow, words

# A day that carries no hour: what programs append when they write a date as text.
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00(?:\.0+)?)?Z?$")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY = re.compile(r"([0-9]{4})[- ]([0-9]{1,2})[- ]([0-9]{1,2})")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_SHORT_YEAR = re.compile(r"[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}|[0-9]{1,2}-[0-9]{1,2}-[0-9]{2}")
_YEAR_LAST = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}")
_NO_DAY = re.compile(r"[0-9]{4}-[0-9]{1,2}-?|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])|[0-9]{4}-?")
# Excel counts days from 1900: five digits are 1927 to 2173.
_SERIAL = re.compile(r"[1-9][0-9]{4}(?:\.0+)?")


def read_date(text: str, *, field: str = "birth_date") -> dt.date | Fault:
    """2015-9-1, 2015/09/01, 2015.9.1, 20150901 or with the characters for year, month and day.

    A year of two digits, another order and Excel's count of days are refused: each could be two dates.
    """
    if _ISO.fullmatch(text):
        return _day(text.split("-"), text, field)  # as sheets give their date cells
    written = _MIDNIGHT.sub("", narrow(text))
    if not written:
        return Fault(field, "date_empty")
    plain = re.sub(r" *- *", "-", written.translate(_marks())).strip()
    found = _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if not found:
        return Fault(field, _code_of_fault(plain), {"text": written[:20]})
    return _day(found.groups(), written, field)


def _day(parts: Iterable[str], written: str, field: str) -> dt.date | Fault:
    try:
        return dt.date(*map(int, parts))
    except ValueError:
        return Fault(field, "date_impossible", {"text": written[:20]})


def _code_of_fault(plain: str) -> str:
    for code, shape in (
        ("date_serial", _SERIAL),
        ("date_short_year", _SHORT_YEAR),
        ("date_order", _YEAR_LAST),
        ("date_without_day", _NO_DAY),
    ):
        if shape.fullmatch(plain):
            return code
    return "date_shape"


@cache
def _marks() -> dict[int, str]:
    marks = words()["date"]
    return {**{ord(c): "-" for c in marks["between"]}, **{ord(c): "" for c in marks["end"]}}


def read_sex(text: str, *, field: str = "sex") -> str | Fault:
    """M or F."""
    word = narrow(text).lower()
    if not word:
        return Fault(field, "sex_empty")
    return meanings("sex").get(word) or Fault(field, "sex_unknown", {"text": word[:20]})


def read_yes_no(text: str, *, field: str = "yes_no") -> bool | Fault:
    """A tick, a cross or a word for yes or no. An empty cell is neither."""
    word = narrow(text).lower()
    if not word:
        return Fault(field, "yes_no_empty")
    meaning = meanings("yes_no").get(word)
    return meaning == "yes" if meaning else Fault(field, "yes_no_unknown", {"text": word[:20]})
