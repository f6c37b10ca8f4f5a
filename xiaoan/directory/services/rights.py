"""Who may change the roll and the tree."""

from collections.abc import Iterator
from contextlib import contextmanager

from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Forbidden, NotFound, Refusal
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter


def only_system(actor: Actor) -> None:
    # Loading whole rolls past the rules of single acts: commands and tasks do it.
    if not actor.is_system:
        raise Forbidden


def require(actor: Actor, permission: Permission, unit_no: int) -> None:
    """Not visible: as if not there; visible but not permitted: refused."""
    if not actor.may(permission, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound


@contextmanager
def beyond(actor: Actor) -> Iterator[None]:
    """Look or write beyond the actor's reach, for an act that concerns two schools and was permitted.

    Nothing read in here may be shown to the actor but what the act is about.
    """
    enter(system("roll"))
    try:
        yield
    except Refusal:
        enter(actor)
        raise
    enter(actor)
