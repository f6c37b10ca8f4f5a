"""A pupil's bus line and canteen table, from a day until another."""

from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.events import PlacementSet
from xiaoan.directory.models import Placement, Unit
from xiaoan.directory.rules import lives
from xiaoan.directory.rules.lives import When
from xiaoan.directory.services import holding
from xiaoan.journal import services as journal
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7

LONGEST_LABEL = 40


def set_placement(
    actor: Actor, person_id: UUID, kind: str, place_no: int | None, label: str, when: When
) -> bool:
    """A bus line and stop, or a canteen and table, from a day on; None: none any more.

    What was entered for that day or later gives way. False if it was so already.
    """
    if kind not in lives.PLACEMENTS or len(label) > LONGEST_LABEL:
        raise Invalid(_("站点或桌号不超过 40 个字。"), {"label": "too_long"})
    life = holding.hold(actor, person_id)
    holding.refuse_when(when, life.person.school_id)
    if not life.enrolments or life.last.until is not None:
        raise Conflict(_("这名学生已不在册(或已定离校日期),不能再改。请刷新后核对。"))
    _refuse_place(kind, place_no, life.person.school_id)
    mine = Placement.objects.filter(school_id=life.person.school_id, person_id=person_id, kind=kind)
    running = mine.filter(until=None).first()
    before = (running.place_no, running.label) if running else (None, "")
    wanted = (place_no, label.strip() if place_no is not None else "")
    if before == wanted:
        return False
    mine.filter(since__gte=when.since).delete()
    mine.filter(until=None).update(until=when.since)
    mine.filter(until__gt=when.since).update(until=when.since)
    if place_no is not None:
        Placement.objects.create(
            id=uuid7(), school_id=life.person.school_id, unit_no=life.person.unit_no,
            person_id=person_id, kind=kind, place_no=place_no, label=wanted[1], since=when.since,
        )  # fmt: skip
    journal.record(
        actor,
        PlacementSet(
            school_id=life.person.school_id, unit_no=life.person.unit_no, person_id=person_id,
            what=kind, place_no=place_no, since=when.since,
        ),
    )  # fmt: skip
    return True


def _refuse_place(kind: str, place_no: int | None, school_no: int) -> None:
    if place_no is None:
        return
    found = Unit.objects.filter(pk=place_no, kind=kind, school_id=school_no, closed=None)
    if not found.exists():
        raise Invalid(_("请从本校开着的校车线路或食堂中选一个。"), {"place": "unknown"})
