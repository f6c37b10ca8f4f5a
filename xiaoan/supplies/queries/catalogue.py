"""The items that stores keep, for other apps."""

from xiaoan.supplies import rules
from xiaoan.supplies.queries.words import item_name, pack_choices, unit_name


def items() -> dict[str, str]:
    """Code of every item → its name."""
    return {code: item_name(code) for code in rules.ITEMS}


def pack_size(item: str, pack: str) -> int:
    """Base units of a pack of an item; 0: there is no such item, or it does not come so."""
    known = rules.ITEMS.get(item)
    return known.size(pack) if known else 0


def packs(item: str) -> dict[str, int]:
    """Packs of an item by size in base units, without the single piece."""
    return dict(rules.ITEMS[item].packs)


def read_quantity(item: str, typed: str, pack: str) -> int | str:
    """A typed quantity in base units, zero too; else the code of what is wrong with it."""
    known = rules.ITEMS.get(item)
    if known is None:
        return "unit"
    try:
        return rules.in_base(known, typed, pack, least=0)
    except rules.Fault as fault:
        return fault.code


__all__ = ["item_name", "items", "pack_choices", "pack_size", "packs", "read_quantity", "unit_name"]
