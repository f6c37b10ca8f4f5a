"""One pupil: what stands, what is needed for each, papers and overrides; a family's own children."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.clearances import queries, rules
from xiaoan.clearances.models import Contact, Ground, Override, Paper
from xiaoan.directory import queries as directory
from xiaoan.directory.queries import moves as roll
from xiaoan.directory.queries.people import person_names
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

WORDS_PLACE = "clearances_paper.words_cipher"
HEARD_PLACE = "clearances_contact.words_cipher"
# So many contacts are shown, the newest first.
_CONTACTS = 30
REASON_PLACE = "clearances_override.reason_cipher"


@dataclass(frozen=True)
class Standing:
    """A ground as the page tells it; `is_own`: a paper checked here takes it away."""

    row: Ground
    need: str
    is_own: bool
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class PaperRow:
    row: Paper
    words: dict[str, str]
    by: str


@dataclass(frozen=True)
class ContactRow:
    row: Contact
    words: str
    by: str


@dataclass(frozen=True)
class OverrideRow:
    row: Override
    reason: str
    asked_by: str
    decided_by: str


@dataclass(frozen=True)
class Detail:
    """`contact`: the class teacher, who keeps in touch while the pupil is away; `is_followed`: another duty
    follows the pupil every day (an illness, a line of key persons, a list of contacts)."""

    person_id: UUID
    school_id: int
    unit_no: int
    name: str
    place: str
    on: dt.date
    contact: str
    standing: rules.Standing
    grounds: tuple[Standing, ...]
    papers: tuple[PaperRow, ...]
    overrides: tuple[OverrideRow, ...]
    may_check: bool
    may_contact: bool
    contacts: tuple[ContactRow, ...]
    is_followed: bool


@dataclass(frozen=True)
class OfChild:
    """A family's own child today."""

    person_id: UUID
    name: str
    contact: str
    standing: rules.Standing


def detail(actor: Actor, person_id: UUID, on: dt.date) -> Detail:
    """One pupil on the roll on a day; NotFound."""
    where = roll.where_on_roll([person_id], on).get(person_id)
    if where is None or not actor.may(Permission.SEE_CLEARANCES, where[1]):
        raise NotFound
    school, unit = where
    grounds = visible(Ground.objects.filter(person_id=person_id), actor, Permission.SEE_CLEARANCES)
    papers = list(_seen(actor, Paper, person_id).order_by("-at"))
    overrides = list(_seen(actor, Override, person_id).order_by("-asked_at"))
    contacts = list(_seen(actor, Contact, person_id).order_by("-at")[:_CONTACTS])
    people = accounts.names(
        actor,
        {one.by_id for one in (*papers, *contacts)}
        | {pk for one in overrides for pk in (one.asked_by_id, one.decided_by_id) if pk},
    )
    return Detail(
        person_id, school, unit, person_names(actor, [person_id]).get(person_id, ""),
        directory.place(unit).name, on, _contacts({unit}).get(unit, ""),
        queries.standings({person_id: school}, on)[person_id],
        tuple(_ground(one) for one in grounds.order_by("code", "since")),
        tuple(PaperRow(one, _words(one), people.get(one.by_id, "")) for one in papers),
        tuple(
            OverrideRow(
                one, ciphers.unseal(one.reason_cipher, place=REASON_PLACE, row=one.pk),
                people.get(one.asked_by_id, ""),
                people.get(one.decided_by_id, "") if one.decided_by_id else "",
            )
            for one in overrides
        ),
        actor.may(Permission.CHECK_PAPERS, unit), actor.may(Permission.TRACE, unit),
        tuple(ContactRow(one, _heard(one), people.get(one.by_id, "")) for one in contacts),
        any(
            rules.keeps(told, on) and rules.is_followed_elsewhere(told)
            for told in map(queries.told_of, grounds)
        ),
    )  # fmt: skip


def _seen(actor: Actor, model: Any, person_id: UUID) -> Any:
    return visible(model.objects.filter(person_id=person_id), actor, Permission.SEE_CLEARANCES)


def _ground(row: Ground) -> Standing:
    told = queries.told_of(row)
    need = "second" if told.second and not told.paper else rules.need_of(told)
    return Standing(row, need, rules.is_own(told), rules.kinds_for(told))


def _heard(row: Contact) -> str:
    if row.words_cipher is None:
        return ""
    return ciphers.unseal(row.words_cipher, place=HEARD_PLACE, row=row.pk)


def _words(row: Paper) -> dict[str, str]:
    found: dict[str, str] = json.loads(
        ciphers.unseal(row.words_cipher, place=WORDS_PLACE, row=row.pk)
    )
    return found


def _contacts(units: set[int]) -> dict[int, str]:
    """Class → its teacher: the named person for whoever is away."""
    with everywhere("clearances") as system:
        found = accounts.holders(system, ["class_teacher"], units, clock.today())
    return {one.unit_no: one.name for one in reversed(found)}


def photo_of(actor: Actor, paper_id: UUID) -> UUID:
    """The picture of a paper; NotFound."""
    rows = visible(Paper.objects.filter(pk=paper_id), actor, Permission.SEE_CLEARANCES)
    found = rows.exclude(photo_id=None).values_list("photo_id", flat=True).first()
    if found is None:
        raise NotFound
    return found


def of_children(actor: Actor, on: dt.date) -> list[OfChild]:
    """A family's own children on the roll on a day."""
    here = roll.where_on_roll(actor.people, on)
    found = queries.of_people(actor, list(here), on)
    # A family sees its child's enrolments, and nobody in the directory.
    names = {
        one.person_id: one.name for one in directory.enrolments(actor, list(here), on).values()
    }
    contacts = _contacts({unit for _school, unit in here.values()})
    return [
        OfChild(who, names.get(who, ""), contacts.get(here[who][1], ""), one)
        for who, one in found.items()
    ]
