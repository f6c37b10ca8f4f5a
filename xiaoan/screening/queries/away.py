"""Who was told of as away with a reason on a day: for apps above that ask nothing of them."""

import datetime as dt
from collections.abc import Collection
from uuid import UUID

from xiaoan.screening.models import Mark
from xiaoan.screening.rules import Kind

_WHY = {
    Kind.ABSENT_PERSONAL: "leave", Kind.ABSENT_ISOLATION: "isolated", Kind.ABSENT_SICK: "ill",
    Kind.SENT_HOME: "ill",
}  # fmt: skip


def away_on(person_ids: Collection[UUID], day: dt.date) -> dict[UUID, str]:
    """Person → "ill", "isolated" or "leave" by the roll-calls in force of a day, in the running scope."""
    if not person_ids:
        return {}
    rows = Mark.objects.filter(
        current=True, person_id__in=list(person_ids), day=day, kind__in=list(_WHY)
    )
    return {who: _WHY[Kind(kind)] for who, kind in rows.values_list("person_id", "kind")}
