"""Reading a signal by name, and that a named person has seen it."""

from uuid import UUID

from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks import queries
from xiaoan.outbreaks.events import SignalAcknowledged, WatchEntrySeen
from xiaoan.outbreaks.models import Glance, Signal
from xiaoan.outbreaks.queries import watch
from xiaoan.registry.services import looks


def see(actor: Actor, signal_id: UUID) -> queries.SignalDetail:
    """One signal; that the children it counts were seen by name, their families can read."""
    found = queries.signal(actor, signal_id)
    named = {one.person_id: one.class_no for one in found.people if one.name}
    looks.in_list(actor, named.items(), "signal")
    return found


def glance(actor: Actor, signal_id: UUID, unit_no: int) -> None:
    """An entry of the watch list was opened: it is not new any more to the actor's office."""
    office = watch.office_of(actor, unit_no)
    signal = Signal.objects.filter(pk=signal_id).first()
    if office is None or signal is None or not watch.is_watched(actor, signal_id):
        return
    _made, is_new = Glance.objects.get_or_create(
        signal_id=signal_id, office_no=office,
        defaults={
            "school_id": signal.school_id, "unit_no": signal.unit_no, "at": clock.now(),
            "by_id": actor.user_id,
        },
    )  # fmt: skip
    if is_new:
        journal.record(
            actor,
            WatchEntrySeen(
                school_id=signal.school_id, unit_no=signal.unit_no, signal_id=signal_id,
                office_no=office,
            ),
        )  # fmt: skip


def acknowledge(actor: Actor, signal_id: UUID) -> None:
    """A named person has seen the signal. The legal clock goes on: knowing is not reporting."""
    signal = Signal.objects.filter(pk=signal_id).first()
    if signal is None or not actor.may(Permission.SEE_SIGNALS, signal.unit_no):
        raise NotFound
    if not actor.may(Permission.ACKNOWLEDGE, signal.unit_no):
        raise Forbidden
    changed = Signal.objects.filter(pk=signal_id, state="open").update(
        state="acknowledged", acknowledged_at=clock.now(), acknowledged_by_id=actor.user_id
    )
    if not changed:
        raise Conflict
    journal.record(
        actor,
        SignalAcknowledged(school_id=signal.school_id, unit_no=signal.unit_no, signal_id=signal.pk),
    )
