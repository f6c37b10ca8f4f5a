"""The rows of a list of children, whatever file they come in. Nothing is guessed: one row that is wrong, and
nothing of the sheet is taken."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.identity import Fault
from xiaoan.dropout.rules import children as rules
from xiaoan.kernel import ciphers, clock
from xiaoan.web import uploads
from xiaoan.web.uploads import BadCell

HEADS = {
    "name": _l("姓名"), "id_number": _l("证件号码"), "birth_date": _l("出生日期"), "township": _l("乡镇"),
    "village": _l("村(社区)"), "address": _l("住址"), "guardian": _l("监护人"), "phone": _l("电话"),
    "note": _l("备注"),
}  # fmt: skip
SHEET = uploads.Template(HEADS, ("name",), most=rules.MOST_ROWS)
_T = TypeVar("_T")


@dataclass(frozen=True)
class Listed:
    """A row: `id_number` is empty or can be one; `unit_no` is the township."""

    row_no: int
    name: str
    id_kind: str
    id_number: str
    birth: dt.date
    unit_no: int
    village: str = ""
    address: str = ""
    guardian: str = ""
    phone: str = ""
    note: str = ""

    def content(self) -> dict[str, str]:
        """What is sealed of it."""
        told = {name: str(value) for name, value in asdict(self).items() if value}
        return {name: value for name, value in told.items() if name not in ("row_no", "unit_no")}

    def who(self) -> bytes:
        """Equal for the same child of another list: by the number, else by name, birth and township."""
        text = self.id_number or f"{self.name} {self.birth} {self.unit_no}"
        return ciphers.blind_index(text, kind="dropout.child")

    def id_index(self) -> bytes | None:
        """Equal to that of the same number on the roster."""
        return ciphers.blind_index(self.id_number, kind="id") if self.id_number else None


class Reader:
    """Reads rows for a unit. `townships`: name → number of those that may be named."""

    def __init__(self, unit_no: int, townships: Mapping[str, int]) -> None:
        self.only = unit_no if unit_no in townships.values() else 0
        self.townships = townships
        self.seen: dict[bytes, int] = {}

    def line(self, number: int, texts: Mapping[str, str]) -> Listed:
        kind, id_number, born = _number(texts.get("id_number", ""))
        birth = _read("birth_date", identity.read_date, texts.get("birth_date", "")) or born
        if birth is None:
            raise BadCell("birth_date", _("证件号码和出生日期至少填一个,不然认不出是谁。"))
        if born and birth != born:
            raise BadCell("birth_date", _("和证件号码里的出生日期不一样。请核对。"))
        one = Listed(
            number, _read("name", identity.read_name, texts.get("name", "")) or "", kind, id_number,
            birth, self._township(texts.get("township", "")), texts.get("village", ""),
            texts.get("address", ""), texts.get("guardian", ""),
            _read("phone", identity.read_phone, texts.get("phone", "")) or "", texts.get("note", ""),
        )  # fmt: skip
        if not one.name:
            raise BadCell("name", _("请填姓名。"))
        first = self.seen.setdefault(one.who(), number)
        if first != number:
            raise BadCell("name", _("与第 %(n)s 行是同一个孩子。请只留一行。") % {"n": first})
        return one

    def _township(self, text: str) -> int:
        named = self.townships.get(text.strip())
        if self.only:
            if text.strip() and named != self.only:
                raise BadCell("township", _("这份名单是一个乡镇的,这一行写的是别的乡镇。"))
            return self.only
        if named is None:
            names = "、".join(self.townships)
            raise BadCell("township", _("请写清是哪个乡镇:%(names)s。") % {"names": names})
        return named


def _number(text: str) -> tuple[str, str, dt.date | None]:
    if not text.strip():
        return "", "", None
    kind = identity.guess_kind(text) or "resident"
    found = identity.read_id(kind, text, today=clock.today(), invented=settings.DEMO)
    if isinstance(found, Fault):
        raise BadCell("id_number", directory.fault_sentence(found.code, found.values))
    return found.kind, found.number, found.birth_date


def _read(key: str, reader: Callable[[str], _T | Fault], text: str) -> _T | None:
    if not text.strip():
        return None
    found = reader(text)
    if isinstance(found, Fault):
        raise BadCell(key, directory.fault_sentence(found.code, found.values))
    return found
