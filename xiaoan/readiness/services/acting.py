"""What all writing of readiness shares: where one may act, the lock of a school, words that can be kept.

Locks: the school, the inspection, the finding, duties, the journal. Every act is atomic by itself: what
is refused leaves
no act behind, so that the form can be mended and sent again under its id.
"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from django.db import connection

from xiaoan.directory import queries as directory
from xiaoan.kernel import acts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.readiness.queries import sees
from xiaoan.readiness.rules.packs import LONGEST

__all__ = ["TABLE", "acts_begin", "begin", "hold", "school", "sent_files", "user", "words"]

TABLE = "readiness_act"
user = acts.user
words = partial(acts.words, longest=LONGEST)


def school(actor: Actor, school_no: int, permission: Permission) -> directory.Place:
    """A school that the actor sees the gate of, and may do this at."""
    place = directory.places([school_no]).get(school_no)
    if place is None or place.kind != "school":
        raise NotFound
    if not sees(actor, school_no):
        raise NotFound
    if not actor.may(permission, school_no):
        raise Forbidden
    return place


def begin(actor: Actor, act_id: UUID, school_no: int, what: str, *body: object) -> bool:
    """Put an act down; True: the same form has done so already."""
    return acts.begin(TABLE, actor, act_id, (school_no, school_no), what, *body)


def acts_begin(actor: Actor, act_id: UUID, at: tuple[int, int], what: str, *body: object) -> bool:
    """The same for acts that are of no school."""
    return acts.begin(TABLE, actor, act_id, at, what, *body)


def hold(school_no: int) -> None:
    """One act about the gate of a school at a time."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('readiness'), %s)", [school_no])


def sent_files(digests: Sequence[str]) -> str:
    """Files as part of a form's fingerprint."""
    return ",".join(digests)
