"""Items as apps above need them: which there are, their units and packs, a typed quantity in base units."""

from decimal import Decimal

from xiaoan.supplies import rules
from xiaoan.supplies.queries import words
from xiaoan.supplies.queries.words import item_name, pack_choices, unit_name


def codes() -> tuple[str, ...]:
    return tuple(rules.ITEMS)


def item(code: str) -> rules.Item | None:
    """Unit, packs and whether it expires; None: there is no such item."""
    return rules.ITEMS.get(code)


def size_of(code: str, pack: str) -> int:
    """Base units in a pack; 0: the item does not come so."""
    return rules.ITEMS[code].size(pack) if code in rules.ITEMS else 0


def read(code: str, typed: str, pack: str, least: int = 1) -> tuple[int, str, str]:
    """A typed quantity: base units, and, where it cannot be taken, a code of why and the sentence."""
    if code not in rules.ITEMS:
        return 0, "unit", words.fault_sentence(rules.Fault("unit"), code)
    try:
        return rules.in_base(rules.ITEMS[code], typed, pack, least=least), "", ""
    except rules.Fault as fault:
        return 0, fault.code, words.fault_sentence(fault, code)


def read_number(typed: str) -> Decimal | None:
    """What somebody typed as a number, full-width digits too; None: it is none."""
    try:
        return rules.read_number(typed)
    except rules.Fault:
        return None


def items() -> dict[str, str]:
    """Code of every item → its name."""
    return {code: item_name(code) for code in rules.ITEMS}


def packs(code: str) -> dict[str, int]:
    """Packs of an item by size in base units, without the single piece."""
    return dict(rules.ITEMS[code].packs)


__all__ = [
    "codes",
    "item",
    "item_name",
    "items",
    "pack_choices",
    "packs",
    "read",
    "read_number",
    "size_of",
    "unit_name",
]
