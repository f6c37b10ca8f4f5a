"""Making somebody a key person: by hand, from an answer, from whatever names them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.directory.models import Person
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.races import taken
from xiaoan.kernel.said import fingerprint
from xiaoan.keypersons import queries, rules
from xiaoan.keypersons.events import KeyPersonChanged, KeyPersonOpened
from xiaoan.keypersons.models import KeyPerson
from xiaoan.keypersons.queries.sealed import PLACE_PLACE
from xiaoan.keypersons.services import due
from xiaoan.keypersons.services.carers import default_carers
from xiaoan.keypersons.services.writing import (
    What,
    checked_code,
    checked_day,
    checked_note,
    keep,
    not_future,
    person_for,
    seal,
)


@dataclass(frozen=True)
class NewKeyPerson:
    """Who is to be followed, for which reason of the pack in force, and what says so.

    `source_id`: the answer, or an id made by the form that is sent: the same one again changes nothing.
    `since` empty: today. `until` empty: as long as the label stands (rules: days of the category).
    """

    person_id: UUID
    category: str
    source_id: UUID
    source: str = "hand"
    since: dt.date | None = None
    until: dt.date | None = None
    whereabouts: str = "home"
    place: str = ""

    @property
    def said(self) -> dict[str, str]:
        """What a form sent (kernel.said), under its id; other sources say the same whenever they name."""
        if self.source != "hand":
            return {}
        told = fingerprint(self.since, self.until, self.whereabouts, self.place.strip())
        return {str(self.source_id): told.hex()}


@dataclass(frozen=True)
class Opened:
    """The line that follows the person for this reason; not new if there was one."""

    line_id: UUID
    is_new: bool


def open_key_person(actor: Actor, wanted: NewKeyPerson) -> Opened:
    """Follow a person for a reason, once: by (person, category, source id).

    Named once more by another source while the line is open: the line stays, keeps who named them and
    the later end. Needs KEEP_KEY_PERSONS at the person's unit; an app that opens lines from what a
    guardian says does so as the system (`kernel.scope.everywhere`).
    """
    category = queries.pack_in_force(actor, clock.today()).category(wanted.category)
    person = person_for(actor, wanted.person_id)
    lines = list(
        KeyPerson.objects.filter(
            school_id=person.school_id, person_id=person.pk, category=wanted.category
        ).select_for_update()
    )
    known = next((row for row in lines if wanted.source_id in row.source_ids), None)
    if known is not None:
        if any((known.said or {}).get(one, told) != told for one, told in wanted.said.items()):
            raise taken()
        return Opened(known.pk, is_new=False)
    if category is None:
        raise Invalid(_("现行分类里没有这一类,请从列表中选。"), {"category": "unknown"})
    said, wanted = wanted.said, _checked(wanted, category)
    running = next((row for row in lines if row.state == "open"), None)
    if running is not None:
        _name_again(actor, running, wanted, said)
        return Opened(running.pk, is_new=False)
    row = _open(actor, person, wanted, category, said)
    return Opened(row.pk, is_new=True)


def _checked(wanted: NewKeyPerson, category: queries.Category) -> NewKeyPerson:
    checked_code(wanted.source, rules.SOURCES, "source")
    checked_code(wanted.whereabouts, rules.WHEREABOUTS, "whereabouts")
    since = checked_day(wanted.since or clock.today(), "since")
    not_future(since)
    until = wanted.until or rules.label_until(since, category.days)
    checked_day(until, "until")
    if until <= since:
        raise Invalid(_("结束日期应在开始日期之后。"), {"until": "before"})
    return replace(wanted, since=since, until=until, place=checked_note(wanted.place))


def _open(
    actor: Actor, person: Person, wanted: NewKeyPerson, category: queries.Category,
    said: dict[str, str],
) -> KeyPerson:  # fmt: skip
    pk, now = uuid7(), clock.now()
    since = wanted.since or now.date()
    carer, deputy = default_carers(actor, [person.unit_no], now.date()).get(
        person.unit_no, (None, None)
    )
    row = KeyPerson(
        id=pk, school_id=person.school_id, unit_no=person.unit_no, first_unit_no=person.unit_no,
        person_id=person.pk, kind=person.kind, category=category.code,
        pack=queries.pack_in_force(actor, now.date()).code, source=wanted.source,
        source_ids=[wanted.source_id], said=said, whereabouts=wanted.whereabouts,
        place_cipher=seal(wanted.place, PLACE_PLACE, pk), since=since, until=wanted.until,
        every=category.every, needs_paper=category.paper, carer_id=carer, deputy_id=deputy,
        opened_on=now.date(), opened_at=now, opened_by_id=actor.user_id,
        next_due=rules.first_due(since, now),
    )  # fmt: skip
    store(actor, [row], What("opened", {"source": wanted.source}))
    return row


def store(actor: Actor, rows: Sequence[KeyPerson], what: What) -> None:
    """New lines with their history, their facts, and what is due of them today."""
    KeyPerson.objects.bulk_create(rows)
    keep(actor, rows, what)
    for row in rows:
        journal.record(
            actor,
            KeyPersonOpened(
                school_id=row.school_id, unit_no=row.unit_no, line_id=row.pk,
                person_id=row.person_id, category=row.category, pack=row.pack, source=row.source,
                since=row.since, until=row.until,
            ),
        )  # fmt: skip
    due.open_follow_ups(actor, rows)


def _name_again(actor: Actor, row: KeyPerson, wanted: NewKeyPerson, said: dict[str, str]) -> None:
    """Another source names a person who is followed already."""
    row.source_ids = [*row.source_ids, wanted.source_id]
    row.said = {**(row.said or {}), **said}
    before = row.until
    if row.until is not None and wanted.until is not None:
        row.until = max(row.until, wanted.until)
    row.save(update_fields=["source_ids", "said", "until"])
    detail = {"source": wanted.source}
    if row.until != before and row.until is not None:
        detail["until"] = row.until.isoformat()
    keep(actor, [row], What("named_again", detail))
    journal.record(
        actor,
        KeyPersonChanged(
            school_id=row.school_id, unit_no=row.unit_no, line_id=row.pk, person_id=row.person_id,
            what="named_again",
        ),
    )  # fmt: skip
