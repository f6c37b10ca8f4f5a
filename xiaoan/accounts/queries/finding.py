"""Whose account it is that somebody names: by login, phone or staff number."""

from typing import Any
from uuid import UUID

from django.db import connection

from xiaoan.accounts.models import User
from xiaoan.directory.rules import identity
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import NOBODY, Actor, system
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter, inside

# Always all three, so that the answer takes as long whatever was typed. The number of staff is unique
# inside a school only; the school is asked for by its name or code.
_NAMED = """
select u.id, 'login' from accounts_user u where u.login = %(typed)s
union all
select u.id, 'phone' from accounts_user u where u.phone_index = %(phone)s
union all
select u.id, 'number' from directory_person p
join accounts_user u on u.person_id = p.id
join directory_unit s on s.no = p.school_id
where p.kind = 'staff' and p.number = %(typed)s and %(school)s in ('', s.name, s.code)
"""


def account_named(typed: str, school: str = "") -> User | None:
    """The one account that is called so; None if nobody is, or several are.

    A login goes before a phone, a phone before a staff number. A phone that several accounts share,
    or a number of several schools, names none of them.
    """
    typed, school = typed.strip(), school.strip()
    given: dict[str, Any] = {"typed": typed, "school": school, "phone": _phone_index(typed)}
    enter(system("sign-in"))
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, given)
        rows = cursor.fetchall()
    for kind in ("login", "phone", "number"):
        found = {pk for pk, how in rows if how == kind}
        if found:
            break
    # Looked for in any case: what is not there takes as long.
    user = User.objects.filter(pk=found.pop() if len(found) == 1 else uuid7()).first()
    enter(NOBODY)
    return user


def _phone_index(typed: str) -> bytes:
    """The index of the phone as the roster keeps it; of what is no phone, as typed."""
    phone = identity.read_phone(typed)
    return ciphers.blind_index(phone if isinstance(phone, str) else typed, kind="phone")


def accounts_of_staff(actor: Actor, school_id: int) -> dict[UUID, UUID]:
    """The active accounts of a school's staff, by the person on the roster; inside the actor's reach."""
    rows = User.objects.filter(
        inside(actor.intervals), school_id=school_id, person_id__isnull=False, is_active=True
    )
    return {who: pk for who, pk in rows.values_list("person_id", "id") if who is not None}
