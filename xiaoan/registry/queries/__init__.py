"""Reading the registry's own work: imports, their findings, pairs to decide; its words."""

from xiaoan.registry.queries.columns import HEADS
from xiaoan.registry.queries.imports import Import, imports, one_import, schools_in
from xiaoan.registry.queries.pairs import Pair, open_pairs
from xiaoan.registry.queries.words import (
    OUTCOME_NAMES,
    OUTCOME_NOTES,
    STATE_NAMES,
    of_sheet,
    sentence,
)

__all__ = [
    "HEADS",
    "OUTCOME_NAMES",
    "OUTCOME_NOTES",
    "STATE_NAMES",
    "Import",
    "Pair",
    "imports",
    "of_sheet",
    "one_import",
    "open_pairs",
    "schools_in",
    "sentence",
]
