"""Rows as pages name them: read by them, written by services alone."""

from xiaoan.briefings.models import Briefing

__all__ = ["Briefing"]
