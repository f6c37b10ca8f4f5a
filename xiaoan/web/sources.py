"""The documents that data files name by a key, by their titles (web/data/sources.toml).

A data file writes `source = "[S07][S13]"`; whoever reads a page reads titles, and which of them nobody
could confirm.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

_FILE = Path(__file__).parent / "data" / "sources.toml"
# As a data file writes them: nothing but keys.
KEYS = re.compile(r"(\[[A-Za-z0-9]+\])+")
_KEY = re.compile(r"\[([A-Za-z0-9]+)\]")
# What is no document, and says so.
NO_DOCUMENT: dict[str, Any] = {
    "OWN": _l("本系统自定,不是发布的文件"),
    "MEM": _l("凭记忆,未见文本,待核"),
    "PRACTICE2023": _l("2023年以来的通行做法"),
}
# How sure a number is, as docs/rules.md has it.
CONFIDENCE_NAMES: dict[str, Any] = {
    "H": _l("已核对两份文本"), "M": _l("一份文本,待核"), "L": _l("自定,待核"), "MEM": _l("未见文本,待核"),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """One document. `is_confirmed`: its text was seen, or two copies agree."""

    key: str
    title: str
    is_confirmed: bool


@cache
def documents() -> dict[str, Source]:
    """Every document that has a title, by key."""
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        key: Source(key, row["title"], row["sure"] == "seen")
        for key, row in told.items()
        if isinstance(row, dict)
    }


def keys(text: str) -> tuple[str, ...]:
    """S07, S13 of "[S07][S13]"."""
    return tuple(_KEY.findall(text))


def titles(text: str) -> str:
    """The titles for the keys of a data file, unconfirmed ones marked; words that are no keys as they are."""
    return _(";").join(_title(key) for key in keys(text)) or text


def _title(key: str) -> str:
    if key in NO_DOCUMENT:
        return str(NO_DOCUMENT[key])
    found = documents().get(key)
    if found is None:
        return key
    return found.title if found.is_confirmed else _("%(title)s(出处待核)") % {"title": found.title}
