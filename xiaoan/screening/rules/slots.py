"""Which class owes a roll-call, and when it is late."""

import datetime as dt
from collections.abc import Mapping

# Duties of the day are opened from this hour on; classes opened later in the day are added.
FIRST_HOUR = 5
SLOTS = ("morning", "noon", "evening")
# Beside the checks of classes: the evening's round of the dormitories has times too.
ROUND_SLOT = "round"
# Rounds are of the evening (our own choice, L).
NOON = dt.time(12)


def _at(opens: str, deadline: str) -> tuple[dt.time, dt.time]:
    return dt.time.fromisoformat(opens), dt.time.fromisoformat(deadline)


# (opens, deadline) a county begins with, by stage: local values, no law names them.
_USUAL = {
    "morning": _at("06:00", "08:20"),
    "noon": _at("13:00", "14:10"),
    "evening": _at("17:30", "19:00"),
}
_EARLY = {**_USUAL, "morning": _at("06:00", "07:40")}
FIRST_TIMES = {
    "kindergarten": {**_USUAL, "morning": _at("06:00", "08:50")},
    "primary": _USUAL,
    "teaching_point": _USUAL,
    "nine_year": _USUAL,
    "special": _USUAL,
    "junior": _EARLY,
    "senior": _EARLY,
}

# On which evenings boarders are asked about. Schools keep their weekends differently (our own choice, L):
# all school days; the evenings before a school day (home on Friday, back on Sunday evening); or also the
# weekends of the term, for schools where boarders stay.
NIGHTS = ("school_days", "eves", "weekends")


def is_boarders_night(nights: str, *, today: bool, tomorrow: bool, weekend: bool) -> bool:
    """Whether boarders are at school in the evening of a day: is there school today, tomorrow; is today a
    weekend of the term?
    """
    if nights == "eves":
        return tomorrow
    return today or (nights == "weekends" and weekend)


def people_due(enrolled: int, boarders: int, boarders_only: bool) -> int:
    """How many pupils a slot asks about: in the evening the boarders only (WS/T 772-2020)."""
    return boarders if boarders_only else enrolled


def excuse_covers(excuse_slot: str, slot: str) -> bool:
    """An excuse without a slot is for the whole day."""
    return excuse_slot in ("", slot)


def is_due(*, is_asked: bool, excused: bool, people: int) -> bool:
    """Whether a class owes the slot that the calendar asks for; `people` (see `people_due`) of 0: nobody
    to ask about.
    """
    return is_asked and not excused and people > 0


def is_late(submitted_at: dt.datetime, due_at: dt.datetime) -> bool:
    """After the deadline; on the dot is in time. The first submission decides, a correction does
    not.

    Deadlines are local values (08:00, 08:20, before the third lesson: [S22][S25][S26]) and so rows
    of a table, not constants. ValueError for times without a zone: they cannot be compared
    honestly.
    """
    if submitted_at.tzinfo is None or due_at.tzinfo is None:
        raise ValueError("submitted_at and due_at need a time zone")
    return submitted_at > due_at


def slot_faults(times: Mapping[str, tuple[dt.time, dt.time]]) -> dict[str, str]:
    """What is wrong with the times (opens, deadline) of a stage's slots, by slot; empty: they can stand.

    `order`: it is due before it opens. `early`: it is due before the day's duties are there.
    `overlap`: it opens before the slot before it is due. `none`: no slot at all. A round may be due after
    midnight, before the next day's duties are there (`night`), and is not of the morning (`noon`).
    """
    if not set(times) & set(SLOTS):
        return {"morning": "none"}
    found: dict[str, str] = {}
    before = dt.time.min
    for slot in (slot for slot in SLOTS if slot in times):
        opens, deadline = times[slot]
        if opens >= deadline:
            found[slot] = "order"
        elif deadline <= dt.time(FIRST_HOUR):
            found[slot] = "early"
        elif opens < before:
            found[slot] = "overlap"
        before = deadline
    fault = _round_fault(*times[ROUND_SLOT]) if ROUND_SLOT in times else ""
    return found | ({ROUND_SLOT: fault} if fault else {})


def _round_fault(opens: dt.time, deadline: dt.time) -> str:
    if opens < NOON:
        return "noon"
    return "night" if is_next_day(opens, deadline) and deadline > dt.time(FIRST_HOUR) else ""


def is_next_day(opens: dt.time, deadline: dt.time) -> bool:
    """Whether what opens on a day is due after midnight: it is of the day on which it opens all the same."""
    return deadline <= opens
