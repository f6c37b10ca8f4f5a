"""The inbox of whoever is signed in: what was addressed to them, the unread first."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.notices import rules
from xiaoan.notices.models import Notice, Recipient
from xiaoan.notices.queries import templates

PAGE = 30


@dataclass(frozen=True)
class Brief:
    """A line of the inbox. `about`: of a guardian, the children it is about with class and school."""

    notice_id: UUID
    title: str
    kind: str
    office: str
    sent_at: dt.datetime
    is_read: bool
    is_acked: bool
    needs_ack: bool
    ack_by: dt.datetime | None
    is_recalled: bool
    is_correction: bool
    about: tuple[str, ...]


@dataclass(frozen=True)
class Opened:
    """A notice as its reader sees it. `language`: what it is shown in, where theirs is lacking."""

    brief: Brief
    paragraphs: tuple[tuple[tuple[tuple[str, str], ...], ...], ...]
    language: str
    acked_at: dt.datetime | None
    acked_how: str
    recall_reason: str
    recalled_at: dt.datetime | None
    corrects_id: UUID | None
    corrected_by: UUID | None
    attachments: Sequence[Mapping[str, Any]]


def mine(actor: Actor) -> Q:
    """What was addressed to the actor: at work, with a post today at the school or office of then,
    or as a guardian of a child that is still theirs to see."""
    posts = {numbering.chain_of(one.lo) or one.lo for one in actor.scopes if one.role != "guardian"}
    at_work = Q(kind="staff", unit_no__in=posts)
    return Q(user_id=actor.user_id) & (at_work | Q(pupils__overlap=list(actor.people) or [None]))


def unread(actor: Actor) -> int:
    """How many were not opened yet, recalled ones left out."""
    rows = Recipient.objects.filter(mine(actor), read_at=None).values_list("notice_id", flat=True)
    ids = list(rows[:200])
    return Notice.objects.filter(pk__in=ids, state="sent").count() if ids else 0


def unconfirmed(actor: Actor) -> int:
    """How many ask for a confirmation that was not given."""
    rows = Recipient.objects.filter(mine(actor), acked_at=None).order_by("-sent_at")
    ids = list(rows.values_list("notice_id", flat=True)[:200])
    return Notice.objects.filter(pk__in=ids, state="sent", needs_ack=True).count() if ids else 0


def page_of(actor: Actor, offset: int, language: str) -> tuple[int, list[Brief]]:
    """How many there are, and a page: the unread first, then the newest."""
    rows = Recipient.objects.filter(mine(actor))
    ordered = rows.order_by(F("read_at").desc(nulls_first=True), "-sent_at", "id")
    # Among those that were read the newest sent, not the last read.
    found = sorted(
        ordered[offset : offset + PAGE],
        key=lambda one: (one.read_at is not None, -one.sent_at.timestamp()),
    )
    return rows.count(), _briefs(actor, found, language)


def _briefs(actor: Actor, rows: Sequence[Recipient], language: str) -> list[Brief]:
    notices = Notice.objects.in_bulk([row.notice_id for row in rows])
    offices = directory.places({one.unit_no for one in notices.values()})
    about, paths = children(actor), _paths(notices.values())
    return [
        _brief(row, notices[row.notice_id], offices, about, paths, language)
        for row in rows
        if row.notice_id in notices
    ]


def _brief(
    row: Recipient, notice: Notice, offices: Mapping[int, directory.Place],
    about: Mapping[UUID, "Child"], paths: "Paths", language: str,
) -> Brief:  # fmt: skip
    text, _code = text_of(notice, language)
    found = [about[one] for one in row.pupils if one in about]
    values = reader_values(notice, found, paths)
    return Brief(
        notice.pk, rules.filled(text.title, values), notice.kind, offices[notice.unit_no].name,
        row.sent_at, row.read_at is not None, row.acked_at is not None, notice.needs_ack,
        notice.ack_by, notice.state == "recalled", notice.corrects_id is not None,
        tuple(f"{one.name} {one.school} {one.class_name}" for one in found),
    )  # fmt: skip


@dataclass(frozen=True)
class Child:
    """A child of a guardian, where it is today."""

    name: str
    school: str
    class_name: str


def children(actor: Actor) -> dict[UUID, Child]:
    """The children that the actor answers for, with class and school."""
    if not actor.people:
        return {}
    today = clock.today()
    roll = directory.enrolments(actor, actor.people, today)
    classes = directory.classes_of_people(actor, actor.people, today)
    units = directory.places(classes.values())
    schools = directory.places({one.school_id for one in units.values()})
    return {
        who: Child(roll[who].name, schools[units[no].school_id].name, units[no].name)
        for who, no in classes.items()
        if who in roll and no in units
    }


def text_of(notice: Notice, language: str) -> tuple[rules.Text, str]:
    """Title and body in a language, or in the source's where it is lacking; and which it is."""
    code = language if language in notice.texts else rules.LANGUAGES[0]
    one = notice.texts.get(code) or {"title": "", "body": ""}
    return rules.Text(one["title"], one["body"]), code


# Unit → itself and what lies above it.
Paths = Mapping[int, Sequence[directory.Place]]


def _paths(notices: Iterable[Notice]) -> Paths:
    """Each unit looked up once: many notices of a page are of the same school."""
    return {no: directory.path_to(no) for no in {one.unit_no for one in notices}}


def reader_values(notice: Notice, found: Sequence[Child], paths: Paths) -> dict[str, str]:
    """What stands for the variables for one reader; of staff the school and class are those that send it."""
    path = paths[notice.unit_no] if not found else []
    schools = [one.school for one in found] or [one.name for one in path if one.kind == "school"]
    classes = [one.class_name for one in found] or [one.name for one in path if one.kind == "class"]
    return templates.of_reader(
        notice.values, list(dict.fromkeys(schools)), list(dict.fromkeys(classes))
    )


def opened(actor: Actor, notice_id: UUID, language: str) -> Opened:
    """A notice addressed to the actor; NotFound."""
    row = Recipient.objects.filter(mine(actor), notice_id=notice_id).first()
    notice = Notice.objects.filter(pk=notice_id).first() if row else None
    if row is None or notice is None:
        raise NotFound
    (brief,) = _briefs(actor, [row], language)
    text, code = text_of(notice, language)
    about = children(actor)
    values = reader_values(
        notice, [about[one] for one in row.pupils if one in about], _paths([notice])
    )
    later = Notice.objects.filter(corrects_id=notice.pk, state__in=("sent", "recalled"))
    newest = later.order_by("-sent_at").first()
    return Opened(
        brief, paragraphs(rules.filled(text.body, values)), code, row.acked_at, row.acked_how,
        notice.recall_reason, notice.recalled_at, _seen(actor, notice.corrects_id),
        _seen(actor, newest.pk if newest else None), notice.attachments,
    )  # fmt: skip


def _seen(actor: Actor, notice_id: UUID | None) -> UUID | None:
    """A notice that the actor can open too."""
    if notice_id is None:
        return None
    known = Recipient.objects.filter(mine(actor), notice_id=notice_id).exists()
    return notice_id if known else None


def paragraphs(body: str) -> tuple[tuple[tuple[tuple[str, str], ...], ...], ...]:
    """Paragraphs of lines of pieces: text, or a link that is shown as what it is."""
    blocks = [block for block in body.split("\n\n") if block.strip()]
    return tuple(
        tuple(tuple(rules.links_of(line)) for line in block.strip("\n").split("\n"))
        for block in blocks
    )
