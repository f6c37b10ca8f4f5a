"""Formats of exchange: what is held, in the shape that another system takes."""

from xiaoan.returns.queries.exchange.absence import HEADS, Absences, absences
from xiaoan.returns.queries.exchange.dhis2 import data_value_set
from xiaoan.returns.queries.exchange.fhir import bundle, ndjson
from xiaoan.returns.queries.exchange.figures import Found, code_of, figures, names_there, ours

__all__ = [
    "HEADS", "Absences", "Found", "absences", "bundle", "code_of", "data_value_set", "figures",
    "names_there", "ndjson", "ours",
]  # fmt: skip
