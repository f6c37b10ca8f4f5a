"""Telephone numbers as clerks write them.

How sure: mobile numbers are eleven digits from 13 to 19 (telecommunications numbering plan, 工信部, H);
area codes 010, 02x, 03xx-09xx with seven or eight digits (H); Hong Kong 852 and Macao 853 with eight
digits, Taiwan 886 with eight or nine (H); E.164: at most fifteen digits (H).
"""

import re

from xiaoan.directory.rules.identity.cells import Fault, narrow, was_number

_FILLING = re.compile(r"[\s().\-_\u00b7\u2010-\u2015\u2212\u30fc]+")
# Between two numbers in one cell: comma, semicolon, slash, enumeration comma, "or", "and".
_BETWEEN = re.compile(r"[,;/\\|\u3001\u3002\u6216\u548c&]+")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0(?:10|2[0-9])[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6,7}")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_NEIGHBOURS = re.compile(r"852[2-9][0-9]{7}|853[268][0-9]{7}|886(?:9[0-9]{8}|[2-8][0-9]{7,8})")
_ABROAD = re.compile(r"(?!86)[1-9][0-9]{6,14}")


def read_phone(text: str, *, field: str = "phone") -> str | Fault:
    """A number in one form: 13812345678, 037166668888, +85291234567; or what is wrong with it."""
    if _MOBILE.fullmatch(text):
        return text  # as nearly all are: a roster has 400,000
    written = narrow(text)
    if not written:
        return Fault(field, "phone_empty")
    if was_number(written):
        return Fault(field, "number_cell")
    parts = [_digits(part) for part in _BETWEEN.split(written)]
    if sum(len(part) >= 7 for part in parts) > 1:
        return Fault(field, "phone_two")
    return _read(_digits(written), field)


def _digits(written: str) -> str:
    found = _FILLING.sub("", written)
    return "+" + found[2:] if found.startswith("00") else found


def _read(number: str, field: str) -> str | Fault:
    plain = number.removeprefix("+")
    if not plain.isdecimal() or not plain.isascii():
        return Fault(field, "phone_character", {"character": _strange(plain)})
    if plain.startswith("86") and len(plain) > 11:
        return _mainland(_national(plain[2:]), field)
    if _NEIGHBOURS.fullmatch(plain.replace("8860", "886", 1)):
        return "+" + plain.replace("8860", "886", 1)
    if number.startswith("+"):
        return number if _ABROAD.fullmatch(plain) else Fault(field, "phone_shape")
    return _mainland(number, field)


def _national(number: str) -> str:
    """After +86 the zero of the area code is left out, or is not."""
    mobile = _MOBILE.fullmatch(number) or number.startswith("0")
    return number if mobile else f"0{number}"


def _mainland(number: str, field: str) -> str | Fault:
    if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
        return number
    if _LOCAL.fullmatch(number):
        return Fault(field, "phone_area")
    if len(number) == 22 and _MOBILE.fullmatch(number[:11]):
        return Fault(field, "phone_two")
    if number.startswith("1") and len(number) != 11:
        return Fault(field, "phone_length", {"length": str(len(number))})
    return Fault(field, "phone_shape")


def _strange(number: str) -> str:
    return next((c for c in number if not (c.isascii() and c.isdecimal())), "+")
