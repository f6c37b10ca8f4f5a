"""What a family asks, adds, and opens again."""

import datetime as dt
import re
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory import rules as numbering
from xiaoan.enquiries import queries, rules
from xiaoan.enquiries.models import Enquiry
from xiaoan.enquiries.services.acting import (
    Say,
    begin_turn,
    deadline,
    desk_no,
    hold,
    move,
    open_turn,
    same_step,
    step,
    user,
    words,
)
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint
from xiaoan.kernel.scope import everywhere

_SOURCE, _LONGEST_ABOUT = re.compile(r"[a-z]+(\.[a-z_]+)?"), 80


@dataclass(frozen=True)
class NewEnquiry:
    """A question; `id` is made by the form. `about_*`: the page it is asked from ("notices.notice", its id,
    its title), or nothing."""

    id: UUID
    person_id: UUID | None
    kind: str
    subject: str
    text: str
    about_source: str = ""
    about_id: str = ""
    about_title: str = ""


def ask(actor: Actor, sent: NewEnquiry) -> UUID:
    """A family asks about its child; the desk of that kind of question owes an answer from now on. Gives its
    id."""
    if not actor.may_anywhere(Permission.ASK):
        raise Forbidden
    classes = dict(zip(actor.people, actor.classes, strict=True))
    if sent.person_id is None or sent.person_id not in classes:
        raise Invalid(_("请选是哪个孩子的事。"), {"person": "unknown"})
    body = fingerprint(
        str(sent.person_id), sent.kind, sent.subject.strip(), sent.text.strip(), sent.about_source,
        sent.about_id,
    )  # fmt: skip
    with everywhere("enquiries"):
        known = Enquiry.objects.filter(pk=sent.id).first()
        if known is not None:
            if not same_step(actor, sent.id, known.pk, body):
                raise taken()
            return known.pk
        row = _row(actor, sent, sent.person_id, classes[sent.person_id])
        with new_id():
            row.save(force_insert=True)
        open_turn(row)
        step(actor, row, "ask", Say(sent.id, row.pk, sent.text), body)
        return row.pk


def _row(actor: Actor, sent: NewEnquiry, person_id: UUID, class_no: int) -> Enquiry:
    if sent.kind not in rules.KINDS:
        raise Invalid(_("请选想问哪方面的事。"), {"kind": "missing"})
    subject = words(
        "subject", sent.subject, required=_("请用一句话写想问什么。"), longest=rules.LONGEST_SUBJECT
    )
    words("text", sent.text, required=_("请写下要问的事。"))
    _refuse_many(actor)
    now, desk = clock.now(), rules.KINDS[sent.kind]
    is_about = bool(_SOURCE.fullmatch(sent.about_source)) and bool(sent.about_id)
    title = sent.about_title.strip()[:_LONGEST_ABOUT] if is_about else ""
    return Enquiry(
        id=sent.id, school_id=numbering.school_of(class_no), unit_no=class_no,
        person_id=person_id, asked_by_id=user(actor), kind=sent.kind,
        is_health=sent.kind == "health", desk=desk, desk_no=desk_no(desk, class_no), opened_at=now,
        subject_cipher=ciphers.seal(subject, place=queries.SUBJECT_PLACE, row=sent.id),
        about_source=sent.about_source if is_about else "",
        about_id=sent.about_id[:_LONGEST_ABOUT] if is_about else "",
        about_title_cipher=ciphers.seal(title, place=queries.TITLE_PLACE, row=sent.id) if title else None,
        asked_at=now, due_at=deadline(desk, class_no, now),
    )  # fmt: skip


def _refuse_many(actor: Actor) -> None:
    since = clock.now() - dt.timedelta(days=1)
    if Enquiry.objects.filter(asked_by_id=user(actor), opened_at__gte=since).count() >= (
        rules.MOST_A_DAY
    ):
        raise Invalid(
            _("一天最多问 %(n)s 件事。急事请直接打电话给班主任。") % {"n": rules.MOST_A_DAY},
            {"text": "many"},
        )


def _own(actor: Actor, said: Say) -> Enquiry:
    row = hold(actor, said.enquiry_id)
    if row.asked_by_id != actor.user_id:
        raise Forbidden
    # A guardian who may not see the child any more asks nothing more about it.
    if row.person_id not in actor.people:
        raise NotFound
    return row


def add(actor: Actor, said: Say) -> None:
    """More words of the family; after an answer they ask for another one."""
    with everywhere("enquiries"):
        row = _own(actor, said)
        body = fingerprint("add", said.text.strip())
        if same_step(actor, said.id, row.pk, body):
            return
        words("text", said.text, required=_("请写下要补充的话。"))
        was = row.state
        move(row, "add")
        if was == "answered":
            begin_turn(row)
        step(actor, row, "add", said, body)


def reopen(actor: Actor, said: Say) -> None:
    """It is not settled after all; the desk that had it last owes an answer again."""
    with everywhere("enquiries"):
        row = _own(actor, said)
        body = fingerprint("reopen", said.text.strip())
        if same_step(actor, said.id, row.pk, body):
            return
        words("text", said.text, required=_("请写明还有什么没有解决。"))
        move(row, "reopen")
        begin_turn(row)
        step(actor, row, "reopen", said, body)
