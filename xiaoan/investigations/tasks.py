"""What investigations hear."""

from xiaoan.investigations import services
from xiaoan.kernel.actor import Actor
from xiaoan.outbreaks.events import SignalGrew, SignalRaised, SignalRecounted, SignalWithdrawn


def on_signal_raised(actor: Actor, event: SignalRaised) -> None:
    """A statutory signal is an event, or part of one, at once: a person only judges it."""
    services.take_signal(actor, event.signal_id)


def on_signal_changed(actor: Actor, event: SignalGrew | SignalRecounted | SignalWithdrawn) -> None:
    services.follow_signal(actor, event.signal_id)
