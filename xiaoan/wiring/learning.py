"""停课不停学: viewing, completion and marking rates; the guard against too much work."""

from xiaoan.duties.queries import starts as duty_starts
from xiaoan.homework.queries import guard
from xiaoan.learning.queries import load
from xiaoan.learning.queries.starts import MINE, RATES


def connect() -> None:
    guard.connect(load.before_setting)
    for start in (RATES, MINE):
        duty_starts.connect(start)
