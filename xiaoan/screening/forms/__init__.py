"""What is typed about the daily checks: text → typed values, shape only."""

from xiaoan.screening.forms.calendar import (
    A_DATE,
    NamedDayForm,
    StretchForm,
    TermForm,
    bell_line,
    read_bells,
    read_time,
)
from xiaoan.screening.forms.marks import (
    NOTE_LENGTH,
    ExcuseForm,
    HeadForm,
    Typed,
    from_mark,
    read_marks,
    to_mark,
)
from xiaoan.screening.forms.paper import as_post, read_paper
from xiaoan.screening.forms.rounds import (
    DeviceForm,
    RoundForm,
    TypedInRound,
    read_moment,
    read_round,
    to_seen,
)

__all__ = [
    "A_DATE",
    "NOTE_LENGTH",
    "DeviceForm",
    "ExcuseForm",
    "HeadForm",
    "NamedDayForm",
    "RoundForm",
    "StretchForm",
    "TermForm",
    "Typed",
    "TypedInRound",
    "as_post",
    "bell_line",
    "from_mark",
    "read_bells",
    "read_marks",
    "read_moment",
    "read_paper",
    "read_round",
    "read_time",
    "to_mark",
    "to_seen",
]
