"""One row of the board."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from xiaoan.directory.queries import Place
from xiaoan.overview.queries.figures import Figures


@dataclass(frozen=True)
class Row:
    """One unit of the table. All after `figures` is for classes only.

    `status` is due, missed, done, late or excused; '' for a unit above the class.
    """

    place: Place
    figures: Figures
    grade: str = ""
    status: str = ""
    duty_id: UUID | None = None
    teacher: str = ""
    submitted_at: dt.datetime | None = None
    version: int = 0
