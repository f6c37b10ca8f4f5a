"""Signing in, and giving roles."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import AccountsOpened, RoleGranted
from xiaoan.accounts.models import DemoPerson, Grant, User, Ward
from xiaoan.accounts.services.accepting import (
    Entry,
    Taking,
    add_child,
    prove_invitation,
    take_invitation,
)
from xiaoan.accounts.services.factors import (
    begin_totp,
    confirm_totp,
    give_code,
    new_recovery_codes,
    remove_factor,
)
from xiaoan.accounts.services.inviting import (
    Sheet,
    make_invitations,
    require_invite,
    revoke_invitation,
)
from xiaoan.accounts.services.passkeys import Answer, Asked
from xiaoan.accounts.services.passkeys import add as add_passkey
from xiaoan.accounts.services.passkeys import ask as ask_passkey
from xiaoan.accounts.services.passkeys import ask_new as ask_new_passkey
from xiaoan.accounts.services.passkeys import prove as prove_passkey
from xiaoan.accounts.services.passwords import change_password
from xiaoan.accounts.services.sessions import (
    Entered,
    begin,
    complete,
    end_session,
    end_sessions,
    prove_again,
    seen,
    sign_out,
)
from xiaoan.accounts.services.signing_in import (
    DEVICE_ACCOUNTS,
    Attempt,
    known_device,
    remember_device,
    sign_in,
    sign_in_demo,
)
from xiaoan.directory import services as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission

__all__ = [
    "DEVICE_ACCOUNTS",
    "GRANT_COLUMNS",
    "USER_COLUMNS",
    "Answer",
    "Asked",
    "Attempt",
    "Entered",
    "Entry",
    "NewAccount",
    "Offer",
    "Sheet",
    "Taking",
    "add_child",
    "add_passkey",
    "answer_for",
    "ask_new_passkey",
    "ask_passkey",
    "begin",
    "begin_totp",
    "change_password",
    "choose_language",
    "complete",
    "confirm_totp",
    "end_session",
    "end_sessions",
    "follow_children",
    "follow_wards",
    "give_code",
    "grant_role",
    "hand_over_wards",
    "known_device",
    "load_accounts",
    "make_invitations",
    "new_recovery_codes",
    "offer_for_demo",
    "open_account",
    "prove_again",
    "prove_invitation",
    "prove_passkey",
    "remember_device",
    "remove_factor",
    "require_invite",
    "revoke_invitation",
    "seen",
    "sign_in",
    "sign_in_demo",
    "sign_out",
    "take_back_wards",
    "take_invitation",
]  # fmt: skip


def choose_language(actor: Actor, locale: str) -> None:
    """Remember the language a person chose (no fact of the county: not journalled)."""
    User.objects.filter(pk=queries.user_id(actor)).update(locale=locale)


def grant_role(
    actor: Actor, user: User, role: str, unit_no: int, unit_end: int, school_id: int, since: dt.date
) -> Grant:
    """Give `user` a role at a unit from a day on, past every rule; people do it by `positions`."""
    _only_system(actor)
    if role not in rules.ROLES:
        raise Invalid(_("没有这个岗位。"), {"role": role})
    grant = Grant.objects.create(
        id=uuid7(), user=user, role=role, school_id=school_id, unit_no=unit_no, unit_end=unit_end,
        since=since,
    )  # fmt: skip
    journal.record(
        actor,
        RoleGranted(
            school_id=school_id, unit_no=unit_no, user_id=user.pk, role=role, grant_id=grant.pk,
            since=since,
        ),
    )  # fmt: skip
    return grant


@dataclass(frozen=True)
class NewAccount:
    """An account to open; without a password nobody signs in with it."""

    login: str
    name: str
    school_id: int
    unit_no: int
    password: str = ""
    phone: str = ""
    person_id: UUID | None = None


def open_account(actor: Actor, new: NewAccount) -> User:
    """Open one account. Many at once: `load_accounts`."""
    _only_system(actor)
    return write_account(actor, new)


def write_account(actor: Actor, new: NewAccount) -> User:
    """The account itself; who calls this has decided whether the actor may."""
    pk = uuid7()
    sealed = ciphers.seal(new.phone, place=queries.PHONE_PLACE, row=pk) if new.phone else None
    user = User(
        id=pk, login=new.login, name=new.name, person_id=new.person_id, school_id=new.school_id,
        unit_no=new.unit_no, password=make_password(new.password or None), phone_cipher=sealed,
        phone_index=ciphers.blind_index(new.phone, kind="phone") if new.phone else None,
    )  # fmt: skip
    user.save(force_insert=True)
    fact = AccountsOpened(school_id=new.school_id, unit_no=new.unit_no, users=1, grants=0)
    journal.record(actor, fact)
    return user


def answer_for(
    actor: Actor,
    user: User,
    school_id: int,
    unit_no: int,
    person_id: UUID,
    guardian_id: UUID | None = None,
) -> Ward:
    """Let a guardian's account answer for a child, as long as the roster says so (`guardian_id`: the
    entry there; none: until somebody ends it)."""
    _only_system(actor)
    ward = Ward.objects.create(
        id=uuid7(), user=user, school_id=school_id, unit_no=unit_no, person_id=person_id,
        guardian_id=guardian_id,
    )  # fmt: skip
    fact = AccountsOpened(school_id=school_id, unit_no=unit_no, users=0, grants=1)
    journal.record(actor, fact)
    return ward


_FOLLOW = """
update accounts_ward w set unit_no = p.unit_no
from unnest(%s::uuid[], %s::int[]) as p (person_id, unit_no)
where w.school_id = %s and w.person_id = p.person_id and w.unit_no <> p.unit_no
"""


def follow_children(actor: Actor, school_id: int, placed: Mapping[UUID, int]) -> int:
    """Let guardians see the class that their child is in now (the move itself is the fact)."""
    if not placed:
        return 0
    if not actor.may(Permission.IMPORT_ROSTER, school_id):
        raise Forbidden
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [list(placed), list(placed.values()), school_id])
        return int(cursor.rowcount)


USER_COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)
GRANT_COLUMNS = tuple(
    field.attname
    for field in Grant._meta.concrete_fields
    if field.attname not in ("deputises_id", "given_by_id", "end_reason")
)


def load_accounts(
    actor: Actor,
    users: Iterable[Sequence[Any]],
    grants: Iterable[Sequence[Any]],
    facts: Iterable[AccountsOpened],
) -> None:
    """Load accounts and grants by COPY, and record one bulk fact per school."""
    _only_system(actor)
    directory.copy_in("accounts_user", USER_COLUMNS, users)
    directory.copy_in("accounts_grant", GRANT_COLUMNS, grants)
    journal.record_many(actor, facts)


@dataclass(frozen=True)
class Offer:
    """One line of the demonstration's sign-in page."""

    user_id: UUID
    role: str
    name: str
    unit: str


