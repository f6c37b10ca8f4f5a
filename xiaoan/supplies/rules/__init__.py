"""Pure decisions: units and packs, kinds of entries, which lot goes first, what a standard asks for."""

from xiaoan.supplies.rules.items import (
    ITEMS,
    PACKS,
    PIECES,
    UNITS,
    Fault,
    Item,
    in_base,
    items_version,
    read_code,
    read_number,
)
from xiaoan.supplies.rules.ledger import (
    ACTS,
    EXPIRING,
    FARTHEST_EXPIRY,
    KINDS,
    LONGEST,
    MOST_PRICE,
    OLDEST_ENTRY,
    SIGNS,
    SOURCES,
    Stock,
    Take,
    first_expired_first,
    is_in_order,
    is_usable,
    may_be_day,
)
from xiaoan.supplies.rules.standards import (
    BASES,
    DEFAULT,
    STAGES,
    VERSION_STATES,
    Need,
    Rule,
    Size,
    Standard,
    gap_state,
    needed,
    rule_fault,
    rules_of,
    said_of,
)

__all__ = [
    "ACTS", "BASES", "DEFAULT", "EXPIRING", "FARTHEST_EXPIRY", "ITEMS", "KINDS", "LONGEST",
    "MOST_PRICE", "OLDEST_ENTRY", "PACKS", "PIECES", "SIGNS", "SOURCES", "STAGES", "UNITS", "VERSION_STATES",
    "Fault", "Item", "Need", "Rule", "Size", "Standard", "Stock", "Take", "first_expired_first",
    "gap_state", "in_base", "is_in_order", "is_usable", "items_version", "may_be_day", "needed",
    "read_code", "read_number", "rule_fault", "rules_of", "said_of",
]  # fmt: skip
