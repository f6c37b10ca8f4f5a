"""Who is excused from lessons on a day, and who has no device or network."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from xiaoan.lessons.models import Excuse, Without
from xiaoan.surveys import queries as surveys


def excused(person_ids: Collection[UUID], day: dt.date) -> dict[UUID, str]:
    """Person → why (ill, isolated, leave, other): computed, and what a teacher added. The caller has asked
    whether the actor sees these people."""
    rows = Excuse.objects.filter(person_id__in=list(person_ids), since__lte=day, until__gte=day)
    return dict(rows.values_list("person_id", "why")) | surveys.excused(person_ids, day)


def without_device(person_ids: Collection[UUID], day: dt.date) -> set[UUID]:
    """Who of these people has no device or network on a day, in the running scope."""
    rows = Without.objects.filter(
        Q(until=None) | Q(until__gt=day), person_id__in=list(person_ids), since__lte=day
    )
    return set(rows.values_list("person_id", flat=True))
