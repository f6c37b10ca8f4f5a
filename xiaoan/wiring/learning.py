"""停课不停学: viewing, completion and marking rates; the guard against too much work."""

from xiaoan.homework.queries import guard
from xiaoan.learning.queries import load


def connect() -> None:
    guard.connect(load.before_setting)
