"""One row of the board."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory.queries import Place
from xiaoan.overview.queries.figures import Figures


@dataclass(frozen=True)
class Row:
    """One unit of the table. All after `idle` is for classes only.

    `status` is due, missed, done, late or excused; '' for a unit above the class. `idle` says in words
    why nothing is due from the unit.
    """

    place: Place
    figures: Figures
    idle: str = ""
    grade: str = ""
    status: str = ""
    duty_id: UUID | None = None
    teacher: str = ""
    submitted_at: dt.datetime | None = None
    version: int = 0
