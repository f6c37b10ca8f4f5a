"""Enters a real outbreak, day by day, as roll-calls of a scratch school through the ordinary services."""

from xiaoan.rehearsal.replay.command import main

__all__ = ["main"]
