"""What the addresses of these pages ask for: a unit, a round, a page of a list."""

from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.surveys.queries import ledger

PAGE = 100


def asked_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def asked_place(actor: Actor, text: str) -> directory.Place:
    """The unit asked for, or the widest one where the actor sees verification."""
    reach = actor.reach(Permission.SEE_VERIFICATION)
    widest = max(reach, key=lambda r: r[1] - r[0])[0]
    unit_no = whole(text) or widest
    if not actor.may(Permission.SEE_VERIFICATION, unit_no):
        raise NotFound
    return directory.place(unit_no)


def asked_round(actor: Actor, text: str) -> tuple[ledger.RoundAt | None, list[ledger.RoundAt]]:
    """The round asked for, or the newest; and all there are."""
    found = ledger.rounds(actor)
    wanted = asked_id(text)
    if wanted:
        chosen = next((one for one in found if one.id == wanted), None)
        if chosen is None:
            raise NotFound
        return chosen, found
    return (found[0] if found else None), found
