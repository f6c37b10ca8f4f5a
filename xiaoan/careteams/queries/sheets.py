"""A ledger as a sheet: which column is which, and how its words are compared."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from django.utils.translation import override

from xiaoan.careteams.queries.words import ROLE_NAMES

_DATA: dict[str, Any] = tomllib.loads(
    (files("xiaoan.careteams") / "data" / "sheet-cn.toml").read_text(encoding="utf-8")
)
# As the template writes them.
HEADS: dict[str, str] = {code: names[0] for code, names in _DATA["heads"].items()}
ROLE_HEADS: dict[str, str] = {code: names[0] for code, names in _DATA["roles"].items()}
AFTER: dict[str, str] = {code: names[0] for code, names in _DATA["after"].items()}
STAFF_WORD: str = _DATA["words"]["staff_of_template"]
LISTING: frozenset[str] = frozenset(_DATA["listing"]["roles"])
FILE_PLACE = "careteams_sheet.file_cipher"
_BRACKETS = re.compile(r"[\s()*]+")


class Column(NamedTuple):
    """What a column holds: a field of the row, or (`role`) the carer, post or phone of a role."""

    field: str
    role: str = ""


def key(text: str) -> str:
    """Words without spaces and brackets, full-width signs as plain ones: `李四(村支书)` is 李四村支书."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _BRACKETS.sub("", text)


_STAFF = frozenset(map(key, _DATA["words"]["staff"]))
_NOBODY = frozenset(_DATA["words"]["nobody"])


def _known() -> dict[str, Column]:
    found = {key(name): Column(code) for code, names in _DATA["heads"].items() for name in names}
    for role, names in _DATA["roles"].items():
        for name in names:
            found[key(name)] = Column("carer", role)
            for field, words in _DATA["after"].items():
                found.update({key(f"{name}{word}"): Column(field, role) for word in words})
    return found


_COLUMNS = _known()
_ROLES = {key(name): role for role, names in _DATA["roles"].items() for name in names}
# By these the row of headings is found.
ALL_HEADS = tuple(
    dict.fromkeys(
        name for table in ("heads", "roles") for names in _DATA[table].values() for name in names
    )
)


def columns(heads: Sequence[str]) -> list[Column | None]:
    """What each column is; None: it is not read. `包联人电话` belongs to the one carer of its row."""
    return [_COLUMNS.get(key(head)) for head in heads]


def role_of(text: str) -> str:
    """The role that a cell names, '' none that there is."""
    found: str = _ROLES.get(key(text), "")
    return found


def is_staff(text: str) -> bool:
    return key(text) in _STAFF


def is_nobody(text: str) -> bool:
    return text.strip() in _NOBODY


def role_name(role: str) -> str:
    """A role as it stands on a sheet, whatever language its reader has."""
    with override("zh-hans"):
        return str(ROLE_NAMES[role])
