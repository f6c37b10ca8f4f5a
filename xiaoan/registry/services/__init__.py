"""Importing rosters, and deciding who is the same person."""

from xiaoan.registry.services.imports import (
    LARGEST,
    MODES,
    confirm,
    receive,
    request_stop,
)
from xiaoan.registry.services.judging import OUTCOMES, Judgement, judge
from xiaoan.registry.services.reading import Unreadable
from xiaoan.registry.services.running import apply, check, import_now

__all__ = [
    "LARGEST",
    "MODES",
    "OUTCOMES",
    "Judgement",
    "Unreadable",
    "apply",
    "check",
    "confirm",
    "import_now",
    "judge",
    "receive",
    "request_stop",
]
