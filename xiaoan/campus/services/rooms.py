"""Beds of a dormitory (床位): how many stand in a room, or in every room of a building or school.

Locks: the rooms by number, the journal.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.campus import rules
from xiaoan.campus.events import BedsSet
from xiaoan.campus.models import Beds
from xiaoan.campus.queries.door import at_the_door
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission


@transaction.atomic
def set_beds(actor: Actor, school_no: int, place_no: int, beds: int | None) -> int:
    """So many beds in a room, or in each room of a building or of the school; gives how many rooms.
    As it stands already: nothing is written. NotFound, Forbidden, Invalid at its field."""
    if not actor.may(Permission.SEE_CAMPUS, school_no):
        raise NotFound
    if not at_the_door(actor, school_no):
        raise Forbidden
    if beds is None or not 0 <= beds <= rules.MOST_BEDS:
        raise Invalid(_("床位数应在 0 到 %(n)s 之间。") % {"n": rules.MOST_BEDS}, {"beds": "range"})
    inside = (school_no, school_no + numbering.SCHOOL)
    all_of = directory.places_inside(inside, "dormitory")
    rooms = sorted(one.no for one in all_of if place_no in (school_no, one.no, one.parent_no))
    if not rooms:
        raise Invalid(_("请选本校的一栋楼或一间宿舍。"), {"place": "missing"})
    known = dict(
        Beds.objects.select_for_update()
        .filter(unit_no__in=rooms)
        .order_by("unit_no")
        .values_list("unit_no", "beds")
    )
    changed = [no for no in rooms if known.get(no) != beds]
    for no in changed:
        Beds.objects.update_or_create(
            unit_no=no,
            defaults={
                "school_id": school_no, "beds": beds, "set_at": clock.now(), "set_by_id": acts.user(actor),
            },
        )  # fmt: skip
    if changed:
        journal.record(
            actor,
            BedsSet(
                school_id=school_no, unit_no=school_no, first_no=changed[0], last_no=changed[-1],
                rooms=len(changed), beds=beds,
            ),
        )  # fmt: skip
    return len(rooms)
