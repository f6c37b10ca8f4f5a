"""Policy packs with their words; which one is in force in the county."""

import datetime as dt
from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.keypersons import rules
from xiaoan.keypersons.models import PackChoice
from xiaoan.keypersons.queries.labels import CATEGORY_NAMES, DEFINITIONS, PACK_NAMES


@dataclass(frozen=True)
class Category:
    """A category as people read it; the label stands `days` days, follow-up every `every` days."""

    code: str
    name: str
    definition: str
    days: int
    every: int
    paper: bool
    source: str
    confidence: str


@dataclass(frozen=True)
class Pack:
    """A policy pack; `until` the last day of its time, if it is over."""

    code: str
    name: str
    since: dt.date
    until: dt.date | None
    source: str
    confidence: str
    categories: tuple[Category, ...]

    def category(self, code: str) -> Category | None:
        return next((one for one in self.categories if one.code == code), None)


@dataclass(frozen=True)
class Choice:
    """That a pack is in force from a day on."""

    pack: str
    since: dt.date


def packs() -> tuple[Pack, ...]:
    """All packs that ship, the oldest first."""
    return tuple(_pack(one) for one in rules.PACKS)


def pack_in_force(actor: Actor, day: dt.date) -> Pack:
    """The pack in force in the county on a day; the default until somebody has chosen."""
    code = (
        PackChoice.objects.filter(since__lte=day)
        .order_by("-since")
        .values_list("pack", flat=True)
        .first()
    )
    return _pack(rules.pack_of(code or "") or rules.DEFAULT)


def pack_choices(actor: Actor) -> list[Choice]:
    """What was chosen, the latest first."""
    if not actor.sees(directory.county().no):
        return []
    rows = PackChoice.objects.order_by("-since").values_list("pack", "since")
    return [Choice(*row) for row in rows]


def category_name(code: str) -> str:
    return str(CATEGORY_NAMES.get(code, code))


def _pack(one: rules.Pack) -> Pack:
    return Pack(
        one.code, str(PACK_NAMES[one.code]), one.since, one.until, one.source, one.confidence,
        tuple(_category(category) for category in one.categories),
    )  # fmt: skip


def _category(one: rules.Category) -> Category:
    return Category(
        one.code, category_name(one.code), str(DEFINITIONS[one.code]), one.days, one.every,
        one.paper, one.source, one.confidence,
    )  # fmt: skip
