"""Assigning a material to an audience of a unit until a day, and taking that back."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.materials import queries, rules
from xiaoan.materials.events import AssignmentCancelled, ReadingAssigned
from xiaoan.materials.models import Assignment
from xiaoan.materials.queries import assigned, results
from xiaoan.materials.services import acting, reviewing

KINDS = ("county", "township", "school", "grade", "class")
# So far ahead a last day lies at the most (own choice).
FARTHEST = dt.timedelta(days=120)


@dataclass(frozen=True)
class NewAssignment:
    """What is asked for; `sure`: it was seen how many are meant."""

    id: UUID
    unit_no: int
    code: str
    audience: str
    until: dt.date
    questions: int
    note: str = ""
    sure: bool = False


class Unsure(Invalid):
    """So many are meant (`meant` families or people); it is asked before anything is stored."""

    def __init__(self, meant: int) -> None:
        super().__init__(_("请看清要发给多少人,再确认。"), {"sure": "asked"})
        self.meant = meant


@transaction.atomic
def assign(actor: Actor, new: NewAssignment) -> UUID:
    """Assign; gives its id. Unsure: how many are meant has not been seen yet. The version stays the one of
    now, whatever comes into force later."""
    place = place_for(actor, new.unit_no)
    note = acting.words_of(new.note, "note")
    held = _wanted(new)
    if acting.begin(
        actor, new.id, place.no, "assign", new.unit_no, new.code, new.audience, new.until,
        new.questions, note,
    ):  # fmt: skip
        return new.id
    _refuse(new, place, held)
    meant = sum(results.meant(actor, new.audience, place, clock.today()).values())
    if not meant:
        raise Invalid(_("这个单位里没有这种对象。请换一种对象或单位。"), {"audience": "nobody"})
    if not new.sure:
        raise Unsure(meant)
    reviewing.keep(held)
    Assignment.objects.create(
        id=new.id, unit_no=place.no, unit_end=place.end, code=new.code, version_id=held.id,
        audience=new.audience, since=clock.today(), until=new.until, questions=new.questions,
        note=note, at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    journal.record(
        actor,
        ReadingAssigned(
            school_id=numbering.chain_of(place.no), unit_no=place.no, assignment_id=new.id,
            version_id=held.id, material=new.code, audience=new.audience, until=new.until,
            questions=new.questions, meant=meant,
        ),
    )  # fmt: skip
    return new.id


def place_for(actor: Actor, unit_no: int) -> directory.Place:
    """A unit where the actor may assign."""
    place = directory.place(unit_no)
    if place.kind not in KINDS or not actor.may(Permission.SEE_READING, unit_no):
        raise NotFound
    if not actor.may(Permission.ASSIGN_READING, unit_no):
        raise Forbidden
    return place


def _wanted(new: NewAssignment) -> queries.Held:
    try:
        return queries.open_material(new.code)
    except NotFound:
        raise Invalid(_("请选一份在用的材料。"), {"code": "missing"}) from None


def _refuse(new: NewAssignment, place: directory.Place, held: queries.Held) -> None:
    today, last = clock.today(), clock.today() + FARTHEST
    if new.audience not in held.material.audiences:
        raise Invalid(_("这份材料没有写给这种对象的内容。请换一种对象。"), {"audience": "missing"})
    if new.audience in rules.POSTS and place.kind in ("class", "grade"):
        raise Invalid(_("教职工按学校布置。请到学校那一级。"), {"audience": "unit"})
    if not today <= new.until <= last:
        raise Invalid(
            _("截止日请写今天到 %(day)s 之间的一天。") % {"day": f"{last:%Y-%m-%d}"},
            {"until": "range"},
        )
    most = min(len(held.material.questions_for(new.audience)), rules.MOST_QUESTIONS)
    if not 0 <= new.questions <= most:
        raise Invalid(
            _("给这种对象的题有 %(most)s 道,请写 0 到 %(most)s(0 为只读不答)。") % {"most": most},
            {"questions": "range"},
        )


@transaction.atomic
def cancel(actor: Actor, act_id: UUID, assignment_id: UUID, reason: str) -> None:
    """Nobody has to read it any more; what was read and answered stays."""
    no = assigned.seen(actor, assignment_id).unit_no
    if not actor.may(Permission.ASSIGN_READING, no):
        raise Forbidden
    row = Assignment.objects.select_for_update().get(pk=assignment_id)
    words = acting.words_of(reason, "reason", required=_("请写明为什么取消。"))
    if acting.begin(actor, act_id, no, "cancel", assignment_id, words):
        return
    if row.cancelled_at is not None:
        raise Conflict(_("这次布置已经取消。"))
    row.cancelled_at, row.cancelled_by_id, row.reason = clock.now(), actor.user_id, words
    row.save(update_fields=["cancelled_at", "cancelled_by_id", "reason"])
    journal.record(
        actor,
        AssignmentCancelled(school_id=numbering.chain_of(no), unit_no=no, assignment_id=row.pk),
    )
