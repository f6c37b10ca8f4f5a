"""A carer was in touch with one of theirs: when, how, how it is."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.careteams import rules
from xiaoan.careteams.events import ContactNoted
from xiaoan.careteams.models import Contact
from xiaoan.careteams.queries import mine
from xiaoan.careteams.queries.sealed import NOTE_PLACE
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.races import new_id, taken, unreadable

# A contact is noted while one remembers it.
LOOKS_BACK = dt.timedelta(days=14)


@dataclass(frozen=True)
class NewContact:
    """What somebody notes. `id`: the form's own; the same once more notes nothing."""

    id: UUID
    person_id: UUID
    day: dt.date
    way: str
    state: str
    note: str = ""


def note(actor: Actor, given: NewContact) -> bool:
    """Keep a contact of one's own; False if the same form has come before."""
    one = mine.one(actor, given.person_id)
    _refuse(given)
    words = given.note.strip()
    body = said.fingerprint(given.person_id, given.day, given.way, given.state, words)
    known = Contact.objects.filter(pk=given.id).values_list("by_id", "said").first()
    if known:
        if known[0] != actor.user_id or said.is_other(known[1], body):
            raise taken()
        return False
    sealed = ciphers.seal(words, place=NOTE_PLACE, row=given.id) if words else None
    with new_id():
        Contact.objects.create(
            id=given.id, school_id=one.school_no, unit_no=one.unit_no, person_id=one.person_id,
            by_id=mine.who(actor), day=given.day, at=clock.now(), way=given.way,
            state=given.state, said=body, note_cipher=sealed,
        )  # fmt: skip
    journal.record(
        actor,
        ContactNoted(
            school_id=one.school_no, unit_no=one.unit_no, contact_id=given.id,
            person_id=one.person_id, way=given.way, state=given.state,
        ),
    )  # fmt: skip
    return True


def _refuse(given: NewContact) -> None:
    today = clock.today()
    if not today - LOOKS_BACK <= given.day <= today:
        raise Invalid(_("联系的日期在最近 14 天以内,不晚于今天。"), {"day": "range"})
    if given.way not in rules.WAYS or given.state not in rules.STATES:
        raise Invalid(_("请从列表中选一项。"), {"way": "unknown"})
    if "\0" in given.note:
        raise unreadable()
    if len(given.note.strip()) > rules.LONGEST:
        raise Invalid(_("最多写 200 个字。"), {"note": "long"})
