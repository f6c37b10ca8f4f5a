"""Key groups: put on record with a source and a basis, ended when it is no longer so."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory.queries import moves as roll
from xiaoan.dropout import queries
from xiaoan.dropout.events import KeyGroupChanged
from xiaoan.dropout.models import KeyGroup
from xiaoan.dropout.rules import ledger as rules
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.races import new_id, taken
from xiaoan.kernel.said import fingerprint, is_other


@dataclass(frozen=True)
class NewGroup:
    """That a pupil is of a group; `source`: from which list or whom; `basis`: law or consent."""

    id: UUID
    person_id: UUID
    group: str
    source: str
    basis: str
    since: dt.date | None = None


def add_group(actor: Actor, given: NewGroup) -> None:
    """Put a pupil on record as of a key group."""
    where = roll.where_on_roll([given.person_id], clock.today()).get(given.person_id)
    if where is None or not queries.names_shown(actor, where[1]):
        raise NotFound
    if not actor.may(Permission.KEEP_DROPOUT, where[1]):
        raise Forbidden
    body = fingerprint(str(given.person_id), given.group, given.source.strip(), given.basis)
    known = KeyGroup.objects.filter(pk=given.id).first()
    if known is not None:
        if known.by_id != actor.user_id or is_other(known.said, body):
            raise taken()
        return
    if given.group not in rules.GROUPS:
        raise Invalid(_("请选是哪一类。"), {"group": "missing"})
    if given.basis not in ("law", "consent"):
        raise Invalid(_("请选依据:法定职责或监护人同意。"), {"basis": "missing"})
    source = given.source.strip()
    if not source or len(source) > rules.LONGEST or "\0" in source:
        raise Invalid(_("请写明从哪里得知,例如民政名单的日期。"), {"source": "missing"})
    with new_id():
        row = KeyGroup.objects.create(
            id=given.id, school_id=where[0], unit_no=where[1], person_id=given.person_id,
            group_cipher=ciphers.seal(given.group, place=queries.GROUP_PLACE, row=given.id),
            source_cipher=ciphers.seal(source, place=queries.SOURCE_PLACE, row=given.id),
            basis=given.basis, since=given.since or clock.today(), by_id=accounts.user_id(actor),
            said=body,
        )  # fmt: skip
    _tell(actor, row, ended=False)


def end_group(actor: Actor, row_id: UUID) -> None:
    """No longer so, from today."""
    row = KeyGroup.objects.select_for_update().filter(pk=row_id).first()
    if row is None or not queries.names_shown(actor, row.unit_no):
        raise NotFound
    if not actor.may(Permission.KEEP_DROPOUT, row.unit_no):
        raise Forbidden
    if row.until is None:
        row.until, row.ended_by_id = clock.today(), actor.user_id
        row.save(update_fields=["until", "ended_by_id"])
        _tell(actor, row, ended=True)


def _tell(actor: Actor, row: KeyGroup, *, ended: bool) -> None:
    journal.record(
        actor,
        KeyGroupChanged(school_id=row.school_id, unit_no=row.unit_no, row_id=row.pk, ended=ended),
    )
