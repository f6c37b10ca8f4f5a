"""Indicators: the described figures of every part, per school and day, kept and reckoned anew."""


def connect() -> None:
    """Nothing yet."""
