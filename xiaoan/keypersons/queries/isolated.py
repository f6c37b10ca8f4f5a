"""Who is isolated on a day: for apps above that ask nothing of a child that is kept apart."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from xiaoan.keypersons.models import Isolation


def isolated_on(person_ids: Collection[UUID], day: dt.date) -> set[UUID]:
    """Who of these people is isolated on a day, in the running scope. One statement."""
    if not person_ids:
        return set()
    rows = Isolation.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), person_id__in=list(person_ids), since__lte=day
    )
    return set(rows.values_list("person_id", flat=True))
