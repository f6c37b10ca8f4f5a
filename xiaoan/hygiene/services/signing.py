"""Only the trained may sign for disinfection, once the county requires it."""

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.training import queries as training
from xiaoan.training.services.signing import require as require_training

COURSE = "disinfection"


def require(actor: Actor) -> None:
    """Forbidden, with the sentence to show, for whoever may not sign today."""
    require_training(actor, COURSE)


def hint(actor: Actor) -> str:
    """What to say beside what is signed: not trained, expiring, expired; "" for nothing."""
    if actor.user_id is None:
        return ""
    return training.hint(actor.user_id, COURSE, clock.today())
