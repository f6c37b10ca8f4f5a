"""The channels outside the inbox that may be chosen."""

from typing import Any


def choices() -> list[tuple[str, Any]]:
    """Code and name of each that is switched on in the county."""
    return []
