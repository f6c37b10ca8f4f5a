"""Tables of the daily checks: roll-calls; dormitory rounds; observations; devices and readings; doubts."""

from xiaoan.screening.models.checks import (
    ENTRIES,
    Excuse,
    Hold,
    Mark,
    Resolution,
    RollCall,
    Sheet,
    SlotRule,
)
from xiaoan.screening.models.devices import Device, Reading, Retest
from xiaoan.screening.models.doubts import Doubt
from xiaoan.screening.models.rounds import Missing, Round, RoundMark
from xiaoan.screening.models.watch import Observation

__all__ = [
    "ENTRIES",
    "Device",
    "Doubt",
    "Excuse",
    "Hold",
    "Mark",
    "Missing",
    "Observation",
    "Reading",
    "Resolution",
    "Retest",
    "RollCall",
    "Round",
    "RoundMark",
    "Sheet",
    "SlotRule",
]
