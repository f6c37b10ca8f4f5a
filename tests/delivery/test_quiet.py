"""Which channels wait, and until when, is known before a message is queued."""

import datetime as dt
from collections.abc import Callable

from tests.builders import BUILDER, MORNING
from tests.delivery import worlds
from xiaoan.delivery.queries import quiet
from xiaoan.delivery.queries.personal import live_personal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import enter


def test_quiet_hours_are_told_ahead(acting: Callable[[str], Actor]) -> None:
    officer = acting("officer")
    worlds.switch_on(officer, "email", 9, quiet_since=dt.time(21), quiet_until=dt.time(7))
    worlds.switch_on(officer, "webhook", 9)
    worlds.switch_on(officer, "wecom_bot", 9)
    enter(BUILDER)
    late = MORNING.replace(hour=23)
    codes = ("email", "webhook", "wecom")
    ends = MORNING.replace(hour=7, minute=0) + dt.timedelta(days=1)
    assert quiet.held(codes, late) == {"email": ends}
    assert quiet.held(codes, MORNING.replace(hour=9)) == {}
    # A group is no person.
    assert "wecom_bot" not in live_personal()
    assert "email" in live_personal()
