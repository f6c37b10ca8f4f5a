"""Policy packs: the categories of key persons, each with its days, from the data beside."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Category:
    """One reason to follow somebody: its label stands `days` days, follow-up every `every` days."""

    code: str
    days: int
    every: int
    paper: bool
    source: str
    confidence: str


@dataclass(frozen=True)
class Pack:
    """Categories of a time; `until` the last day on which its rules were in force, if they are not now."""

    code: str
    since: dt.date
    until: dt.date | None
    source: str
    confidence: str
    categories: tuple[Category, ...]


def read_packs(text: str) -> tuple[Pack, ...]:
    return tuple(_pack(one) for one in tomllib.loads(text)["packs"])


def _pack(one: dict[str, Any]) -> Pack:
    return Pack(
        one["code"], one["since"], one.get("until"), one["source"], one["confidence"],
        tuple(Category(**category) for category in one["categories"]),
    )  # fmt: skip


PACKS = read_packs(
    (files("xiaoan.keypersons") / "data" / "packs-cn.toml").read_text(encoding="utf-8")
)
# Of a county that has chosen none.
DEFAULT_PACK = "post-2023"
_BY_CODE = {pack.code: pack for pack in PACKS}
DEFAULT = _BY_CODE[DEFAULT_PACK]


def pack_of(code: str) -> Pack | None:
    return _BY_CODE.get(code)


def category_of(pack: str, code: str) -> Category | None:
    """A category of a pack; None if the pack has none of that code."""
    found = _BY_CODE.get(pack)
    return next((one for one in found.categories if one.code == code), None) if found else None
