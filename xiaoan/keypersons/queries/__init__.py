"""Reading key persons: packs, the line list, one person's history, what is due, figures."""

from xiaoan.keypersons.queries.open import OpenLine, open_of
from xiaoan.keypersons.queries.packs import (
    Category,
    Choice,
    Pack,
    category_name,
    pack_choices,
    pack_in_force,
    packs,
)

__all__ = [
    "Category",
    "Choice",
    "OpenLine",
    "Pack",
    "category_name",
    "open_of",
    "pack_choices",
    "pack_in_force",
    "packs",
]
