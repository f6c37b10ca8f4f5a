"""Writing campus: sittings and tables, the entrance register."""

from xiaoan.campus.services.door import NewVisit, come, forget, let_out
from xiaoan.campus.services.rooms import set_beds
from xiaoan.campus.services.seats import NewSitting, seat_class, set_sitting
from xiaoan.campus.services.sheets import HEADS, Put, Seat, put_seats, read_sheet
from xiaoan.campus.services.sleeping import MOST as MOST_MOVED
from xiaoan.campus.services.sleeping import Move, move

__all__ = [
    "HEADS", "MOST_MOVED", "Move", "NewSitting", "NewVisit", "Put", "Seat", "come",
    "forget", "let_out", "move", "put_seats",
    "read_sheet", "seat_class", "set_beds", "set_sitting",
]  # fmt: skip
