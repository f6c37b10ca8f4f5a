"""How fast a channel or robot may be spoken to, counted by all processes together.

One row each says when the next message may go (virtual scheduling, ITU-T I.371 A.2): so many messages in any
minute and no more, whoever sends them.
"""

import datetime as dt

from xiaoan.delivery.models import Pace
from xiaoan.kernel import clock

# A channel may catch up with so much of what it did not use; a robot with nothing.
BURST = dt.timedelta(seconds=1)


def take(key: str, rate: int, most: int, burst: dt.timedelta = BURST) -> int:
    """How many messages may go now, at most `most`; holds the row until the transaction ends."""
    now = clock.now()
    row = _row(key, now)
    base = max(row.next_at, now - burst)
    if base > now:
        return 0
    return min(most, int((now - base) / _interval(rate)) + 1)


def spend(key: str, rate: int, count: int, burst: dt.timedelta = BURST) -> None:
    """So many go; the row is held by `take`."""
    now = clock.now()
    row = _row(key, now)
    base = max(row.next_at, now - burst)
    Pace.objects.filter(pk=key).update(next_at=base + count * _interval(rate))


def wait(key: str, span: dt.timedelta) -> None:
    """Nothing goes for a while: the other side asked for it, or the channel is at fault."""
    now = clock.now()
    row = _row(key, now)
    Pace.objects.filter(pk=key).update(next_at=max(row.next_at, now + span))


def seize(key: str, span: dt.timedelta) -> bool:
    """Be the only one for a while; False while another is. Who dies loses it when the time is over."""
    now = clock.now()
    row = _row(key, now - span)
    if row.next_at > now:
        return False
    Pace.objects.filter(pk=key).update(next_at=now + span)
    return True


def release(key: str) -> None:
    Pace.objects.filter(pk=key).update(next_at=clock.now() - BURST)


def _row(key: str, since: dt.datetime) -> Pace:
    Pace.objects.bulk_create([Pace(key=key, next_at=since - BURST)], ignore_conflicts=True)
    return Pace.objects.select_for_update().get(pk=key)


def _interval(rate: int) -> dt.timedelta:
    return dt.timedelta(minutes=1) / rate
