"""指标: the figures of every part, kept and reckoned anew."""

from xiaoan.indicators import tasks
from xiaoan.journal.services import hear
from xiaoan.screening.events import RollCallsRecorded, RollCallSubmitted


def connect() -> None:
    """Of today roll-calls are read at asking; one of a day gone by has that day reckoned again."""
    hear(RollCallSubmitted, tasks.on_roll_call)
    hear(RollCallsRecorded, tasks.on_roll_call)
