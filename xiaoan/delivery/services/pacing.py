"""How fast a channel or robot may be spoken to, counted by all processes together.

One row each says when the next message may go (virtual scheduling, ITU-T I.371 A.2): so many messages in any
minute and no more, whoever sends them.
"""

import datetime as dt
from typing import Any

from django.db import connection

from xiaoan.delivery.models import Pace
from xiaoan.kernel import clock

# A channel may catch up with so much of what it did not use; a robot with nothing.
BURST = dt.timedelta(seconds=1)


def take(key: str, rate: int, most: int, burst: dt.timedelta = BURST) -> int:
    """How many messages may go now, at most `most`; holds the row until the transaction ends."""
    now = clock.now()
    base = max(_held(key, now), now - burst)
    if base > now:
        return 0
    return min(most, int((now - base) / _interval(rate)) + 1)


_SPEND = """
update delivery_pace set next_at = greatest(next_at, %(floor)s) + %(span)s where key = %(key)s
"""


def spend(key: str, rate: int, count: int, burst: dt.timedelta = BURST) -> None:
    """So many go; the row is held by `take`."""
    values: dict[str, Any] = {
        "key": key,
        "floor": clock.now() - burst,
        "span": count * _interval(rate),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, values)


def wait(key: str, span: dt.timedelta) -> None:
    """Nothing goes for a while: the other side asked for it, or the channel is at fault."""
    now = clock.now()
    Pace.objects.filter(pk=key).update(next_at=max(_held(key, now), now + span))


def seize(key: str, span: dt.timedelta) -> bool:
    """Be the only one for a while; False while another is. Who dies loses it when the time is over."""
    now = clock.now()
    if _held(key, now - span) > now:
        return False
    Pace.objects.filter(pk=key).update(next_at=now + span)
    return True


def release(key: str) -> None:
    Pace.objects.filter(pk=key).update(next_at=clock.now() - BURST)


_HOLD = "select next_at from delivery_pace where key = %s for update"


def _held(key: str, since: dt.datetime) -> dt.datetime:
    """When the next may go; the row is locked, and made where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [key])
        row = cursor.fetchone()
        if row is None:
            made = Pace(key=key, next_at=since - BURST)
            Pace.objects.bulk_create([made], ignore_conflicts=True)
            cursor.execute(_HOLD, [key])
            row = cursor.fetchone()
    at: dt.datetime = row[0]
    return at


def _interval(rate: int) -> dt.timedelta:
    return dt.timedelta(minutes=1) / rate
