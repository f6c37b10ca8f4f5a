"""The end of archives: what was filled in for many units is deleted once its time is over."""

import datetime as dt
from uuid import UUID

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.returns import rules
from xiaoan.returns.events import RunPutAway
from xiaoan.returns.models import Run


def put_away() -> int:
    """Each night, of the system: delete archives whose time is over and what was typed for them, one by one,
    so that nothing waits for the whole; gives how many. That there was a run stays."""
    before = clock.now() - dt.timedelta(days=rules.run_days())
    with acting_as(system("returns")):
        over = Run.objects.filter(state="done", content__isnull=False, ended_at__lte=before)
        found = list(over.order_by("ended_at", "id").values_list("pk", flat=True))
    return sum(_put_away(pk, before) for pk in found)


def _put_away(pk: UUID, before: dt.datetime) -> bool:
    with acting_as(system("returns")) as actor:
        rows = Run.objects.select_for_update().filter(
            pk=pk, state="done", content__isnull=False, ended_at__lte=before
        )
        row = rows.defer("content").first()
        if row is None:
            return False
        Run.objects.filter(pk=row.pk).update(content=None, typed={})
        journal.record(
            actor,
            RunPutAway(school_id=row.school_id, unit_no=row.unit_no, run_id=row.pk, files=row.done),
        )
    return True
