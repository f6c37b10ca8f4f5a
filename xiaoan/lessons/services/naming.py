"""Names of exports that fitted nobody: a person says who it is, and it is remembered for the class."""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.services import nicknames
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import rules
from xiaoan.lessons.events import NameSettled
from xiaoan.lessons.models import Lesson, Mark, Parked
from xiaoan.lessons.queries import numbers
from xiaoan.lessons.services import acting, reporting


@transaction.atomic
def settle_name(actor: Actor, act_id: UUID, unit_no: int, name: str, who: UUID | None) -> int:
    """Say who a parked name of a class is (None: nobody of it). What it watched counts for
    that pupil. Gives how many lessons changed; the same again changes nothing."""
    acting.require(actor, unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    if acting.begin(actor, act_id, unit_no, "name", name, who):
        return 0
    roll = {one.person_id for one in directory.class_roll(actor, unit_no, clock.today())}
    if who is not None and who not in roll:
        raise Invalid(_("这名学生不在本班。请从名单里选。"), {"person": "stranger"})
    waiting = list(
        Parked.objects.select_for_update()
        .filter(unit_no=unit_no, name=name, settled_at=None).order_by("lesson_id")
    )  # fmt: skip
    if not waiting:
        raise NotFound
    now = clock.now()
    nickname = nicknames.remember(actor, unit_no, name, who)
    changed = sum(_count(actor, one, who) for one in waiting) if who else 0
    Parked.objects.filter(pk__in=[one.pk for one in waiting]).update(
        settled_at=now, settled_by_id=actor.user_id
    )
    journal.record(
        actor,
        NameSettled(
            school_id=acting.school(unit_no), unit_no=unit_no, nickname_id=nickname, lessons=changed
        ),
    )
    return changed


def _count(actor: Actor, parked: Parked, who: UUID) -> bool:
    """The pupil was there under that name: what the export said of them is put right."""
    row = Lesson.objects.select_for_update().filter(pk=parked.lesson_id, source="export").first()
    marks = {one.person_id: one for one in Mark.objects.filter(lesson_id=parked.lesson_id)}
    if row is None or who not in marks:
        return False
    states = {pk: reporting.State.kept(one) for pk, one in marks.items()}
    length = int((row.ends_at - row.starts_at).total_seconds() // 60)
    stay = rules.Stay.of(marks[who].stay).plus(rules.Stay.of(parked.stay))
    if rules.is_watched(stay.seconds, length, numbers.watched_percent(row.unit_no)):
        del states[who]
    else:
        minutes = min(stay.seconds // 60, 32_000) if marks[who].state == "missed" else None
        states[who] = replace(states[who], minutes=minutes, stay=tuple(stay.flat()))
    return reporting.store(actor, row, row.due, states, "export")
