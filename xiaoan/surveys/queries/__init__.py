"""Reading surveys: who is asked, what stands about each person, how every unit adds up to its roll."""

from xiaoan.surveys.queries.asked import (
    Asked,
    asked,
    categories,
    category_codes,
    unknown_ids,
)
from xiaoan.surveys.queries.declared import PLACE, REMARK, Declared, declared, opened, said_by
from xiaoan.surveys.queries.people import STATES, Page, Person, people, person
from xiaoan.surveys.queries.units import (
    Progress,
    Sums,
    UnitSums,
    Visible,
    children,
    in_series,
    round_seen,
    rounds,
    sums,
    tally_seen,
)

__all__ = [
    "PLACE",
    "REMARK",
    "STATES",
    "Asked",
    "Declared",
    "Page",
    "Person",
    "Progress",
    "Sums",
    "UnitSums",
    "Visible",
    "asked",
    "categories",
    "category_codes",
    "children",
    "declared",
    "in_series",
    "opened",
    "people",
    "person",
    "round_seen",
    "rounds",
    "said_by",
    "sums",
    "tally_seen",
    "unknown_ids",
]
