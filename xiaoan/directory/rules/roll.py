"""What a row of a roster says about a person, once every cell was read."""

import datetime as dt
from dataclasses import dataclass

STUDENT, STAFF = "student", "staff"


# Not frozen: a roster makes 600,000 of these, and freezing takes three times as long as making.
@dataclass(slots=True)
class Kin:
    """A guardian as a row names them; an empty relation says nothing about it."""

    name: str
    relation: str
    phone: str


@dataclass(slots=True)
class RosterRow:
    """One person at one school. `unit_no` is the class of a pupil, the school of staff.

    What a sheet leaves empty (None, "") says nothing: what is on record stays.
    """

    number: int
    kind: str
    school_no: int
    unit_no: int
    code: str
    name: str
    sex: str
    birth_date: dt.date
    id_kind: str
    id_number: str
    seat: int | None = None
    boarder: bool | None = None
    room_no: int | None = None
    phone: str = ""
    post: str = ""
    kin: tuple[Kin | None, Kin | None] = (None, None)

    @property
    def key(self) -> str:
        """What finds the person again: the ID number; without one, the student number in the school."""
        return self.id_number or f"{self.school_no}/{self.code}"
