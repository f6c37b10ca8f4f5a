"""What a school's plan is made of, and what may be done with it in which state. Pure."""

import datetime as dt
from collections.abc import Mapping

# draft: being written; returned: with comments of the bureau; published: in force as duties.
STATES = ("draft", "submitted", "returned", "approved", "published")
WRITABLE = ("draft", "returned")
PHASES = ("before", "day", "after", "emergency")
NEEDS = ("boarding", "canteen", "bus")
STEPS = ("start", "submit", "take_back", "return", "approve", "publish", "change")
# From which state an act leads to which.
FLOW: Mapping[str, tuple[tuple[str, ...], str]] = {
    "submit": (WRITABLE, "submitted"), "take_back": (("submitted",), "draft"),
    "return": (("submitted",), "returned"), "approve": (("submitted",), "approved"),
    "publish": (("approved",), "published"), "change": (("published", "approved"), "draft"),
}  # fmt: skip
ACTS = (
    *STEPS, "texts", "task", "remove", "import", "comment", "answer", "done", "seen", "own_opening",
    "template", "split",
)  # fmt: skip
TEMPLATE_STATES = ("draft", "proposed", "published")
# Our own choices: until when on its day a task is done, lengths, counts.
BY = dt.time(18, 0)
LONG, SHORT, PLACE = 4000, 200, 60
MOST_TASKS = 200
FARTHEST = 120
# So many days to read what changed in a plan that one is named in.
TO_KNOW = dt.timedelta(days=2)


def due_day(due_on: dt.date | None, offset: int | None, opening: dt.date | None) -> dt.date | None:
    """The day on which a task is due: its own, or so many days from the opening; None while unknown."""
    if due_on is not None:
        return due_on
    if offset is None or opening is None:
        return None
    return opening + dt.timedelta(days=offset)
