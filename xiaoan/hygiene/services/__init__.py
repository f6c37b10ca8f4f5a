"""Writing hygiene."""

from xiaoan.hygiene.services.closing import close_days
from xiaoan.hygiene.services.excusing import Excuse, due_again, excuse
from xiaoan.hygiene.services.incidents import Stepped, Told, step, tell
from xiaoan.hygiene.services.judging import Doubtful
from xiaoan.hygiene.services.laying_out import BATCH, lay_out
from xiaoan.hygiene.services.loaded import Habit, LoadedPlace, LoadedPlan
from xiaoan.hygiene.services.loading import load_days, load_places, load_plans
from xiaoan.hygiene.services.mending import Mended, mend
from xiaoan.hygiene.services.recording import (
    Kept,
    Mixture,
    Sent,
    SentTogether,
    record,
    record_together,
)

__all__ = [
    "BATCH",
    "Doubtful",
    "Excuse",
    "Habit",
    "Kept",
    "LoadedPlace",
    "LoadedPlan",
    "Mended",
    "Mixture",
    "Sent",
    "SentTogether",
    "Stepped",
    "Told",
    "close_days",
    "due_again",
    "excuse",
    "lay_out",
    "load_days",
    "load_places",
    "load_plans",
    "mend",
    "record",
    "record_together",
    "step",
    "tell",
]
