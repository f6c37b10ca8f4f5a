"""Reading notices: whom they are for, what became of them, the inbox, call lists."""

from xiaoan.notices.models import Notice
from xiaoan.notices.queries.offices import Office, may_address, office_of, offices, require_office
from xiaoan.notices.queries.resolving import Counted, count

__all__ = [
    "Counted",
    "Notice",
    "Office",
    "count",
    "may_address",
    "office_of",
    "offices",
    "require_office",
]
