"""The only writer of the kept figures, and of what recounts of them found."""

from xiaoan.indicators.services.checking import Checked, check, look
from xiaoan.indicators.services.keeping import close_day, refresh

__all__ = ["Checked", "check", "close_day", "look", "refresh"]
