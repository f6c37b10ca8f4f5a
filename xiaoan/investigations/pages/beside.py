"""The event of a signal, for the signal's own page."""

from uuid import UUID

from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.investigations import queries
from xiaoan.investigations.pages import words
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks.queries.beside import Link


def event_beside(actor: Actor, signal_id: UUID) -> Link | None:
    """Where the event of a signal is; None where it is of none, or the actor sees no events there."""
    event_id = queries.event_of_signal(actor, signal_id)
    if event_id is None:
        return None
    head = queries.event(actor, event_id)
    title = words.title(head, directory.place(head.unit_no).name)
    return Link(title, reverse("investigations:event", args=[event_id]))
