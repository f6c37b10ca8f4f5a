"""What all services of key persons share: finding and locking lines, their history, sealed words."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.directory.models import Person
from xiaoan.directory.rules import school_of
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.keypersons import rules
from xiaoan.keypersons.models import Change, Isolation, KeyPerson, Travel
from xiaoan.keypersons.queries.sealed import NOTE_PLACE

# One human being's lines are changed by one act at a time.
_LOCK = "select pg_advisory_xact_lock(hashtext('keypersons.person'), hashtext(%s))"


@dataclass(frozen=True)
class What:
    """One entry of the history to be."""

    what: str
    detail: dict[str, Any] = field(default_factory=dict)
    note: str = ""


def require(actor: Actor, permission: Permission, unit_no: int) -> None:
    """Not visible: as if not there. Visible and not permitted: refused."""
    if not actor.may(permission, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound


def person_for(
    actor: Actor, person_id: UUID, permission: Permission = Permission.KEEP_KEY_PERSONS
) -> Person:
    """A pupil or member of staff about whom the actor may write; their lines are locked."""
    found = Person.objects.filter(inside(actor.intervals), pk=person_id).first()
    if found is None:
        raise NotFound
    require(actor, permission, found.unit_no)
    lock_person(person_id)
    return found


def lock_person(person_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [str(person_id)])


def hold_line(actor: Actor, line_id: UUID, permission: Permission) -> KeyPerson:
    """Lock an open line; Conflict if somebody has ended it meanwhile."""
    seen = KeyPerson.objects.filter(inside(actor.intervals), pk=line_id).first()
    if seen is None:
        raise NotFound
    require(actor, permission, seen.unit_no)
    lock_person(seen.person_id)
    row = KeyPerson.objects.select_for_update().get(pk=line_id)
    if row.state != "open":
        raise Conflict(_("这条跟踪已经结束。请刷新后核对。"))
    return row


def seal(text: str, place: str, row: UUID) -> bytes | None:
    """Words of people, sealed; nothing stays nothing."""
    return ciphers.seal(text.strip(), place=place, row=row) if text.strip() else None


def change_of(actor: Actor, row: KeyPerson | Travel | Isolation, about: UUID, what: What) -> Change:
    """An entry of the history, not stored yet."""
    pk = uuid7()
    return Change(
        id=pk, school_id=row.school_id, unit_no=row.unit_no, person_id=row.person_id, about_id=about,
        at=clock.now(), by_id=actor.user_id, what=what.what, detail=what.detail,
        note_cipher=seal(what.note, NOTE_PLACE, pk),
    )  # fmt: skip


def keep(actor: Actor, rows: Sequence[KeyPerson | Travel], what: What) -> None:
    """One entry of the history of each row."""
    Change.objects.bulk_create(
        [change_of(actor, row, row.pk, what) for row in rows], batch_size=2000
    )


def checked_note(note: str, *, wanted: bool = False) -> str:
    """What somebody wrote, short enough and free of zeros; `wanted`: it must not be empty."""
    if "\0" in note or len(note) > rules.LONGEST_NOTE:
        raise Invalid(_("说明不超过 200 个字。"), {"note": "too_long"})
    if wanted and not note.strip():
        raise Invalid(_("请写明原因。"), {"note": "missing"})
    return note.strip()


def checked_day(day: dt.date, name: str) -> dt.date:
    fault = rules.day_fault(day, clock.today())
    if fault == "past":
        raise Invalid(_("日期在半年以前,请核对年份。"), {name: fault})
    if fault:
        raise Invalid(_("日期太远,请核对年份。"), {name: fault})
    return day


def not_future(day: dt.date) -> None:
    """A label or an isolation that has yet to begin would not be followed up until then."""
    if day > clock.today():
        raise Invalid(_("开始日期应是今天或以前。"), {"since": "future"})


def checked_code(code: str, codes: Iterable[str], name: str) -> str:
    if code not in codes:
        raise Invalid(_("请从列表中选一项。"), {name: "unknown"})
    return code


def school_no(unit_no: int) -> int:
    return school_of(unit_no)
