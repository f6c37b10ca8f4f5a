"""Case files: for whoever keeps them, and for those who are named in one."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.accountability import rules
from xiaoan.accountability.models import CaseFile, FileStep
from xiaoan.accounts import queries as accounts
from xiaoan.accounts.queries.as_of import grants_as_of
from xiaoan.directory import queries as directory
from xiaoan.directory.rules import ancestors
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

PLACE = "accountability_file_step.body"
PAGE = 50
# What a witness is shown of a file: their own steps, and what they were asked.
_OF_A_WITNESS = ("ask", "state")


@dataclass(frozen=True)
class StepRow:
    """One step with its words opened."""

    id: UUID
    no: int
    kind: str
    at: dt.datetime
    by_id: UUID | None
    by: str
    text: str
    facts: dict[str, Any]
    digest: str


@dataclass(frozen=True)
class Row:
    """A case file in a line."""

    id: UUID
    school_id: int
    unit_no: int
    place: str
    title: str
    state: str
    opened_at: dt.datetime
    opened_by: str
    question: str
    steps: int
    found_on: dt.date | None
    appeal_until: dt.date | None
    is_concerned: bool


@dataclass(frozen=True)
class Detail:
    """A case file with its steps, and the names of those who are named in it."""

    row: Row
    steps: list[StepRow]
    names: dict[UUID, str]
    parties: tuple[UUID, ...]
    concerned: tuple[UUID, ...]
    opened_by_id: UUID | None
    proposed_by_id: UUID | None
    found_by_id: UUID | None
    verdict: str


def number_of(year: int, number: int) -> str:
    return f"{year}-{number:03}"


def kept(actor: Actor) -> QuerySet[CaseFile]:
    """The files that the actor keeps: none in which they are named, which they read as a party does."""
    rows = visible(CaseFile.objects.all(), actor, Permission.KEEP_FILES)
    return rows.exclude(party_ids__contains=[actor.user_id]) if actor.user_id else rows


def find(actor: Actor, file_id: UUID) -> CaseFile:
    """A file that the actor keeps; NotFound else, as if it were not there."""
    found = kept(actor).filter(pk=file_id).first()
    if found is None:
        raise NotFound
    return found


def page_of(actor: Actor, state: str, offset: int) -> tuple[int, list[Row]]:
    """How many files the actor keeps, and one page of them, the newest first."""
    rows = kept(actor)
    if state in rules.STATES:
        rows = rows.filter(state=state)
    found = rows.order_by("-opened_at", "-id")[offset : offset + PAGE]
    return rows.count(), _rows(actor, found)


def one(actor: Actor, file_id: UUID) -> Detail:
    return _detail(actor, find(actor, file_id), None)


def mine(actor: Actor) -> list[Row]:
    """The files in which the actor is named; that they lie at another unit does not matter."""
    if actor.user_id is None:
        return []
    with everywhere("accountability") as system:
        rows = CaseFile.objects.filter(party_ids__contains=[actor.user_id])
        return _rows(system, rows.order_by("-opened_at", "-id")[:PAGE], actor.user_id)


def as_party(actor: Actor, file_id: UUID) -> Detail:
    """A file as somebody named in it reads it: whoever a finding may be about reads all of it, a witness what
    they were asked and what they said."""
    if actor.user_id is None:
        raise NotFound
    with everywhere("accountability") as system:
        found = CaseFile.objects.filter(pk=file_id, party_ids__contains=[actor.user_id]).first()
        if found is None:
            raise NotFound
        return _detail(system, found, actor.user_id)


def _detail(actor: Actor, row: CaseFile, party: UUID | None) -> Detail:
    rows = list(
        FileStep.objects.filter(school_id=row.school_id, file_id=row.pk).order_by("no")
    )  # fmt: skip
    if party and party not in row.concerned_ids:
        rows = [one for one in rows if _is_own(one, party)]
    people = {one.by_id for one in rows if one.by_id} | set(row.party_ids)
    names = accounts.names(actor, people)
    steps = [
        StepRow(
            one.pk, one.no, one.kind, one.at, one.by_id, names.get(one.by_id or one.pk, ""),
            _text(one), one.facts, one.digest,
        )
        for one in rows
    ]  # fmt: skip
    (line,) = _rows(actor, [row], party)
    return Detail(
        line, steps, names, tuple(row.party_ids), tuple(row.concerned_ids), row.opened_by_id,
        row.proposed_by_id, row.found_by_id, verdict_of(row),
    )  # fmt: skip


def verdict_of(row: CaseFile) -> str:
    """What the newest finding of a file says, confirmed or not; empty before one was written."""
    rows = FileStep.objects.filter(school_id=row.school_id, file_id=row.pk, kind="propose")
    last = rows.order_by("-no").values_list("facts", flat=True).first()
    return str(last["verdict"]) if last else ""


def unheard(row: CaseFile) -> list[dt.datetime]:
    """Until when to wait for each of those who were asked and have not said anything; who let their time pass
    is not waited for."""
    told = FileStep.objects.filter(school_id=row.school_id, file_id=row.pk)
    said = set(told.filter(kind="state").values_list("by_id", flat=True))
    asked = told.filter(kind="ask").order_by("no").values_list("facts", "at")
    last = {UUID(facts["user_id"]): rules.statement_until(at) for facts, at in asked}
    return sorted(at for who, at in last.items() if who not in said and at > clock.now())


def _is_own(step: FileStep, party: UUID) -> bool:
    asked = step.facts.get("user_id") == str(party)
    return step.kind in _OF_A_WITNESS and (asked or step.by_id == party)


def _text(step: FileStep) -> str:
    return str(json.loads(ciphers.unseal(step.body, place=PLACE, row=step.pk))["text"])


def _rows(actor: Actor, found: Iterable[CaseFile], party: UUID | None = None) -> list[Row]:
    rows = list(found)
    places = directory.places(one.unit_no for one in rows)
    names = accounts.names(actor, {one.opened_by_id for one in rows if one.opened_by_id})
    first = FileStep.objects.filter(file_id__in=[one.pk for one in rows], no=1)
    asked = {step.file_id: _text(step) for step in first}
    return [
        Row(
            one.pk, one.school_id, one.unit_no, places[one.unit_no].name,
            number_of(one.year, one.number), one.state, one.opened_at,
            names.get(one.opened_by_id or one.pk, ""), asked.get(one.pk, ""), one.steps, one.found_on,
            rules.appeal_until(one.found_on) if one.found_on else None,
            party in one.concerned_ids,
        )
        for one in rows
    ]  # fmt: skip


def people_of(actor: Actor, unit_no: int) -> list[tuple[UUID, str]]:
    """Who can be named in a file about a unit: whoever holds a post at it, inside it or above it today,
    with the post, in the order of the units."""
    place = directory.place(unit_no)
    held, _later = grants_as_of(actor, ancestors(unit_no), place.interval, clock.now())
    names = accounts.names(actor, {one.user_id for one in held})
    places = directory.places(one.unit_no for one in held)
    found: dict[UUID, str] = {}
    for one in held:
        if one.user_id != actor.user_id and one.user_id in names:
            post = f"{places[one.unit_no].name} {accounts.ROLE_NAMES[one.role]}"
            found.setdefault(one.user_id, f"{names[one.user_id]}({post})")
    return list(found.items())
