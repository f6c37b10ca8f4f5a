"""Looking for what meets a rule, reading a signal by name, and that somebody has seen it."""

from xiaoan.outbreaks.services.absence import look_at_absence
from xiaoan.outbreaks.services.clusters import look_for_clusters
from xiaoan.outbreaks.services.diagnoses import (
    look_at_illness,
    look_at_school,
    may_meet_by_signs,
)
from xiaoan.outbreaks.services.reporting import Reported, report_rule
from xiaoan.outbreaks.services.seeing import acknowledge, glance, see
from xiaoan.outbreaks.services.signals import LOOK_BACK, READ_BACK

__all__ = [
    "LOOK_BACK",
    "READ_BACK",
    "Reported",
    "acknowledge",
    "glance",
    "look_at_absence",
    "look_at_illness",
    "look_at_school",
    "look_for_clusters",
    "may_meet_by_signs",
    "report_rule",
    "see",
]
