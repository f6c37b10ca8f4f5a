"""Packs of items: what has to be true before a school opens, whether it is reckoned or inspected, of which
schools, from which paper, since when. Data (`data/*.toml`), versions by the county."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from xiaoan.readiness.rules.judging import PARAMETERS

_DATA = Path(__file__).parents[1] / "data"
HOWS = ("computed", "inspected")
ONLY = ("", "boarding", "day")
STAGES = (
    "kindergarten", "primary", "teaching_point", "junior", "nine_year", "senior", "special",
)  # fmt: skip
# Own choice; a line has to be read on a phone.
LONGEST, MOST_ITEMS = 200, 120


@dataclass(frozen=True)
class Item:
    """One condition. `how` "computed": by the code of an evaluator (judging.PARAMETERS) with `params`, never
    by hand; "inspected": with the evidence that `asks` names. `stages`: kinds of schools, empty for all;
    `only`: of boarding or day schools. `may_lack`: an inspection may say that there is nothing of the
    kind. `words_do`: what is asked for can be said in words; else a yes shows a photo or a paper."""

    code: str
    group: str
    text: str
    hard: bool
    how: str
    by: str = ""
    params: Mapping[str, int | str] = field(default_factory=dict)
    asks: str = ""
    stages: tuple[str, ...] = ()
    only: str = ""
    may_lack: bool = False
    words_do: bool = False
    source: str = ""
    confidence: str = "L"
    since: str = ""
    until: str = ""

    def applies(self, stage: str, boarding: bool, on: dt.date) -> bool:
        """Whether a school of a stage is asked for it on a day."""
        if self.stages and stage not in self.stages:
            return False
        if self.only and boarding != (self.only == "boarding"):
            return False
        day = on.isoformat()
        return self.since <= day and (not self.until or day < self.until)


@dataclass(frozen=True)
class Pack:
    """Items by their groups, in the order of the paper. `ours`: no wording of an authority was seen."""

    code: str
    title: str
    version: str
    source: str
    confidence: str
    items: tuple[Item, ...]
    groups: Mapping[str, str]
    note: str = ""
    is_default: bool = False

    def of(self, stage: str, boarding: bool, on: dt.date) -> tuple[Item, ...]:
        """What a school is asked for on a day."""
        return tuple(one for one in self.items if one.applies(stage, boarding, on))

    def item(self, code: str) -> Item | None:
        return next((one for one in self.items if one.code == code), None)


@cache
def shipped() -> Mapping[str, Pack]:
    """The packs that come along, by code, the default first."""
    found = [_read(path) for path in sorted(_DATA.glob("pack-*.toml"))]
    return {one.code: one for one in sorted(found, key=lambda one: not one.is_default)}


def default() -> Pack:
    """The pack of today's law, in force until the county publishes one."""
    return next(iter(shipped().values()))


@cache
def inspection() -> Mapping[str, Any]:
    """How joint inspections go (`data/inspection-cn.toml`): authorities, days to rectify, who signs."""
    return tomllib.loads((_DATA / "inspection-cn.toml").read_text(encoding="utf-8"))


def _read(path: Path) -> Pack:
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    items = tuple(item_of({"source": told["source"], **row}) for row in told["item"])
    pack = Pack(
        told["code"], told["title"], told["version"], told["source"], told["confidence"], items,
        told["groups"], told.get("note", ""), told.get("is_default", False),
    )  # fmt: skip
    wrong = faults(pack.items, pack.groups)
    if wrong:
        raise ValueError(f"{path.name}: {wrong}")
    return pack


def item_of(told: Mapping[str, Any]) -> Item:
    """An item as it is kept (JSON or toml)."""
    return Item(**{**told, "stages": tuple(told.get("stages", ()))})


def item_json(one: Item) -> dict[str, Any]:
    """The same as JSON."""
    return {**one.__dict__, "stages": list(one.stages), "params": dict(one.params)}


def faults(items: Sequence[Item], groups: Iterable[str]) -> dict[str, str]:
    """Item → what cannot be of it: the name of a field. Empty: the pack can be used."""
    known, found, seen = set(groups), {}, set()
    for one in items:
        fault = _fault(one, known)
        if one.code in seen:
            fault = "code"
        seen.add(one.code)
        if fault:
            found[one.code] = fault
    return found


def _fault(one: Item, groups: set[str]) -> str:
    wrong = {
        "group": one.group not in groups,
        "text": not one.text.strip() or len(one.text) > LONGEST,
        "how": one.how not in HOWS,
        # A computed item has no evidence of hands, an inspected one no evaluator.
        "by": (one.how == "computed") != (one.by in PARAMETERS),
        "params": not set(one.params) <= set(PARAMETERS.get(one.by, ())),
        "asks": one.how == "inspected" and not one.asks,
        "only": one.only not in ONLY,
        "stages": not set(one.stages) <= set(STAGES),
    }
    return next((name for name, is_so in wrong.items() if is_so), "")


@dataclass(frozen=True)
class Change:
    """What became of an item from one version to another: "new", "gone", "changed" with the fields."""

    code: str
    text: str
    what: str
    fields: tuple[str, ...] = ()


def compare(earlier: Sequence[Item], later: Sequence[Item]) -> list[Change]:
    """In the order of the later, what is gone last."""
    before = {one.code: one for one in earlier}
    found = []
    for one in later:
        old = before.pop(one.code, None)
        if old is None:
            found.append(Change(one.code, one.text, "new"))
            continue
        names = tuple(
            name for name in Item.__dataclass_fields__ if getattr(one, name) != getattr(old, name)
        )
        if names:
            found.append(Change(one.code, one.text, "changed", names))
    return [*found, *(Change(one.code, one.text, "gone") for one in before.values())]
