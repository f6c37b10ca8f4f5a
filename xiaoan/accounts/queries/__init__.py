"""Who is who: from a session to an actor, and who holds which role where."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q

from xiaoan.accounts import rules
from xiaoan.accounts.models import DemoPerson, Grant, User
from xiaoan.accounts.queries.finding import account_named
from xiaoan.accounts.queries.invitations import (
    Bound,
    Open,
    Strip,
    bound,
    code_digest,
    code_of,
    guardians_of,
    invitation_of,
    masked_name,
    opened,
    read_code,
    sheet,
)
from xiaoan.accounts.queries.names import ROLE_NAMES
from xiaoan.accounts.queries.own import (
    FACTOR_NAMES,
    FACTOR_PLACE,
    PHONE_PLACE,
    Device,
    Me,
    Sessions,
    Way,
    authenticator_uri,
    has_factor,
    is_proven,
    me,
    own_person,
    secret_of,
    user_id,
)
from xiaoan.accounts.rules import ROLES
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import NOBODY, Actor, Scope
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter, everywhere, inside

__all__ = [
    "BOUND",
    "FACTOR_NAMES",
    "FACTOR_PLACE",
    "PHONE_PLACE",
    "ROLE_NAMES",
    "STRANGER",
    "Bound",
    "Device",
    "Holder",
    "Me",
    "Open",
    "Sessions",
    "Strip",
    "Taking",
    "Visitor",
    "Way",
    "account_named",
    "actor_for",
    "actor_of",
    "actor_of_job",
    "actors_of",
    "authenticator_uri",
    "bound",
    "code_digest",
    "code_of",
    "demo_people",
    "guardians_of",
    "has_factor",
    "holders",
    "invitation_of",
    "is_proven",
    "language_of",
    "masked_name",
    "me",
    "names",
    "opened",
    "own_person",
    "phones",
    "read_code",
    "running",
    "secret_of",
    "sees_family_phones",
    "session_hash",
    "sheet",
    "staff_names",
    "taking",
    "user_by_login",
    "user_id",
    "visitor",
]  # fmt: skip


@dataclass(frozen=True)
class Holder:
    """One who answers for a unit: who, in which role, where."""

    user_id: UUID
    name: str
    role: str
    unit_no: int
    unit_end: int
    # Stands in for whoever holds it.
    acting: bool = False


# Every request begins with it: enters the person's own scope, reads what is theirs (migrations 0013, 0014).
_VISITOR = "select * from accounts_visitor(%s, %s, %s)"
_WITH_GRANTS = """
select u.name, u.password, g.role, g.unit_no, g.unit_end
from accounts_user u
left join accounts_grant g
  on g.user_id = u.id and g.since <= %(today)s and (g.until is null or g.until > %(today)s)
