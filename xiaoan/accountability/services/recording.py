"""Commendations and faults of units and people, and what they reply to their record."""

import datetime as dt
import json
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accountability import queries, rules
from xiaoan.accountability.events import ConductEntered, ReplyGiven
from xiaoan.accountability.models import Conduct, Month, Reply
from xiaoan.accountability.queries import files
from xiaoan.accountability.queries.record import CONDUCT, REPLY
from xiaoan.accountability.services.steps import words
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other
from xiaoan.kernel.scope import everywhere

_LONGEST_REASON, _LONGEST_SOURCE = 400, 200
KINDS = ("commendation", "fault")


@dataclass(frozen=True)
class NewConduct:
    """What is entered: of a unit, or of somebody in it. `id` is the form's own."""

    id: UUID
    unit_no: int
    user_id: UUID | None
    kind: str
    day: dt.date
    reason: str
    source: str


def enter_conduct(actor: Actor, given: NewConduct) -> None:
    """A dated entry with its reason and source. It stays: what was wrong is answered by another entry."""
    place = queries.seen_place(actor, given.unit_no)
    if not actor.may(Permission.KEEP_FILES, place.no):
        raise Forbidden
    reason = words(given.reason, "reason", _LONGEST_REASON)
    source = words(given.source, "source", _LONGEST_SOURCE)
    said = fingerprint(
        place.no, str(given.user_id), given.kind, given.day.isoformat(), reason, source
    )
    if _known(
        actor, Conduct.objects.filter(pk=given.id).values_list("said", "by_id").first(), said
    ):
        return
    _refuse(actor, given)
    body = json.dumps({"reason": reason, "source": source}, ensure_ascii=False)
    with new_id():
        Conduct.objects.create(
            id=given.id, school_id=place.school_id, unit_no=place.no, user_id=given.user_id,
            kind=given.kind, day=given.day, at=clock.now(), by_id=actor.user_id, said=said,
            body=ciphers.seal(body, place=CONDUCT, row=given.id),
        )  # fmt: skip
    journal.record(
        actor,
        ConductEntered(
            school_id=place.school_id, unit_no=place.no, conduct_id=given.id, what=given.kind,
            user_id=given.user_id, day=given.day,
        ),
    )  # fmt: skip


def _known(
    actor: Actor, before: tuple[bytes | memoryview, UUID | None] | None, said: bytes
) -> bool:
    """Whether the same person sent the same before; anything else under the same id is refused."""
    if before is not None and (is_other(before[0], said) or before[1] != actor.user_id):
        raise taken()
    return before is not None


def _refuse(actor: Actor, given: NewConduct) -> None:
    if given.kind not in KINDS:
        raise Invalid(_("请选表扬或过失。"), {"kind": "unknown"})
    if not clock.FIRST_DAY <= given.day <= clock.today():
        raise Invalid(_("日期不能晚于今天。"), {"day": "future"})
    if given.user_id == actor.user_id:
        raise Invalid(_("不能给自己记表扬或过失。"), {"user_id": "self"})
    known = dict(files.people_of(actor, given.unit_no))
    if given.user_id is not None and given.user_id not in known:
        raise Invalid(_("请从名单中选一位。"), {"user_id": "unknown"})


def reply(actor: Actor, reply_id: UUID, unit_no: int, month: dt.date, text: str) -> None:
    """The head of a unit says something to its record of a month; shown beside it from then on."""
    place = queries.seen_place(actor, unit_no)
    if not actor.may(Permission.REPLY, place.no):
        raise Forbidden
    told = words(text)
    first = rules.month_of(month)
    if not clock.FIRST_DAY <= first <= clock.today():
        raise Invalid(_("这个月还没有记录。"), {"month": "future"})
    said = fingerprint(place.no, first.isoformat(), told)
    if _known(actor, Reply.objects.filter(pk=reply_id).values_list("said", "by_id").first(), said):
        return
    with new_id():
        Reply.objects.create(
            id=reply_id, school_id=place.school_id, unit_no=place.no, month=first, said=said,
            at=clock.now(), by_id=actor.user_id, body=ciphers.seal(told, place=REPLY, row=reply_id),
        )  # fmt: skip
    journal.record(
        actor,
        ReplyGiven(
            school_id=place.school_id, unit_no=place.no, reply_id=reply_id, user_id=None,
            month=first,
        ),
    )  # fmt: skip


def reply_own(actor: Actor, reply_id: UUID, school_id: int, month: dt.date, text: str) -> None:
    """Somebody says something to what their own record of a month says: where it shows a fault, and only in
    their own name. A second reply stands beside the first. NotFound where there is no such record."""
    first = rules.month_of(month)
    with everywhere("accountability"):
        row = Month.objects.filter(user_id=actor.user_id, school_id=school_id, month=first).first()
    if actor.user_id is None or row is None or not row.late + row.missed + row.untrue:
        raise NotFound
    _say(actor, Reply(id=reply_id, school_id=school_id, unit_no=school_id, month=first), text)


def reply_to_fault(actor: Actor, reply_id: UUID, conduct_id: UUID, text: str) -> None:
    """Whoever a fault names says something to it; shown beside it to all who see it. NotFound for others."""
    with everywhere("accountability"):
        row = Conduct.objects.filter(pk=conduct_id, user_id=actor.user_id, kind="fault").first()
    if actor.user_id is None or row is None:
        raise NotFound
    reply = Reply(
        id=reply_id, school_id=row.school_id, unit_no=row.unit_no,
        month=rules.month_of(row.day), conduct_id=row.pk,
    )  # fmt: skip
    _say(actor, reply, text)


def _say(actor: Actor, row: Reply, text: str) -> None:
    """The unit may lie beyond the person's reach: they are let in by name."""
    told = words(text)
    row.said = fingerprint(
        row.unit_no, row.month.isoformat(), str(row.conduct_id), str(actor.user_id), told
    )
    with everywhere("accountability"):
        before = Reply.objects.filter(pk=row.pk).values_list("said", "by_id").first()
        if _known(actor, before, row.said):
            return
        row.user_id = row.by_id = actor.user_id
        row.at, row.body = clock.now(), ciphers.seal(told, place=REPLY, row=row.pk)
        with new_id():
            row.save(force_insert=True)
        journal.record(
            actor,
            ReplyGiven(
                school_id=row.school_id, unit_no=row.unit_no, reply_id=row.pk,
                user_id=actor.user_id, month=row.month, conduct_id=row.conduct_id,
            ),
        )  # fmt: skip
