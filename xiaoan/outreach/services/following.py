"""Promises and later looks: whoever was to be back by now and is not is called again."""

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.outreach.events import OutreachEscalated
from xiaoan.outreach.models import Task
from xiaoan.outreach.services import owing

_MOST = 500


def follow_promises(actor: Actor) -> int:
    """Of the system: tasks whose promise or next look is over and that still have an open line begin again;
    gives how many. One that a caller has locked waits for the next run."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    rows = Task.objects.select_for_update(skip_locked=True).filter(
        stage="waiting", again_at__lte=now
    )
    tasks = list(rows.order_by("person_id")[:_MOST])
    for one in tasks:
        one.broken += one.promised
        one.stage, one.round, one.again_at, one.tries = "call", one.round + 1, None, 0
        one.until = now
    Task.objects.bulk_update(
        tasks, ["broken", "stage", "round", "again_at", "tries", "until"], batch_size=500
    )
    owing.owe(tasks)
    journal.record_many(
        actor,
        [
            OutreachEscalated(
                school_id=one.school_id, unit_no=one.unit_no, task_id=one.pk, stage="call",
                why="promise" if one.promised else "again",
            )
            for one in sorted(tasks, key=lambda one: one.school_id)
        ],
    )  # fmt: skip
    Task.objects.filter(pk__in=[one.pk for one in tasks]).update(promised=False)
    return len(tasks)
