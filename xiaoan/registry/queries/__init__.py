"""Reading the registry's own work: imports, their findings, pairs to decide; its words."""

from xiaoan.registry.queries.columns import HEADS
from xiaoan.registry.queries.words import of_sheet, sentence

__all__ = ["HEADS", "of_sheet", "sentence"]
