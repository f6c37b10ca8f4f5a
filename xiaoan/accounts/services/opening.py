"""An account for somebody of the staff who has none yet: without a password, bound to the person.

Nobody signs in with it until an invitation has been taken up, which gives it a login that a person types
and a password; what is opened here has a login that nobody knows.
"""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from xiaoan.accounts.models import User
from xiaoan.accounts.services import NewAccount, write_account
from xiaoan.directory.models import Person
from xiaoan.directory.services import PHONE_PLACE
from xiaoan.directory.services.rights import require
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside


def account_for(actor: Actor, person_id: UUID) -> UUID | None:
    """The account of a person on a school's staff; opened if there is none yet. None: no such person."""
    person = Person.objects.filter(
        inside(actor.intervals), pk=person_id, kind="staff"
    ).first()  # fmt: skip
    if person is None:
        return None
    require(actor, Permission.KEEP_POSITIONS, person.school_id)
    known = User.objects.filter(person_id=person_id).values_list("pk", flat=True).first()
    if known:
        return known
    phone = ""
    if person.phone_cipher is not None:
        phone = ciphers.unseal(person.phone_cipher, place=PHONE_PLACE, row=person.pk)
    new = NewAccount(
        login=f"staff-{person_id}", name=person.name, school_id=person.school_id,
        unit_no=person.school_id, phone=phone, person_id=person_id,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return write_account(actor, new).pk
    except IntegrityError:
        raise Conflict(_("这个人的账号刚刚开好。请再提交一次。")) from None
