"""The way of a child from the first sign until it leaves school, as a phone may keep it without a network:
name, class and seat, where it stands and when. No diagnosis, nothing that was said, no phones, no readings.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.illness import rules
from xiaoan.illness.models import Illness, Step
from xiaoan.illness.queries.detail import NEEDS
from xiaoan.illness.queries.rows import seen
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

# A sheet that waited longer than this is nobody's course any more.
WAITS = dt.timedelta(days=3)


@dataclass(frozen=True)
class Course:
    """One child's way of today. `acts`: what of it may still be done, now or after the next steps."""

    illness_id: UUID
    person_id: UUID
    unit_no: int
    name: str
    seat: int
    place: str
    stage: str
    acts: tuple[str, ...]
    steps: tuple[tuple[str, dt.datetime], ...]


def course(actor: Actor, illness_id: UUID) -> Course:
    """The way of one child that the actor looks after in school."""
    row = seen(actor, illness_id)
    if not actor.may(Permission.CARE, row.unit_no):
        raise Forbidden
    pupil = directory.enrolments(actor, [row.person_id], clock.today()).get(row.person_id)
    steps = Step.objects.filter(
        illness_id=row.pk, at__gte=clock.at(clock.today(), dt.time()), kind__in=_SHOWN
    ).order_by("at", "no")
    acts = rules.ahead(row.stage)
    return Course(
        row.pk, row.person_id, row.unit_no, pupil.name if pupil else "", pupil.seat if pupil else 0,
        directory.place(row.unit_no).name, row.stage,
        tuple(act for act in acts if any(actor.may(one, row.unit_no) for one in NEEDS[act])),
        tuple((kind, at.astimezone(clock.ZONE)) for kind, at in steps.values_list("kind", "at")),
    )  # fmt: skip


_SHOWN = ("detected", "noticed", *rules.COURSE)


def course_of(actor: Actor, course_id: UUID) -> Illness | None:
    """The illness that a course is about, if its first sheet has arrived."""
    rows = Step.objects.filter(
        inside(actor.reach(Permission.SEE_ILLNESS)), recorded_at__gte=clock.now() - 2 * WAITS,
        at__gte=clock.now() - 2 * WAITS, facts__course=str(course_id),
    )  # fmt: skip
    found = rows.values_list("illness_id", flat=True).first()
    return Illness.objects.filter(pk=found).first() if found else None


def pupil_called(pupils: Iterable[directory.Pupil], who: str) -> directory.Pupil:
    """The pupil of a class by seat or by name, as a person types it; the words of a refusal name nobody."""
    typed = "".join(unicodedata.normalize("NFKC", who).split())
    if typed.isascii() and typed.isdigit():
        found = [one for one in pupils if one.seat == int(typed[:6])]
    else:
        found = [one for one in pupils if "".join(one.name.split()) == typed]
    if len(found) == 1:
        return found[0]
    if found:
        raise Invalid(_("这个班有同名的学生,请改填座号。"), {"who": "doubtful"})
    raise Invalid(_("这个班今天的名单上没有这个姓名或座号,请核对后改正。"), {"who": "unknown"})
