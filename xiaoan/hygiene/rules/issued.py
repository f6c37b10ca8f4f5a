"""What a class has of what it was issued: used first is what came first; what lies too long is used up."""

import datetime as dt
from collections.abc import Sequence

# What was issued longer ago is used up (own choice).
LASTS = dt.timedelta(days=31)
# The ledger's instants only grow, so that they can be ahead of the clock by a little.
AHEAD = dt.timedelta(minutes=1)
At = tuple[dt.datetime, int]


def there(issues: Sequence[At], uses: Sequence[At], at: dt.datetime) -> int:
    """Base units that a class can still use at an instant. `issues`, `uses`: when and how much, each in order
    of time. A use takes of what was there then; what was given back since has it take of the others."""
    left = [quantity for _at, quantity in issues]
    for used_at, quantity in uses:
        wanted = _take(
            left, [n for n, one in enumerate(issues) if _lasts(one[0], used_at)], quantity
        )
        _take(left, range(len(left)), wanted)
    return sum(left[n] for n, one in enumerate(issues) if _lasts(one[0], at))


def _lasts(issued_at: dt.datetime, at: dt.datetime) -> bool:
    return issued_at - AHEAD <= at <= issued_at + LASTS


def _take(left: list[int], of: Sequence[int], wanted: int) -> int:
    """Take of these, the first first; gives what they did not have."""
    for n in of:
        part = min(left[n], wanted)
        left[n] -= part
        wanted -= part
    return wanted
