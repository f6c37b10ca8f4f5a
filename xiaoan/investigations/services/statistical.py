"""Signals of the statistical layers: they join an event that runs, and open one only by a person."""

from uuid import UUID

from xiaoan.investigations import rules
from xiaoan.investigations.models import Event, EventSignal
from xiaoan.investigations.services import joining
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.outbreaks.services import statistics


def join_statistical(actor: Actor, signal_id: UUID) -> UUID | None:
    """Put a statistical signal into the event it overlaps with; None if there is none, and it waits on
    the watch list. One of a township or an area counts nobody, and joins none.
    """
    if not actor.is_system:
        raise Forbidden
    head = outbreaks.head(signal_id)
    if head.level not in ("class", "school"):
        return None
    joining.lock_school(head.school_id)
    told = joining.told_of(head)
    found = rules.belongs_to(joining.running(head.school_id), told)
    if found is None:
        return None
    joining.join(actor, Event.objects.get(pk=found), head)
    statistics.put_beside(actor, signal_id)
    return found


def open_from_signal(actor: Actor, signal_id: UUID) -> UUID:
    """A person makes an event of a statistical signal; of one that belongs to an event already, that one.

    Not for signals of a township or an area: an event is of one school.
    """
    statistics.hold(actor, signal_id)
    head = outbreaks.head(signal_id)
    if not actor.may(Permission.INVESTIGATE, head.unit_no):
        raise Forbidden
    if head.level not in ("class", "school") or head.state in ("closed", "withdrawn"):
        raise Conflict
    joining.lock_school(head.school_id)
    joined = EventSignal.objects.filter(signal_id=signal_id).first()
    if joined:
        return joined.event_id
    found = rules.belongs_to(joining.running(head.school_id), joining.told_of(head))
    if found:
        joining.join(actor, Event.objects.get(pk=found), head)
    else:
        found = joining.open_for(actor, head)
    statistics.put_beside(actor, signal_id)
    return found
