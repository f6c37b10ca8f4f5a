"""Reading who somebody is from the cells of a roster: ID number, phone, name, dates. Pure.

A reader gives the value in one form, or a `Fault` that names the field, what is wrong and what the
sentence needs. Nothing is repaired by guessing.
"""

from xiaoan.directory.rules.identity.cells import Fault
from xiaoan.directory.rules.identity.numbers import (
    KINDS,
    IdNumber,
    agree,
    check_digit,
    guess_kind,
    ordinary,
    read_id,
    read_id_kind,
)
from xiaoan.directory.rules.identity.phones import read_phone
from xiaoan.directory.rules.identity.plain import read_date, read_sex, read_yes_no
from xiaoan.directory.rules.identity.spelling import (
    DOT,
    is_ideograph,
    read_label,
    read_name,
    read_words,
)

__all__ = [
    "DOT",
    "KINDS",
    "Fault",
    "IdNumber",
    "agree",
    "check_digit",
    "guess_kind",
    "is_ideograph",
    "ordinary",
    "read_date",
    "read_id",
    "read_id_kind",
    "read_label",
    "read_name",
    "read_phone",
    "read_sex",
    "read_words",
    "read_yes_no",
]
