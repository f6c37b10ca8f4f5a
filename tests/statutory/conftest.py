"""Clocks that run for days."""

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine


@pytest.fixture
def at(morning: time_machine.Traveller) -> Callable[[str], None]:
    """Move the clock to an instant of any day."""

    def move(moment: str) -> None:
        morning.move_to(dt.datetime.fromisoformat(moment))

    return move
