"""What a person has said of a name on a platform, remembered for the class."""

from uuid import UUID

from xiaoan.directory import rules
from xiaoan.directory.models import Nickname
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor


def remember(actor: Actor, unit_no: int, name: str, who: UUID | None) -> UUID:
    """A name of a class is this pupil's (None: nobody's of it), whatever was said before; the id of what is
    remembered. Whoever calls has asked whether the actor may say so, and puts the fact on record."""
    row, _new = Nickname.objects.update_or_create(
        unit_no=unit_no, name=name,
        defaults={
            "person_id": who, "school_id": rules.school_of(unit_no), "at": clock.now(),
            "by_id": actor.user_id,
        },
    )  # fmt: skip
    return row.pk
