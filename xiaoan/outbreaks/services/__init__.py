"""Looking for what meets a rule, reading a signal by name, and that somebody has seen it."""

from xiaoan.outbreaks.services.clusters import look_for_clusters
from xiaoan.outbreaks.services.seeing import acknowledge, see
from xiaoan.outbreaks.services.signals import LOOK_BACK, READ_BACK

__all__ = ["LOOK_BACK", "READ_BACK", "acknowledge", "look_for_clusters", "see"]
