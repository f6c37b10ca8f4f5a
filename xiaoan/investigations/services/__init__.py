"""Writing events, their cases and contacts."""

from xiaoan.investigations.services.joining import follow_signal, take_signal
from xiaoan.investigations.services.statistical import join_statistical, open_from_signal

__all__ = ["follow_signal", "join_statistical", "open_from_signal", "take_signal"]
