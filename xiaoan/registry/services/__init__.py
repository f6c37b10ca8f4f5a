"""Importing rosters, and deciding who is the same person."""

from xiaoan.registry.services.errors import ErrorsBeside, write_errors
from xiaoan.registry.services.findings import errors_of, findings_of, has_errors
from xiaoan.registry.services.imports import (
    LARGEST,
    MODES,
    confirm,
    put_away,
    receive,
    request_stop,
)
from xiaoan.registry.services.judging import OUTCOMES, Judgement, judge, undisturbed
from xiaoan.registry.services.pairs import decide
from xiaoan.registry.services.reading import Unreadable
from xiaoan.registry.services.running import apply, check, ending_badly, import_now
from xiaoan.registry.services.template import template

__all__ = [
    "LARGEST",
    "MODES",
    "OUTCOMES",
    "ErrorsBeside",
    "Judgement",
    "Unreadable",
    "apply",
    "check",
    "confirm",
    "decide",
    "ending_badly",
    "errors_of",
    "findings_of",
    "has_errors",
    "import_now",
    "judge",
    "put_away",
    "receive",
    "request_stop",
    "template",
    "undisturbed",
    "write_errors",
]
