"""What a plan asks of the people who do it, in minutes of work: an estimate of ours, said as one."""

from xiaoan.hygiene.rules.frequency import Frequency
from xiaoan.hygiene.rules.pack import EFFORT, LONGEST_MINUTES, START_MINUTES

# EFFORT is of so many square metres.
_PER_M2 = 10


def minutes(method: str, area_m2: int) -> float:
    """One time at one place; waiting for the agent to act is no work."""
    return min(START_MINUTES + EFFORT[method] * area_m2 / _PER_M2, float(LONGEST_MINUTES))


def per_day(frequency: Frequency, level: str) -> float:
    """Times on a school day, on average: one in a week is 0.14."""
    return frequency[level].per_day
