"""Many schools at once: asked for in one act, arranged one by one in jobs, with the rights of who asked."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from xiaoan.careteams.events import ManyAsked
from xiaoan.careteams.services.assigning import done_before, keep_act
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission


def ask_many(actor: Actor, act_id: UUID, unit_no: int, school_nos: Sequence[int]) -> int:
    """Have schools of a unit arranged: whoever has nobody yet gets somebody. Gives how many schools."""
    place = directory.places([unit_no]).get(unit_no)
    if place is None or place.kind not in ("county", "township") or not actor.sees(unit_no):
        raise NotFound
    if not actor.may(Permission.KEEP_CARE, unit_no):
        raise Forbidden
    wanted = sorted(set(school_nos))
    if not wanted:
        raise Invalid(_("请至少选一所学校。"), {"school": "empty"})
    inside = {one.no for one in directory.places_inside(place.interval, "school")}
    if not set(wanted) <= inside:
        raise Invalid(_("请从列表中选一项。"), {"school": "unknown"})
    body = said.fingerprint(unit_no, wanted)
    if done_before(actor, act_id, body) is not None:
        return len(wanted)
    keep_act(actor, act_id, unit_no, "many", body, {"schools": len(wanted)})
    journal.record(
        actor, ManyAsked(school_id=0, unit_no=unit_no, act_id=act_id, school_nos=tuple(wanted))
    )
    return len(wanted)


def act_of(act_id: UUID, school_no: int) -> UUID:
    """The id under which one of many schools is arranged: the job once more changes nothing."""
    return uuid5(act_id, str(school_no))
