"""A guardian looks at the number of one who looks after their child; each look is a fact."""

from uuid import UUID

from xiaoan.careteams.events import NumberSeen
from xiaoan.careteams.queries import family
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound


def see_number(actor: Actor, person_id: UUID, carer_id: UUID) -> str:
    """The number in full. NotFound of another's child, of whoever does not look after it, and of whoever has
    not agreed, or no longer."""
    child = next((one for one in family.children(actor) if one.person_id == person_id), None)
    carers = child.carers if child else ()
    carer = next((one for one in carers if one.user_id == carer_id and one.number), None)
    if child is None or carer is None:
        raise NotFound
    journal.record(
        actor,
        NumberSeen(
            school_id=child.school_no, unit_no=child.unit_no, person_id=person_id,
            carer_id=carer_id,
        ),
    )  # fmt: skip
    return carer.number