def offer_for_demo(actor: Actor, people: Iterable[Offer]) -> None:
    """Put invented people on the demonstration's sign-in page, in this order; refused outside it."""
    _only_system(actor)
    if not settings.DEMO:
        raise Forbidden
    DemoPerson.objects.all().delete()
    DemoPerson.objects.bulk_create(
        DemoPerson(rank=rank, **vars(offer)) for rank, offer in enumerate(people, start=1)
    )


def _only_system(actor: Actor) -> None:
    # What passes the rules of appointing: installation, commands and the demonstration.
    if not actor.is_system:
        raise Forbidden


# A ward's class is that of the child: which roll-calls a guardian is told about hangs on it.
_WARDS_FOLLOW = """
update accounts_ward w set unit_no = p.unit_no from directory_person p
where p.school_id = w.school_id and p.id = w.person_id and w.unit_no <> p.unit_no
"""


def follow_wards(person_ids: Sequence[UUID] | None = None) -> int:
    """Have wards follow the classes of the children in the running scope; gives how many did.

    No fact of its own: the change of class is one.
    """
    some = " and p.id = any(%s)" if person_ids is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(_WARDS_FOLLOW + some, [list(person_ids)] if person_ids is not None else [])
        return int(cursor.rowcount)


def hand_over_wards(actor: Actor, from_person_id: UUID, to: tuple[int, int, UUID]) -> int:
    """Who answers for a child at one school answers for the child at the next one too.

    `to` is school, class and person there; the caller has entered a scope that holds both. The ward
    at the old school stays: what happened there remains the guardian's to read.
    """
    school_id, unit_no, person_id = to
    rows = [
        Ward(
            id=uuid7(),
            user_id=user_id,
            school_id=school_id,
            unit_no=unit_no,
            person_id=person_id,
            guardian_id=guardian_id,
        )
        for user_id, guardian_id in Ward.objects.filter(person_id=from_person_id)
        .exclude(user__wards__person_id=person_id)
        .values_list("user_id", "guardian_id")
    ]
    if rows:
        Ward.objects.bulk_create(rows)
        fact = AccountsOpened(school_id=school_id, unit_no=unit_no, users=0, grants=len(rows))
        journal.record(actor, fact)
    return len(rows)


def hand_over_many_wards(
    actor: Actor, school_no: int, moved: Mapping[UUID, tuple[int, UUID]]
) -> int:
    """The same for every child that a school took over: by the old person, class and person there."""
    if not moved:
        return 0
    old = Ward.objects.filter(person_id__in=list(moved)).order_by("id")
    there = {
        (user_id, person_id)
        for user_id, person_id in Ward.objects.filter(
            person_id__in=[new for _unit, new in moved.values()]
        ).values_list("user_id", "person_id")
    }
    rows = []
    for user_id, person_id in old.values_list("user_id", "person_id"):
        unit_no, new = moved[person_id]
        if (user_id, new) not in there:
            rows.append(
                Ward(
                    id=uuid7(), user_id=user_id, school_id=school_no, unit_no=unit_no, person_id=new
                )
            )
    if rows:
        Ward.objects.bulk_create(rows)
        fact = AccountsOpened(school_id=school_no, unit_no=school_no, users=0, grants=len(rows))
        journal.record(actor, fact)
    return len(rows)


def take_back_wards(person_id: UUID) -> int:
    """Undo what `hand_over_wards` did, for a transfer that was taken back before its day."""
    return int(Ward.objects.filter(person_id=person_id).delete()[0])
