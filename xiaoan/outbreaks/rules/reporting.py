"""Bounds of what a person reports: that a rule is met. Our own choices (L)."""

import datetime as dt

MOST_PEOPLE = 5000
LONGEST_WORDS = 500
# What was found longer ago is a matter of the record, not of a clock.
OLDEST = dt.timedelta(days=30)
