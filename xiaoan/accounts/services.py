"""Signing in, and giving roles."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.utils.translation import gettext as _

from xiaoan.accounts import queries, rules
from xiaoan.accounts.events import AccountsOpened, RoleGranted, SignedIn, SignedOut
from xiaoan.accounts.models import DemoPerson, Grant, Throttle, User, Ward
from xiaoan.directory import services as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter

_FAILED = """
insert into accounts_throttle as t (key, failures, since) values (%s, 1, %s)
on conflict (key) do update set
  failures = case when t.since < %s then 1 else least(t.failures + 1, 1000) end,
  since = case when t.since < %s then excluded.since else t.since end
"""
# A hash of nothing, so that an unknown login takes as long as a wrong password.
_DECOY = make_password(None)
# A school's shared computer knows so many accounts; the oldest is forgotten first.
DEVICE_ACCOUNTS = 12


def sign_in(login: str, password: str, device: str) -> Actor | None:
    """The actor for a right login and password, None for a wrong pair.

    Failures are counted per account and known device; all devices that never signed this account in
    count together, because a guesser may call itself a new one each time. Past the limit a right
    and a wrong password answer the same pause.
    """
    key = ciphers.blind_index(f"{login}\0{_known(login, device)}", kind="sign-in")
    _refuse_if_paused(key)
    user = queries.user_by_login(login)
    right = check_password(password, user.password if user else _DECOY)
    if user is None or not right or not user.is_active:
        _count_failure(key)
        return None
    Throttle.objects.filter(pk=key).delete()
    return _enter_as(user, "password")


def remember_device(login: str, device: str) -> str:
    """What the device keeps (and sends as `device`) once this account has signed in on it."""
    number, *marks = device.split(":") if device else [uuid7().hex]
    kept = [mark for mark in marks if mark != _mark(login, number)]
    return ":".join([number, *kept[-DEVICE_ACCOUNTS + 1 :], _mark(login, number)])


def _known(login: str, device: str) -> str:
    """The device's number if this account has signed in on it before, else ''."""
    number, *marks = device.split(":")
    return number if _mark(login, number) in marks else ""


def _mark(login: str, number: str) -> str:
    return ciphers.blind_index(f"{login}\0{number}", kind="device").hex()


def sign_in_demo(user_id: UUID) -> Actor | None:
    """One tap, without a password: the page offers it in the demonstration only."""
    enter(Actor(user_id=user_id, name=""))
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return _enter_as(user, "demo") if user else None


def _enter_as(user: User, how: str) -> Actor:
    enter(Actor(user_id=user.pk, name=user.name))
    actor = queries.actor_of(user)
    enter(actor)
    User.objects.filter(pk=user.pk).update(last_login=clock.now())
    journal.record(
        actor, SignedIn(school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk, how=how)
    )
    return actor


def sign_out(actor: Actor) -> None:
    """Record that the actor left; the page ends the session."""
    user = User.objects.filter(pk=queries.user_id(actor)).first()
    if user:
        journal.record(
            actor, SignedOut(school_id=user.school_id, unit_no=user.unit_no, user_id=user.pk)
        )


def choose_language(actor: Actor, locale: str) -> None:
    """Remember the language a person chose (no fact of the county: not journalled)."""
    User.objects.filter(pk=queries.user_id(actor)).update(locale=locale)


def grant_role(
    actor: Actor, user: User, role: str, unit_no: int, unit_end: int, school_id: int, since: dt.date
) -> Grant:
    """Give `user` a role at a unit from a day on."""
    if role not in rules.ROLES:
        raise Invalid(_("没有这个岗位。"), {"role": role})
    grant = Grant.objects.create(
        id=uuid7(), user=user, role=role, school_id=school_id, unit_no=unit_no, unit_end=unit_end,
        since=since,
    )  # fmt: skip
    journal.record(
        actor, RoleGranted(school_id=school_id, unit_no=unit_no, user_id=user.pk, role=role)
    )
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


def answer_for(actor: Actor, user: User, school_id: int, unit_no: int, person_id: UUID) -> Ward:
    """Let a guardian's account answer for a child."""
    _only_system(actor)
    ward = Ward.objects.create(
        id=uuid7(), user=user, school_id=school_id, unit_no=unit_no, person_id=person_id
    )
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
GRANT_COLUMNS = tuple(field.attname for field in Grant._meta.concrete_fields)


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
    # Managing people and grants in pages is the next release; until then commands do it.
    if not actor.is_system:
        raise Forbidden


def _refuse_if_paused(key: bytes) -> None:
    found = Throttle.objects.filter(pk=key).first()
    if found and rules.is_paused(found.failures, found.since, clock.now()):
        raise Invalid(_("尝试次数过多,请 15 分钟后再试,或请学校管理员协助。"))


def _count_failure(key: bytes) -> None:
    """One more in the running window, or the first of a new one; in one statement, so races count."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_FAILED, [key, now, now - rules.PAUSE, now - rules.PAUSE])


_THROTTLE = """
insert into accounts_throttle as t (key, failures, since) values (%s, %s, %s)
on conflict (key) do update set
  failures = least(case when t.since < %s then 0 else t.failures end + excluded.failures, 1000),
  since = case when t.since < %s then excluded.since else t.since end
"""


def throttle(key: bytes, times: int, window: dt.timedelta) -> None:
    """So many more failures of another kind than signing in, counted under a key for a while."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_THROTTLE, [key, min(times, 1000), now, now - window, now - window])


def is_throttled(key: bytes, most: int, window: dt.timedelta) -> bool:
    """Whether so many failures lie in the running window."""
    found = Throttle.objects.filter(pk=key).first()
    return bool(found and found.failures >= most and clock.now() - found.since < window)


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
        Ward(id=uuid7(), user_id=user_id, school_id=school_id, unit_no=unit_no, person_id=person_id)
        for user_id in Ward.objects.filter(person_id=from_person_id)
        .exclude(user__wards__person_id=person_id)
        .values_list("user_id", flat=True)
    ]
    if rows:
        Ward.objects.bulk_create(rows)
        fact = AccountsOpened(school_id=school_id, unit_no=unit_no, users=0, grants=len(rows))
        journal.record(actor, fact)
    return len(rows)


def hand_over_many(actor: Actor, school_id: int, came: Mapping[UUID, tuple[int, UUID]]) -> int:
    """The same for all whom a roster brought over: the person there → class and person here."""
    if not actor.may(Permission.IMPORT_ROSTER, school_id):
        raise Forbidden
    return sum(
        hand_over_wards(actor, old_id, (school_id, unit_no, new_id))
        for old_id, (unit_no, new_id) in came.items()
    )


def take_back_wards(person_id: UUID) -> int:
    """Undo what `hand_over_wards` did, for a transfer that was taken back before its day."""
    return int(Ward.objects.filter(person_id=person_id).delete()[0])
