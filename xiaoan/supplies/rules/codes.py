"""What a scanner types: a plain bar code, or a GS1 element string with batch and expiry (GS1 General
Specifications, section 3: AI 01, 10, 17; the lengths of the others are needed to step over them)."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from xiaoan.supplies.rules.items import Fault, read_code

# FNC1 between elements, as scanners send it.
_SEPARATOR = "\x1d"
# What a scanner may send before it: the symbology (ISO/IEC 15424).
_SYMBOLOGY = re.compile(r"^\][A-Za-z][0-9]")
_FIXED = {
    "00": 18, "01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
}  # fmt: skip
_VARIABLE = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "400": 30}
_TRADE, _BATCH, _EXPIRES = "01", "10", "17"
_BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
_LONGEST = 200


@dataclass(frozen=True)
class Scanned:
    """`code`: the trade item, 14 digits; '' and None: not said by what was scanned."""

    code: str
    batch: str = ""
    expires: dt.date | None = None


def read_scan(typed: str) -> Scanned:
    """A scan as its parts. Raises Fault as `read_code` does; `gs1`: it cannot be taken apart."""
    text = _SYMBOLOGY.sub("", typed.strip(" \t\r\n"))
    if len(text) > _LONGEST:
        raise Fault("gs1")
    if text.startswith("("):
        return _parts(_bracketed(text))
    text = text.removeprefix(_SEPARATOR)
    if len(text) <= 14 or not text.startswith(_TRADE) or _is_twice(text):
        return Scanned(read_code(text))
    return _parts(_elements(text))


def _is_twice(text: str) -> bool:
    """The same plain code two times in a row is for `read_code` to say."""
    half = len(text) // 2
    return len(text) % 2 == 0 and text[:half] == text[half:]


def _bracketed(text: str) -> dict[str, str]:
    """(01)…(17)…(10)… as people read it under the code."""
    if _BRACKETED.sub("", text).strip():
        raise Fault("gs1")
    return {ai: value.strip() for ai, value in _BRACKETED.findall(text)}


def _elements(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = text
    while rest:
        ai = next((rest[:n] for n in (2, 3) if rest[:n] in _FIXED or rest[:n] in _VARIABLE), "")
        if not ai:
            raise Fault("gs1")
        rest = rest[len(ai) :]
        if ai in _FIXED:
            value, rest = rest[: _FIXED[ai]], rest[_FIXED[ai] :]
            if len(value) != _FIXED[ai]:
                raise Fault("gs1")
        else:
            value, _, rest = rest.partition(_SEPARATOR)
            if not 0 < len(value) <= _VARIABLE[ai]:
                raise Fault("gs1")
        rest = rest.removeprefix(_SEPARATOR)
        found.setdefault(ai, value)
    return found


def _parts(found: dict[str, str]) -> Scanned:
    if _TRADE not in found:
        raise Fault("gs1")
    expires = found.get(_EXPIRES, "")
    return Scanned(
        read_code(found[_TRADE]), found.get(_BATCH, ""), _date(expires) if expires else None
    )


def _date(digits: str) -> dt.date:
    """YYMMDD; day 00 is the last of its month. All years are 20YY."""
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise Fault("gs1")
    year, month, day = 2000 + int(digits[:2]), int(digits[2:4]), int(digits[4:])
    if not 1 <= month <= 12:
        raise Fault("gs1")
    try:
        return dt.date(year, month, day or calendar.monthrange(year, month)[1])
    except ValueError:
        raise Fault("gs1") from None
