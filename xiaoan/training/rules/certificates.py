"""How a certificate stands on a day, and how its last day and its number are made."""

import calendar
import datetime as dt
import hashlib
from collections.abc import Iterable
from uuid import UUID

SOURCES = ("test", "paper")
STATES = ("valid", "expiring", "expired", "missing")
# Who is trained: an expiring certificate still is one.
COUNTED = ("valid", "expiring")


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the last of the month where there is no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_day(since: dt.date, months: int) -> dt.date:
    """The last day on which a certificate of that day holds, itself included."""
    return add_months(since, months) - dt.timedelta(days=1)


def state_on(
    certificates: Iterable[tuple[dt.date, dt.date]], day: dt.date, ahead: int
) -> tuple[str, dt.date | None]:
    """The state by the (first, last) days of all certificates of one person in one course, and the last day.

    Of several the one that holds longest counts, once. `ahead`: so many days before its last day it is
    expiring. None of that day or before: missing.
    """
    ends = [until for since, until in certificates if since <= day]
    if not ends:
        return "missing", None
    until = max(ends)
    if until < day:
        return "expired", until
    return ("expiring" if (until - day).days < ahead else "valid"), until


def number_of(certificate_id: UUID, since: dt.date) -> str:
    """PX-20261123-01234567: the day, and eight digits of the hash of the id (own choice)."""
    digits = int.from_bytes(hashlib.sha256(certificate_id.bytes).digest()[:8]) % 10**8
    return f"PX-{since:%Y%m%d}-{digits:08d}"
