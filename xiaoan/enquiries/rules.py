"""Desks, kinds of questions, states and deadlines. Pure. All of it is our own choice: no text that was seen
says it."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# Waits for the desk; the desk has answered; over (the family may open it again).
STATES = ("waiting", "answered", "closed")
MOVES: Mapping[str, Mapping[str, str]] = {
    "waiting": {"add": "waiting", "reply": "answered", "pass": "waiting", "close": "closed"},
    "answered": {"add": "waiting", "reply": "answered", "pass": "waiting", "close": "closed"},
    "closed": {"reopen": "waiting"},
}
STEPS = ("ask", "add", "reply", "pass", "close", "reopen")
LONGEST, LONGEST_SUBJECT, LONGEST_REASON = 1000, 60, 200
MOST_A_DAY = 10
END_OF_DAY = dt.time(17, 30)
# Where the next day of school is farther away than this (holidays), working days count instead.
FARTHEST = dt.timedelta(days=7)


@dataclass(frozen=True)
class Desk:
    """Who answers: the posts, whose it is first; where they are held."""

    code: str
    roles: tuple[str, ...]
    held_at: str

    @property
    def duty(self) -> str:
        return f"enquiries.{self.code}"


DESKS: Mapping[str, Desk] = {
    desk.code: desk
    for desk in (
        Desk("teacher", ("class_teacher", "principal"), "class"),
        Desk("doctor", ("school_doctor", "principal"), "school"),
        Desk("school", ("principal",), "school"),
        Desk("bureau", ("bureau_officer",), "county"),
    )
}
# Kind of question → the desk it goes to first. What is of health is so whichever desk has it later.
KINDS: Mapping[str, str] = {
    "class": "teacher", "health": "doctor", "school": "school", "county": "bureau",
}  # fmt: skip


def due_at(
    asked_at: dt.datetime, days: int, next_day: Callable[[dt.date], dt.date | None]
) -> dt.datetime:
    """The end of the working day so many days of school after a question was asked (`next_day`: the day of
    school after one, None: none is known)."""
    day = asked_at.date()
    for _ in range(max(days, 1)):
        known = next_day(day)
        near = known is not None and known - day <= FARTHEST
        day = known if near and known else _working_day_after(day)
    return dt.datetime.combine(day, END_OF_DAY, asked_at.tzinfo)


def _working_day_after(day: dt.date) -> dt.date:
    after = day + dt.timedelta(days=1)
    while after.weekday() > 4:
        after += dt.timedelta(days=1)
    return after
