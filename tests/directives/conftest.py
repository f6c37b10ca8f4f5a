"""The clock of these tests."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.builders import MORNING
from xiaoan.kernel import clock


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[dt.timedelta], None]:
    """`later(DAY)`: so long after the morning."""

    def move(after: dt.timedelta) -> None:
        monkeypatch.setattr(clock, "now", lambda: MORNING + after)

    return move
