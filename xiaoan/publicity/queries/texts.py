"""Public texts as the office keeps them: drafts, versions, who did what."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, When

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.publicity import rules
from xiaoan.publicity.models import Step, Text, Version

_RIGHTS = {Permission.WRITE_PUBLIC, Permission.APPROVE_PUBLIC}


@dataclass(frozen=True)
class Line:
    """A text in a list, in the words of its newest version."""

    id: UUID
    kind: str
    state: str
    title: str
    waits: bool
    pinned: bool
    changed_at: dt.datetime
    versions: int


@dataclass(frozen=True)
class Detail:
    """A text with its newest version, all versions and steps (the newest first), names of officers by id."""

    row: Text
    last: Version
    versions: list[Version]
    steps: list[Step]
    names: Mapping[UUID, str]
    may_write: bool
    may_approve: bool


def said_in(words: Mapping[str, Mapping[str, str]], reason: str) -> list[str]:
    """All words of a version that are made public."""
    return [reason, *(text for one in words.values() for text in one.values())]


def county_of(row: Text) -> Interval:
    """The county whose office a text is of, with all units in it."""
    return directory.place(row.unit_no).interval


def offices(actor: Actor) -> tuple[int, ...]:
    """The county offices whose texts the actor sees."""
    return tuple(sorted({s.lo for s in actor.scopes if _RIGHTS & s.permissions}))


def writes_at(actor: Actor) -> tuple[int, ...]:
    return tuple(sorted({s.lo for s in actor.scopes if Permission.WRITE_PUBLIC in s.permissions}))


def page_of(actor: Actor, kind: str, state: str, offset: int, limit: int) -> tuple[int, list[Line]]:
    """Texts, those that wait for the second person first, then the last changed."""
    rows = Text.objects.filter(unit_no__in=offices(actor))
    if kind in rules.KINDS:
        rows = rows.filter(kind=kind)
    if state in rules.STATES:
        rows = rows.filter(state=state)
    order = Case(When(waits_no__isnull=False, then=0), default=1)
    found = list(rows.order_by(order, "-changed_at")[offset : offset + limit])
    last = {
        (one.text_id, one.no): one
        for one in Version.objects.filter(text_id__in=[row.pk for row in found])
    }
    return rows.count(), [
        Line(
            row.pk, row.kind, row.state,
            rules.words_in(last[row.pk, row.versions].words, rules.FIRST)["title"],
            row.waits_no is not None, row.pinned, row.changed_at, row.versions,
        )
        for row in found
    ]  # fmt: skip


def waiting(actor: Actor) -> int:
    """How many wait for this actor: not what they wrote themselves."""
    held = {s.lo for s in actor.scopes if Permission.APPROVE_PUBLIC in s.permissions}
    rows = Text.objects.filter(unit_no__in=held, waits_no__isnull=False)
    found = rows.values_list("pk", "waits_no")
    own = set(
        Version.objects.filter(
            text_id__in=[pk for pk, _no in found], by_id=actor.user_id
        ).values_list("text_id", "no")
    )
    return sum((pk, no) not in own for pk, no in found)


def text(actor: Actor, text_id: UUID) -> Text:
    row = Text.objects.filter(pk=text_id, unit_no__in=offices(actor)).first()
    if row is None:
        raise NotFound
    return row


def detail(actor: Actor, text_id: UUID) -> Detail:
    row = text(actor, text_id)
    versions = list(Version.objects.filter(text_id=row.pk).order_by("-no"))
    steps = list(Step.objects.filter(text_id=row.pk).order_by("-no"))
    people = {one.by_id for one in versions if one.by_id}
    people |= {one.by_id for one in steps if one.by_id}
    waits = next((one for one in versions if one.no == row.waits_no), None)
    return Detail(
        row, versions[0], versions, steps, accounts.names(actor, people),
        row.unit_no in writes_at(actor) and not row.source,
        waits is not None
        and waits.by_id != actor.user_id
        and actor.may(Permission.APPROVE_PUBLIC, row.unit_no),
    )  # fmt: skip


def version_words(found: Detail, no: int) -> Version:
    """A version of a text; NotFound."""
    for one in found.versions:
        if one.no == no:
            return one
    raise NotFound
