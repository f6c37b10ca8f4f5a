"""What investigations hear."""

from xiaoan.investigations import services
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks import queries as outbreaks
from xiaoan.outbreaks.events import SignalGrew, SignalRaised, SignalRecounted, SignalWithdrawn


def on_signal_raised(actor: Actor, event: SignalRaised) -> None:
    """A statutory signal is an event, or part of one, at once: a person only judges it. One of a
    statistical layer joins an event it overlaps with, and waits on the watch list otherwise.
    """
    if outbreaks.head(event.signal_id).layer == "statutory":
        services.take_signal(actor, event.signal_id)
    else:
        services.join_statistical(actor, event.signal_id)


def on_signal_changed(actor: Actor, event: SignalGrew | SignalRecounted | SignalWithdrawn) -> None:
    services.follow_signal(actor, event.signal_id)
