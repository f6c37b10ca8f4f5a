"""Writing events, their cases and contacts."""

from xiaoan.investigations.services.joining import follow_signal, take_signal

__all__ = ["follow_signal", "take_signal"]
