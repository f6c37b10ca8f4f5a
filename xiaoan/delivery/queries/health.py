"""How each channel does: the last hour, what waits, the oldest that waits."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import connection

from xiaoan.delivery.models import Channel
from xiaoan.delivery.queries.ways import Set, set_of, usual
from xiaoan.delivery.rules import KINDS
from xiaoan.kernel import clock

HOUR = dt.timedelta(hours=1)
TAKEN = ("accepted", "delivered", "read", "acknowledged")
# What no channel was asked for is no fault of it.
_OURS = ("no_address", "no_group", "channel_off", "opted_out")
_WAITS = """
select channel, count(*)::int, min(due_at) from delivery_sending
where state in ('queued', 'held') group by channel
"""
_HOUR = """
select channel, state, reason, count(*)::int from delivery_sending
where channel = any(%s) and changed_at > %s and not (reason = any(%s))
group by 1, 2, 3 order by 4 desc
"""


@dataclass
class Health:
    """One channel. `faults`: (state, reason, people) of the last hour, most first; of what is tried again the
    state is queued. `oldest`: since when the oldest could go (None: nothing waits that is due)."""

    found: Set
    taken: int = 0
    failed: int = 0
    unknown: int = 0
    waits: int = 0
    oldest: dt.datetime | None = None
    faults: list[tuple[str, str, int]] = field(default_factory=list)


def health() -> list[Health]:
    """All kinds of channels, inside the scope of whoever keeps them."""
    known = {row.code: set_of(row) for row in Channel.objects.all()}
    made = {code: Health(known.get(code) or usual(code)) for code in KINDS}
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_WAITS)
        for code, count, oldest in cursor.fetchall():
            made[code].waits = count
            made[code].oldest = oldest if oldest <= now else None
        cursor.execute(_HOUR, [list(KINDS), now - HOUR, list(_OURS)])
        for code, state, reason, count in cursor.fetchall():
            _count(made[code], state, reason, count)
    return list(made.values())


def _count(one: Health, state: str, reason: str, count: int) -> None:
    if state in TAKEN:
        one.taken += count
    elif state == "failed":
        one.failed += count
    elif state == "unknown":
        one.unknown += count
    if state in ("failed", "unknown") or (state == "queued" and reason):
        one.faults.append((state, reason, count))
