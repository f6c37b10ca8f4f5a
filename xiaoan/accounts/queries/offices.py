"""Who is in office at all."""

import datetime as dt
from collections.abc import Iterable
from uuid import UUID

from xiaoan.accounts.models import Grant
from xiaoan.accounts.queries import running


def in_office(user_ids: Iterable[UUID], on: dt.date) -> set[UUID]:
    """Who of some people holds a position on a day, as far as the running scope reaches."""
    rows = Grant.objects.filter(
        running(on), user_id__in=set(user_ids), user__is_active=True
    ).exclude(role="guardian")
    return set(rows.values_list("user_id", flat=True).distinct())