where u.id = %(user)s and u.is_active order by g.unit_no, g.role
"""

_MANY_WITH_GRANTS = _WITH_GRANTS.replace("select u.name", "select u.id, u.name").replace(
    "u.id = %(user)s", "u.id = any(%(users)s)"
)


@dataclass(frozen=True)
class Visitor:
    """Who a session is: an actor, or somebody who still owes the second factor (`half`), or nobody."""

    actor: Actor = NOBODY
    half: Actor | None = None
    session_id: UUID | None = None
    # The time of last use is to be moved on.
    is_due: bool = False


STRANGER = Visitor()


def visitor(
    user_id: UUID | str | None, session_hash: str = "", session_id: UUID | str | None = None
) -> Visitor:
    """Who is behind a session, with the grants of this very moment; enters their scope.

    Anybody unknown, inactive, whose password changed since, or whose session was ended, left alone
    or outlived is nobody.
    """
    if user_id is None or session_id is None:
        enter(NOBODY)
        return STRANGER
    who, session = UUID(str(user_id)), UUID(str(session_id))
    with connection.cursor() as cursor:
        cursor.execute(_VISITOR, [who, session, clock.today()])
        rows = list(cursor.fetchall())
    found = _visitor(who, session, rows, session_hash) if rows else STRANGER
    enter(found.actor)
    return found


def _visitor(who: UUID, session: UUID, rows: list[tuple[Any, ...]], session_hash: str) -> Visitor:
    _name, password, *_grant, proof, started, seen, ward_ids, ward_classes = rows[0]
    now = clock.now()
    roles = [row[2] for row in rows if row[2] in ROLES]
    if not proof or not session_hash or session_hash != _hash_of(password):
        return STRANGER
    if not rules.runs(started, seen, now, rules.session_limit(roles)):
        return STRANGER
    is_due = now - seen >= rules.SEEN_EVERY
    if not rules.is_whole(proof, roles):
        return Visitor(NOBODY, Actor(user_id=who, name=rows[0][0]), session, is_due)
    wards = tuple(zip(ward_ids or (), ward_classes or (), strict=True))
    return Visitor(_with_wards(who, rows, wards), None, session, is_due)


def actor_for(
    user_id: UUID | str | None, session_hash: str = "", session_id: UUID | str | None = None
) -> Actor:
    """The actor behind a session; nobody while anything is due."""
    return visitor(user_id, session_hash, session_id).actor


def actor_of_job(user_id: UUID) -> Actor:
    """The one who asked for a job, with the grants of this very moment; nobody if inactive by now."""
    enter(Actor(user_id=user_id, name=""))
    rows = _with_grants(user_id)
    actor = _actor(user_id, rows) if rows else NOBODY
    enter(actor)
    return actor


def actor_of(user: User) -> Actor:
    """The actor of an active user whose own rows are visible in the running scope."""
    return _actor(user.pk, _with_grants(user.pk))


def actors_of(user_ids: Iterable[UUID]) -> dict[UUID, Actor]:
    """The actors of active users of the running scope, with the grants of this very moment."""
    rows: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    given: dict[str, Any] = {"users": list(set(user_ids)), "today": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(_MANY_WITH_GRANTS, given)
        for user, *row in cursor.fetchall():
            rows[user].append(tuple(row))
    return {user: _actor(user, found) for user, found in rows.items()}


def _with_grants(user_id: UUID) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(_WITH_GRANTS, {"user": user_id, "today": clock.today()})
        return list(cursor.fetchall())


# Bound to the roster: whoever is called so there, while it says that this guardian may see. (A change on
# the roster closes the row and opens the next under a new id; the name stays.)
# The name by a subquery of its own: as a join, both sides of it were once read whole.
BOUND = """(w.guardian_id is null or exists (
  select 1 from directory_guardian g
  where g.school_id = w.school_id and g.person_id = w.person_id
    and g.name = (select bound.name from directory_guardian bound where bound.id = w.guardian_id)
    and g.may_see and (g.since is null or g.since <= %(today)s)
    and (g.until is null or g.until > %(today)s)))"""
_WARDS = """
select w.person_id, w.unit_no from accounts_ward w
where w.user_id = %(user)s and bound order by w.id
""".replace("bound", BOUND)


def _wards(user_id: UUID) -> list[tuple[UUID, int]]:
    """The children of a guardian's account, and their classes. Guardians do not read the list of
    guardians themselves."""
    with everywhere("wards"), connection.cursor() as cursor:
        cursor.execute(_WARDS, {"user": user_id, "today": clock.today()})
        return list(cursor.fetchall())


def _hash_of(password: str) -> str:
    return User(password=password).get_session_auth_hash()


def _actor(user_id: UUID, rows: Sequence[tuple[Any, ...]]) -> Actor:
    is_guardian = any(row[2] == "guardian" for row in rows)
    return _with_wards(user_id, rows, _wards(user_id) if is_guardian else ())


def _with_wards(
    user_id: UUID, rows: Sequence[tuple[Any, ...]], wards: Sequence[tuple[UUID, int]]
) -> Actor:
    scopes = tuple(
        Scope(role, lo, hi, ROLES[role].permissions)
        for _name, _password, role, lo, hi, *_session in rows
        if role in ROLES
    )
    return Actor(
        user_id=user_id,
        name=rows[0][0] if rows else "",
        scopes=scopes,
        people=tuple(person for person, _unit in wards),
        classes=tuple(unit for _person, unit in wards),
    )


def user_by_login(login: str) -> User | None:
    """The user with exactly this login; needs no grant, only the name itself."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('xiaoan.login', %s, true)", [login])
        user = User.objects.filter(login=login).first()
        cursor.execute("select set_config('xiaoan.login', '', true)")
    return user


