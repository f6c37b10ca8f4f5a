"""Tables of hygiene. `unit_no` is whose place it is: a class, room, canteen, bus, else the school."""

from xiaoan.hygiene.models.away import Away
from xiaoan.hygiene.models.flags import Flag
from xiaoan.hygiene.models.incidents import Incident, IncidentStep
from xiaoan.hygiene.models.plans import Act, Line, Owing, Place, Plan
from xiaoan.hygiene.models.products import Product
from xiaoan.hygiene.models.rounds import Due, Record, Round, SchoolDay
from xiaoan.hygiene.models.truth import Check, Doubt, Draw, Statement

__all__ = [
    "Act",
    "Away",
    "Check",
    "Doubt",
    "Draw",
    "Due",
    "Flag",
    "Incident",
    "IncidentStep",
    "Line",
    "Owing",
    "Place",
    "Plan",
    "Product",
    "Record",
    "Round",
    "SchoolDay",
    "Statement",
]
