"""Stock and use for the tests, made by services, and counts of the night."""

import datetime as dt

from tests.builders import DAY, PRIMARY
from tests.supplies.stores import MASK, issue, stocked
from xiaoan.demand import tasks
from xiaoan.demand.models import Use
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.scope import enter
from xiaoan.supplies import services as supplies

__all__ = ["MASK", "count", "used_before"]


def count() -> int:
    """The count of the night."""
    return tasks.recount(timestamp=0)


def used_before(actor: Actor, per_week: int = 70, left: int = 60, store_no: int = PRIMARY) -> None:
    """Use on each of the last twenty weeks: the ledger takes none so old, so the table is filled as a past
    of the ledger would have left it; and `left` masks on the shelf."""
    enter(actor)
    stocked(actor, store_no=store_no, quantity=str(left + 10), pack="")
    supplies.issue(actor, issue(store_no=store_no, quantity="10"))
    enter(system("tests"))
    rows = [
        Use(school_id=store_no, unit_no=store_no, item=MASK, used=per_week,
            day=DAY - dt.timedelta(days=7 * week + 3))
        for week in range(20)
    ]  # fmt: skip
    Use.objects.bulk_create(rows)
    enter(actor)
