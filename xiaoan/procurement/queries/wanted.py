"""How much of each item a store ought to have: the one place that says so. Today the standard says it; a
forecast that knows better is to be asked here."""

from dataclasses import dataclass

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.supplies.queries import gaps


@dataclass(frozen=True)
class Want:
    """What a store ought to hold of an item. `known`: False where part of the need is not known. `why`:
    standard, or schools (what those under it lack)."""

    item: str
    amount: int
    known: bool
    why: str


def wanted(actor: Actor, store: directory.Place) -> list[Want]:
    """Of a school what the standard asks at the level in force; of a store above schools what these lack, so
    that it can be given on."""
    level = gaps.level_at(actor, store.no)
    schools = gaps.schools(actor, store.no, level)
    if store.kind == "school":
        return [
            Want(item, gap.need.least, not gap.need.unknown, "standard")
            for school in schools
            for item, gap in school.gaps.items()
            if gap.need is not None
        ]
    return [
        Want(one.item, one.short, not one.unknown_schools, "schools")
        for one in gaps.by_item(schools)
        if one.short
    ]
