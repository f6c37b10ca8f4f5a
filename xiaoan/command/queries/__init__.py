"""Reading command: units, groups, rosters, who is in command."""

from xiaoan.command.queries.units import CHECK_IN, FILL

__all__ = ["CHECK_IN", "FILL"]
