"""Registering directives and meetings: each gets the next number of its office's year."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directives import rules
from xiaoan.directives.events import DirectiveAmended, DirectiveRegistered, MeetingRegistered
from xiaoan.directives.models import Directive, Meeting
from xiaoan.directives.queries.papers import contents_of
from xiaoan.directives.services.writing import (
    About,
    NewFile,
    gathered,
    hold_form,
    keep_files,
    own_directive,
    refuse_files,
    require_office,
    take_number,
    user,
    words,
)
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other


@dataclass(frozen=True)
class NewDirective:
    """A directive as it is registered; `id` is made by the form. `not_secret`: whoever registers has looked
    at the marking and says that it is no state secret."""

    id: UUID
    unit_no: int
    source: str
    issuer: str
    paper_no: str
    dated_on: dt.date | None
    title: str
    text: str
    secrecy: str
    not_secret: bool = False
    meeting_id: UUID | None = None
    files: Sequence[NewFile] = ()


@dataclass(frozen=True)
class NewMeeting:
    """A meeting as it is put on file; `id` is made by the form."""

    id: UUID
    unit_no: int
    title: str
    held_on: dt.date | None
    place: str
    chair: str
    attended: str = ""
    attended_ids: Sequence[UUID] = ()
    minutes: str = ""
    files: Sequence[NewFile] = ()


def register(actor: Actor, new: NewDirective) -> UUID:
    """Register a directive; gives its id. The same form again is the same act."""
    require_office(actor, new.unit_no)
    said = _said(new)
    hold_form(new.id)
    known = Directive.objects.filter(pk=new.id).first()
    if known:
        if known.registered_by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return known.pk
    row = _directive(actor, new, said)
    refuse_files(new.files)
    row.no = take_number(new.unit_no, "directive", row.year)
    with new_id():
        row.save(force_insert=True)
    papers = keep_files(actor, About(row.pk, "directive", 0, row.unit_no), new.files)
    journal.record(
        actor,
        DirectiveRegistered(
            school_id=0, unit_no=row.unit_no, directive_id=row.pk, year=row.year, number=row.no,
            source=row.source, papers=papers,
        ),
    )  # fmt: skip
    return row.pk


# What may be put right until a directive is issued; its number and its office stay.
AMENDABLE = (
    "source", "issuer", "paper_no", "dated_on", "title", "text", "secrecy", "meeting_id",
)  # fmt: skip


def as_shown(row: Directive) -> str:
    """The mark of what stands on a form, by which it is seen whether somebody else was faster."""
    return fingerprint([getattr(row, name) for name in AMENDABLE]).hex()


def amend(actor: Actor, new: NewDirective, base: str) -> None:
    """Put right what was registered and is not issued yet. `new.id` is the directive, `base` what was looked
    at (`as_shown`); the same again changes nothing."""
    row = own_directive(actor, new.id)
    if row.state != "registered":
        raise Conflict(_("已经下发或撤回,不能直接改。要改请用“变更内容”。"))
    made = _directive(actor, replace(new, unit_no=row.unit_no), bytes(row.said))
    refuse_files(new.files)
    is_same = as_shown(made) == as_shown(row)
    if as_shown(row) != base and not is_same:
        raise Conflict(_("有人刚改过这份督办件。您的修改没有保存,请看过最新内容再改。"))
    kept = contents_of(row.pk) if new.files else set()
    files = [one for one in new.files if (one.name, one.content) not in kept]
    if is_same and not files:
        return
    for name in AMENDABLE:
        setattr(row, name, getattr(made, name))
    row.save(update_fields=AMENDABLE)
    papers = keep_files(actor, About(row.pk, "directive", 0, row.unit_no), files)
    journal.record(
        actor,
        DirectiveAmended(school_id=0, unit_no=row.unit_no, directive_id=row.pk, papers=papers),
    )


def _said(new: NewDirective | NewMeeting) -> bytes:
    plain = {k: v for k, v in new.__dict__.items() if k != "files"}
    return fingerprint(plain, [(one.name, one.digest) for one in new.files])


def _directive(actor: Actor, new: NewDirective, said: bytes) -> Directive:
    """Invalid with every fault of the form at once."""
    found: dict[str, Any] = gathered(
        source=lambda: _source(new),
        issuer=lambda: words("issuer", new.issuer, rules.SHORT),
        paper_no=lambda: words("paper_no", new.paper_no, rules.SHORT, required=False),
        dated_on=lambda: _past_day("dated_on", new.dated_on),
        meeting=lambda: _of_meeting(new),
        title=lambda: words("title", new.title, rules.SHORT),
        text=lambda: words("text", new.text, rules.LONGEST),
        secrecy=lambda: _secrecy(new),
    )
    now = clock.now()
    return Directive(
        id=new.id, unit_no=new.unit_no, year=now.year, source=new.source, issuer=found["issuer"],
        paper_no=found["paper_no"], dated_on=found["dated_on"], title=found["title"],
        secrecy=new.secrecy, text=found["text"],
        meeting_id=new.meeting_id, registered_at=now, registered_by_id=user(actor), said=said,
    )  # fmt: skip


def _source(new: NewDirective) -> None:
    if new.source not in rules.SOURCES:
        raise Invalid(_("请选择来源。"), {"source": "unknown"})


def _secrecy(new: NewDirective) -> None:
    if new.secrecy not in rules.SECRECY or not new.not_secret:
        raise Invalid(
            _("只登记公开和内部文件。请核对密级并勾选确认;涉密文件不得录入本系统。"),
            {"secrecy": "secret"},
        )


def _of_meeting(new: NewDirective) -> None:
    found = Meeting.objects.filter(pk=new.meeting_id).first() if new.meeting_id else None
    if new.meeting_id and (found is None or found.unit_no != new.unit_no):
        raise Invalid(_("请从列表中选择会议。"), {"meeting_id": "unknown"})
    if new.source == "meeting" and found is None:
        raise Invalid(_("来源是会议时,请选择是哪次会议。"), {"meeting_id": "missing"})


def _past_day(name: str, day: dt.date | None) -> dt.date:
    if day is None:
        raise Invalid(_("请填写日期。"), {name: "missing"})
    if day > clock.today():
        raise Invalid(_("日期不能晚于今天。"), {name: "future"})
    return day


def register_meeting(actor: Actor, new: NewMeeting) -> UUID:
    """Put a meeting on file; gives its id. The same form again is the same act."""
    require_office(actor, new.unit_no)
    said = _said(new)
    hold_form(new.id)
    known = Meeting.objects.filter(pk=new.id).first()
    if known:
        if known.registered_by_id != actor.user_id or is_other(known.said, said):
            raise taken()
        return known.pk
    refuse_files(new.files)
    row = _meeting(actor, new, said)
    row.no = take_number(new.unit_no, "meeting", row.year)
    with new_id():
        row.save(force_insert=True)
    papers = keep_files(actor, About(row.pk, "meeting", 0, row.unit_no), new.files)
    journal.record(
        actor,
        MeetingRegistered(
            school_id=0, unit_no=row.unit_no, meeting_id=row.pk, year=row.year, number=row.no,
            papers=papers,
        ),
    )  # fmt: skip
    return row.pk


def _meeting(actor: Actor, new: NewMeeting, said: bytes) -> Meeting:
    there = sorted(set(new.attended_ids), key=str)
    if set(there) - accounts.names(actor, there).keys():
        raise Invalid(_("请从列表中选择参加人。"), {"attended_ids": "unknown"})
    attended = words("attended", new.attended, rules.LONGEST, required=False)
    if not attended and not there:
        raise Invalid(_("请填写或选择参加人。"), {"attended": "missing"})
    now = clock.now()
    return Meeting(
        id=new.id, unit_no=new.unit_no, year=now.year, title=words("title", new.title, rules.SHORT),
        held_on=_past_day("held_on", new.held_on), place=words("place", new.place, rules.SHORT),
        chair=words("chair", new.chair, rules.SHORT), attended=attended, attended_ids=there,
        minutes=words("minutes", new.minutes, rules.LONGEST, required=False), registered_at=now,
        registered_by_id=user(actor), said=said,
    )  # fmt: skip
