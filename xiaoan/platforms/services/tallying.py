"""What came of a platform, counted day by day; and how much may come in a minute."""

import datetime as dt
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Refusal
from xiaoan.platforms import rules
from xiaoan.platforms.events import StatementsTaken
from xiaoan.platforms.models import Platform, Tally

_ADD = """
insert into platforms_tally as t (platform_id, school_id, unit_no, day, taken, same, passed, old, launches,
  refused, told, last_at, fault, fault_at, minute, in_minute)
values (%(platform)s, %(school)s, %(unit)s, %(day)s, %(taken)s, %(same)s, %(passed)s, %(old)s, %(launches)s,
  %(refused)s, 0, %(now)s, %(fault)s, %(fault_at)s, %(minute)s, %(asked)s)
on conflict (platform_id, day) do update set taken = t.taken + excluded.taken, same = t.same + excluded.same,
  passed = t.passed + excluded.passed, old = t.old + excluded.old, launches = t.launches + excluded.launches,
  refused = t.refused + excluded.refused, last_at = excluded.last_at,
  fault = case when excluded.fault = '' then t.fault else excluded.fault end,
  fault_at = coalesce(excluded.fault_at, t.fault_at),
  in_minute = excluded.in_minute + case when t.minute = excluded.minute then t.in_minute else 0 end,
  minute = excluded.minute
"""
_LONGEST = 300


class TooMany(Refusal):
    """More than a platform may send; it waits and sends the same batch again."""

    status = 429


def _minute() -> dt.datetime:
    return clock.now().replace(second=0, microsecond=0)


def limit(platform: Platform, asked: int) -> None:
    """Raises TooMany where a minute's share of a platform is used up. Counted when a request is through, so
    that several at once may pass by a little."""
    row = Tally.objects.filter(platform_id=platform.pk, day=clock.today()).first()
    had = row.in_minute if row and row.minute == _minute() else 0
    if had and had + asked > rules.NUMBERS["most_a_minute"]:
        raise TooMany(_("发送太频繁。请一分钟后把同一批再发一次。"))


def add(
    platform: Platform, *, taken: int = 0, same: int = 0, passed: int = 0, old: int = 0,
    launches: int = 0, refused: int = 0, fault: str = "", asked: int = 0,
) -> None:  # fmt: skip
    """Add to the day of a platform; the last thing of a request, for it locks that row."""
    now = clock.now()
    given: dict[str, Any] = {
        "platform": platform.pk, "school": platform.school_id, "unit": platform.unit_no,
        "day": now.date(), "taken": taken, "same": same, "passed": passed, "old": old,
        "launches": launches, "refused": refused, "now": now, "fault": fault[:_LONGEST],
        "fault_at": now if fault else None, "minute": _minute(), "asked": max(asked, 1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ADD, given)


@transaction.atomic
def tell(actor: Actor) -> int:
    """Put on record what came since the last time, one fact for a platform and day; gives how many."""
    if not actor.is_system:
        raise Forbidden
    rows = Tally.objects.select_for_update(skip_locked=True).filter(told__lt=F("taken"))
    found = list(rows.order_by("unit_no", "day", "platform_id")[:1000])
    for row in found:
        journal.record(
            actor,
            StatementsTaken(
                school_id=row.school_id, unit_no=row.unit_no, platform_id=row.platform_id,
                day=row.day, taken=row.taken - row.told,
            ),
        )  # fmt: skip
        row.told = row.taken
    Tally.objects.bulk_update(found, ["told"])
    return len(found)
