"""The only writer of the kept figures."""

from xiaoan.indicators.services.keeping import close_day, refresh

__all__ = ["close_day", "refresh"]
