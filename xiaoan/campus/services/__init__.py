"""Writing campus: sittings and tables, the entrance register."""

from xiaoan.campus.services.door import NewVisit, come, forget, let_out
from xiaoan.campus.services.seats import NewSitting, seat_class, set_sitting

__all__ = ["NewSitting", "NewVisit", "come", "forget", "let_out", "seat_class", "set_sitting"]
