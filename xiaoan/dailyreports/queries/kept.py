"""Rows as pages name them: read by them, written by services alone."""

from xiaoan.dailyreports.models import Report

__all__ = ["Report"]
