"""Reading surveys: who is asked, what stands about each person, how every unit adds up to its roll."""

from xiaoan.surveys.queries.asked import Asked, asked, open_duties_about, unknown_ids
from xiaoan.surveys.queries.declared import PLACE, REMARK, Declared, declared, opened, said_by

__all__ = [
    "PLACE",
    "REMARK",
    "Asked",
    "Declared",
    "asked",
    "declared",
    "open_duties_about",
    "opened",
    "said_by",
    "unknown_ids",
]
