"""After the gate: what became of a child who was turned away, and the class that counts who is there."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.arrivals import queries
from xiaoan.arrivals.events import ArrivalFollowed, ClassHandedOver
from xiaoan.arrivals.models import Check, Follow, HandOver
from xiaoan.arrivals.queries import boards
from xiaoan.arrivals.rules import desk as rules
from xiaoan.arrivals.services import acting, owing
from xiaoan.directory.queries.roll import pupils_on_roll
from xiaoan.directory.rules import school_of
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id
from xiaoan.kernel.said import fingerprint

_LONGEST = 300


@dataclass(frozen=True)
class NewFollow:
    """What became of a child; `id` is made by the form."""

    id: UUID
    check_id: UUID
    outcome: str
    note: str = ""


@dataclass(frozen=True)
class NewCount:
    """How many a class teacher counts; `id` is made by the form."""

    id: UUID
    class_no: int
    day: dt.date
    counted: int
    note: str = ""


@transaction.atomic
def follow(actor: Actor, given: NewFollow) -> None:
    """Say what became of a child who was turned away; its duty is done. More may be said later."""
    check = Check.objects.filter(pk=given.check_id).first()
    if check is None:
        raise NotFound
    acting.require(actor, Permission.RECEIVE_ARRIVALS, check.unit_no)
    body = fingerprint("follow", str(check.pk), given.outcome, given.note.strip())
    known = Follow.objects.filter(pk=given.id).first()
    if known is not None:
        acting.refuse_other(actor, known.by_id, known.said, body)
        return
    if given.outcome not in rules.FOLLOWED:
        raise Invalid(_("请选现在怎样了。"), {"outcome": "missing"})
    words = acts.words(
        "note", given.note, longest=_LONGEST, required=_("请写明跟谁联系、孩子现在在哪里。")
    )
    with new_id():
        Follow.objects.create(
            id=given.id, school_id=check.school_id, unit_no=check.unit_no, check_id=check.pk,
            person_id=check.person_id, at=clock.now(), by_id=acts.user(actor), outcome=given.outcome,
            note_cipher=ciphers.seal(words, place=queries.FOLLOW_PLACE, row=given.id), said=body,
        )  # fmt: skip
    for held in duties.hold_about(check.pk, owing.TURNED):
        is_other = held.assignee_id not in (None, actor.user_id)
        duties.discharge(actor, held, clock.now(), on_behalf=is_other)
    journal.record(
        actor,
        ArrivalFollowed(
            school_id=check.school_id, unit_no=check.unit_no, check_id=check.pk, outcome=given.outcome
        ),
    )  # fmt: skip


@transaction.atomic
def hand_over(actor: Actor, given: NewCount) -> int:
    """Keep a class teacher's count beside what the desks let in; gives the difference (counted − arrived).
    It may be
    said again: each count is a row."""
    acting.require(actor, Permission.RECEIVE_ARRIVALS, given.class_no)
    body = fingerprint("count", given.class_no, given.day, given.counted, given.note.strip())
    known = HandOver.objects.filter(pk=given.id).first()
    if known is not None:
        acting.refuse_other(actor, known.by_id, known.said, body)
        return known.counted - known.arrived
    arrived = boards.arrived_of(given.class_no, given.day)
    words = _refuse(actor, given, arrived)
    school = school_of(given.class_no)
    with new_id():
        HandOver.objects.create(
            id=given.id, school_id=school, unit_no=given.class_no, day=given.day, at=clock.now(),
            by_id=acts.user(actor), arrived=arrived, counted=given.counted, said=body,
            note_cipher=ciphers.seal(words, place=queries.COUNT_PLACE, row=given.id) if words else None,
        )  # fmt: skip
    held = duties.hold(given.class_no, owing.COUNT, given.day, "")
    if held and held.state == "open":
        is_other = held.assignee_id not in (None, actor.user_id)
        duties.discharge(actor, held, clock.now(), on_behalf=is_other)
    journal.record(
        actor,
        ClassHandedOver(
            school_id=school, unit_no=given.class_no, day=given.day, arrived=arrived,
            counted=given.counted,
        ),
    )  # fmt: skip
    return given.counted - arrived


def _refuse(actor: Actor, given: NewCount, arrived: int) -> str:
    """Invalid of what cannot be; gives the words."""
    if given.day != clock.today():
        raise Invalid(_("只能清点今天。请刷新。"), {"counted": "day"})
    size = pupils_on_roll(actor, (given.class_no, given.class_no + 1), given.day)
    if not 0 <= given.counted <= size:
        said = _("请填班里现在有几个人:0 到 %(n)s(在册 %(n)s 人)。") % {"n": size}
        raise Invalid(said, {"counted": "range"})
    differs = _("人数和门口放行的不一样,请写明差的是谁、在哪里。")
    return acts.words(
        "note", given.note, longest=_LONGEST, required=differs if arrived != given.counted else ""
    )