def session_hash(actor: Actor) -> str:
    """What a session keeps to notice a changed password."""
    return User.objects.get(pk=user_id(actor)).get_session_auth_hash()


def language_of(actor: Actor) -> str:
    """The language a person chose, on whatever device; '' if none was."""
    return User.objects.values_list("locale", flat=True).get(pk=user_id(actor))


def demo_people() -> list[dict[str, Any]]:
    """One person of each role for the demonstration's sign-in page, in the order of the policy table."""
    rows = DemoPerson.objects.order_by("rank").values("role", "name", "unit", "user_id")
    return [{**row, "role_label": ROLE_NAMES[row["role"]]} for row in rows]


def holders(
    actor: Actor, roles: Iterable[str], unit_nos: Iterable[int], on: dt.date
) -> list[Holder]:
    """Who holds one of `roles` exactly at one of the units on a day, inside the actor's reach.

    Whoever stands in comes before the one they stand in for.
    """
    rows = (
        Grant.objects.filter(running(on), inside(actor.intervals))
        .filter(role__in=list(roles), unit_no__in=list(unit_nos), user__is_active=True)
        .annotate(acting=ExpressionWrapper(Q(deputises_id__isnull=False), BooleanField()))
        .order_by("unit_no", "role", "-acting", "since", "id")
        .values_list("user_id", "user__name", "role", "unit_no", "unit_end", "acting")
    )
    return [Holder(*row) for row in rows]


def staff_names(actor: Actor, school_id: int) -> list[str]:
    """Who holds a position in a school today, by name."""
    rows = Grant.objects.filter(
        running(clock.today()), inside(actor.intervals), school_id=school_id, user__is_active=True
    ).exclude(role="guardian")
    return sorted(set(rows.values_list("user__name", flat=True)))


def phones(actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Phone numbers of staff, in full, for whom the policy shows them; else nothing."""
    if not actor.is_system and all(ROLES[role].phones == "none" for role in actor.roles):
        return {}
    wanted = set(user_ids)
    rows = User.objects.filter(inside(actor.intervals), pk__in=wanted)
    found = dict(rows.values_list("id", "phone_cipher"))
    found |= {pk: sealed for pk, _name, sealed in _colleagues(actor, wanted - found.keys())}
    return {
        pk: ciphers.unseal(sealed, place=PHONE_PLACE, row=pk)
        for pk, sealed in found.items()
        if sealed is not None
    }


def names(actor: Actor, user_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of users inside the actor's reach, of colleagues, and the actor's own.

    A colleague holds, or held, a post inside the actor's reach, or over all of it: the teachers of a
    grade for its head, the doctor and the principal for a class teacher."""
    wanted = set(user_ids)
    rows = User.objects.filter(inside(actor.intervals) | Q(pk=actor.user_id), pk__in=wanted)
    found = dict(rows.values_list("id", "name"))
    return found | {pk: name for pk, name, _sealed in _colleagues(actor, wanted - found.keys())}


def _colleagues(actor: Actor, user_ids: Iterable[UUID]) -> list[tuple[UUID, str, bytes | None]]:
    """Name and, of those inside the running scope, sealed phone of who holds, or held, a post."""
    wanted = list(user_ids)
    if not wanted or not actor.intervals:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select id, name, phone_cipher from accounts_colleagues(%s)", [wanted])
        return list(cursor.fetchall())


def sees_family_phones(actor: Actor) -> bool:
    """Whether the policy shows this actor the phones of guardians."""
    return any(ROLES[role].phones == "families" for role in actor.roles)


@dataclass(frozen=True)
class Taking:
    """What a roster that somebody takes away may hold: ID numbers in full, guardians with phones."""

    id_numbers: bool
    guardians: bool


def taking(actor: Actor, unit_no: int) -> Taking:
    """What the policy lets the actor take away of a unit's roll."""
    roles = [
        ROLES[scope.role]
        for scope in actor.scopes
        if scope.covers(unit_no) and Permission.EXPORT_ROSTER in scope.permissions
    ]
    return Taking(
        any(role.id_numbers == "full" for role in roles),
        any(role.phones == "families" for role in roles),
    )


def running(on: dt.date) -> Q:
    """Grants that run on a day."""
    return Q(since__lte=on) & (Q(until=None) | Q(until__gt=on))
