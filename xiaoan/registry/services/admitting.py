"""Somebody new at a school, by a form: enrolled, and wrong guesses counted."""

from uuid import UUID

from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import people
from xiaoan.directory.services.holding import NotTaken
from xiaoan.directory.services.people import Enrolling
from xiaoan.directory.services.rights import require
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.registry.services import misses


def enrol(actor: Actor, new: Enrolling, when: When) -> UUID:
    """Put somebody on the roll who was never at this school; gives the person's id.

    The count of a miss stays only if the caller keeps the transaction: answer `Invalid` with a page.
    """
    require(actor, Permission.KEEP_ROLL, new.unit_no)
    misses.refuse_if_paused(actor)
    try:
        return people.enrol_pupil(actor, new, when)
    except NotTaken:
        misses.count(actor, new.unit_no)
        raise
