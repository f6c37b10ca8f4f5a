"""Opening a family's task: the numbers are shown to whoever has taken it, and the look leaves a trace. The class
teacher's own class is the day's work."""

from uuid import UUID

from xiaoan.directory.services import looking
from xiaoan.kernel.actor import Actor
from xiaoan.outreach import queries


def see(actor: Actor, task_id: UUID) -> queries.Detail:
    """One task with its lines and the history of tries; NotFound."""
    found = queries.detail(actor, task_id)
    task = found.task
    if task.unit_no not in actor.own_classes:
        looking.pupils_seen(actor, task.unit_no, {task.person_id: task.unit_no}, "due_list")
    return found
