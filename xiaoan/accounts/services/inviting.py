"""Making codes for people on the roster, and taking them back.

A code is made of the sheet's id and the person under the index key: a sheet that is sent for twice, or
printed again, shows the same codes, and the database alone holds none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import InvitationRevoked, InvitationsMade
from xiaoan.accounts.models import Invitation
from xiaoan.directory.models import Person
from xiaoan.directory.rules import school_of
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

MAY = {"staff": Permission.INVITE_STAFF, "guardian": Permission.INVITE_GUARDIANS}
KINDS = {"staff": "staff", "guardian": "student"}
# A class, or the staff of a school.
MOST = 300


@dataclass(frozen=True)
class Sheet:
    """Whom to make codes for: people of one unit. `batch_id` is made by the form that asks."""

    batch_id: UUID
    unit_no: int
    purpose: str
    person_ids: Sequence[UUID]


def make_invitations(actor: Actor, sheet: Sheet) -> int:
    """A code for each; gives how many. Codes made for them before are worth nothing from now on.

    The same sheet once more makes nothing and says the same.
    """
    require_invite(actor, sheet.purpose, sheet.unit_no)
    mine = Invitation.objects.filter(batch_id=sheet.batch_id)
    if mine.exists():
        return mine.count()
    people = list(
        Person.objects.filter(
            pk__in=sheet.person_ids, unit_no=sheet.unit_no, kind=KINDS[sheet.purpose]
        ).order_by("id")
    )
    if not people or len(people) != len(set(sheet.person_ids)) or len(people) > MOST:
        raise Invalid(_("请至少选一个人;名单如有变动,请刷新后重选。"), {"person": "missing"})
    try:
        with transaction.atomic():
            _replace(actor, sheet, people)
    except IntegrityError:
        raise Conflict(_("刚才已有人给同样的人生成了邀请码,请刷新后再看。")) from None
    fact = InvitationsMade(
        school_id=school_of(sheet.unit_no), unit_no=sheet.unit_no, batch_id=sheet.batch_id,
        purpose=sheet.purpose, codes=len(people),
    )  # fmt: skip
    journal.record(actor, fact)
    return len(people)


def _replace(actor: Actor, sheet: Sheet, people: Sequence[Person]) -> None:
    now = clock.now()
    before = Invitation.objects.filter(
        person_id__in=[person.pk for person in people], used_at=None, revoked_at=None
    )
    before.update(revoked_at=now)
    lasts = rules.INVITATION_LASTS[sheet.purpose]
    Invitation.objects.bulk_create(
        Invitation(
            id=uuid7(), school_id=person.school_id, unit_no=person.unit_no, person_id=person.pk,
            purpose=sheet.purpose, batch_id=sheet.batch_id, made_by_id=actor.user_id, made_at=now,
            digest=queries.code_digest(queries.code_of(sheet.batch_id, person.pk)),
            expires_at=now + lasts,
        )
        for person in people
    )  # fmt: skip


def revoke_invitation(actor: Actor, invitation_id: UUID) -> int:
    """The code is worth nothing from now on; gives the unit it was made at."""
    row = Invitation.objects.filter(pk=invitation_id).first()
    if row is None:
        raise NotFound
    require_invite(actor, row.purpose, row.unit_no)
    open_ = Invitation.objects.filter(pk=row.pk, used_at=None, revoked_at=None)
    if not open_.update(revoked_at=clock.now()):
        raise Conflict(_("这个邀请码已经用过或作废。"))
    fact = InvitationRevoked(school_id=row.school_id, unit_no=row.unit_no, invitation_id=row.pk)
    journal.record(actor, fact)
    return int(row.unit_no)


def require_invite(actor: Actor, purpose: str, unit_no: int) -> None:
    """Not visible: as if not there; visible but not permitted: refused."""
    if purpose not in MAY:
        raise NotFound
    if not actor.may(MAY[purpose], unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
