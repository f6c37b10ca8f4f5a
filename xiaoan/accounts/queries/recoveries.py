"""Lost accounts: who asks to be let back in, who may decide, what was decided."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q

from xiaoan.accounts import queries, rules
from xiaoan.accounts.models import Grant, Recovery, User
from xiaoan.accounts.rules import LONGEST_REASON as LONGEST_REASON  # a word of this door
from xiaoan.accounts.rules import Place as Place  # as above
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.scope import everywhere

OPEN = ("asked", "approved")
MOST = 100
_NAME = "recovery"


@dataclass(frozen=True)
class Subject:
    """Whose account it is: what they hold, now or later, or else the children they answer for; if none of
    these is in a class today, the school that last had one."""

    user_id: UUID
    name: str
    phone: str
    is_active: bool
    guards: bool
    places: tuple[Place, ...] = ()
    # Class and name of each child.
    children: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Request:
    """One request as whoever decides about it sees it. `state` as of now: also `expired`."""

    id: UUID
    subject: Subject
    state: str
    asked_at: dt.datetime
    expires_at: dt.datetime
    decided_by: str
    decided_at: dt.datetime | None
    used_at: dt.datetime | None
    reason: str


@dataclass(frozen=True)
class Requests:
    """What waits for an answer, whose codes are out, and what is over; the newest first."""

    waiting: list[Request] = field(default_factory=list)
    handed_out: list[Request] = field(default_factory=list)
    past: list[Request] = field(default_factory=list)


def digest_of(user_id: UUID, code: str) -> bytes:
    """What the database keeps of a code; the same code for another account is another."""
    return ciphers.blind_index(f"{user_id}\0{code}", kind="account recovery")


def requests(actor: Actor) -> Requests:
    """The requests that the actor may decide about, or has decided about."""
    since = clock.now() - rules.RECOVERY_SHOWN
    rows = list(
        Recovery.objects.exclude(user_id=queries.user_id(actor))
        .filter(Q(asked_at__gt=since) | Q(decided_at__gt=since))
        .order_by(F("asked_at").desc(), "id")
    )
    subjects = subjects_of({row.user_id for row in rows})
    deciders = queries.names(actor, {row.decided_by_id for row in rows if row.decided_by_id})
    found = Requests()
    for row in rows:
        subject = subjects[row.user_id]
        if row.decided_by_id != actor.user_id and not may_decide(actor, subject):
            continue
        one = _request(row, subject, deciders)
        shelf = {"asked": found.waiting, "approved": found.handed_out}.get(one.state, found.past)
        if (one.state not in OPEN or subject.is_active) and len(shelf) < MOST:
            shelf.append(one)
    return found


def waiting(actor: Actor) -> int:
    """How many requests wait for this actor to decide."""
    rows = Recovery.objects.filter(state="asked", expires_at__gt=clock.now())
    users = set(rows.exclude(user_id=queries.user_id(actor)).values_list("user_id", flat=True))
    found = subjects_of(users).values() if users else ()
    return sum(one.is_active and may_decide(actor, one) for one in found)


def _request(row: Recovery, subject: Subject, names: dict[UUID, str]) -> Request:
    over = row.state in OPEN and row.expires_at <= clock.now()
    return Request(
        row.pk, subject, "expired" if over else row.state, row.asked_at, row.expires_at,
        names.get(row.decided_by_id, "") if row.decided_by_id else "", row.decided_at, row.used_at,
        row.reason,
    )  # fmt: skip


def request(actor: Actor, recovery_id: UUID) -> Request:
    """One that the actor may decide about. Not visible: as if not there; visible but another's to
    decide, or one's own: refused."""
    row = Recovery.objects.filter(pk=recovery_id).first()
    if row is None:
        raise NotFound
    subject = subjects_of([row.user_id])[row.user_id]
    if not may_decide(actor, subject):
        raise Forbidden
    decider = [row.decided_by_id] if row.decided_by_id else []
    return _request(row, subject, queries.names(actor, decider))


def may_decide(actor: Actor, subject: Subject) -> bool:
    """Whether the actor, who is somebody else, knows and answers for this person."""
    if actor.user_id is None or actor.user_id == subject.user_id:
        return False
    return rules.may_recover(actor.scopes, subject.places, guards=subject.guards)


def may_still_decide(user_id: UUID, subject: Subject) -> bool:
    """The same of whoever once decided, with the positions of this very moment."""
    with everywhere(_NAME):
        actor = queries.actors_of([user_id]).get(user_id)
    return actor is not None and may_decide(actor, subject)


def subjects_of(user_ids: Iterable[UUID]) -> dict[UUID, Subject]:
    """What must be known of people to say who may decide about their accounts."""
    wanted = list(user_ids)
    with everywhere(_NAME):
        users = list(User.objects.filter(pk__in=wanted))
        roles = _roles(wanted)
        children = _children(wanted)
        guardians = [pk for pk in wanted if any(p.role == "guardian" for p in roles[pk])]
        schools = _last_schools([pk for pk in guardians if not children[pk]])
    return {
        user.pk: _subject(user, roles[user.pk], children[user.pk], schools.get(user.pk))
        for user in users
    }


def _subject(
    user: User, held: list[Place], children: list[tuple[int, str]], school_no: int | None
) -> Subject:
    posts = tuple(place for place in held if place.role != "guardian")
    guards = not posts and user.person_id is None and len(held) > 0
    places = posts
    if guards and not children:
        at = school_no or user.unit_no
        places = (Place(rules.FORMER_GUARDIAN, at, at + 1),)
    elif guards:
        places = tuple(Place("guardian", no, no + 1) for no, _name in children)
    elif not posts:
        # On a staff without a position: as the least of its positions.
        places = (Place("logistics", user.unit_no, user.unit_no + 1),)
    sealed = user.phone_cipher
    phone = ciphers.unseal(sealed, place=queries.PHONE_PLACE, row=user.pk) if sealed else ""
    return Subject(
        user.pk, user.name, phone, user.is_active, guards, places,
        tuple(children) if guards else (),
    )  # fmt: skip


def _roles(user_ids: list[UUID]) -> dict[UUID, list[Place]]:
    """Positions that run or are still to come."""
    today = clock.today()
    rows = Grant.objects.filter(Q(until=None) | Q(until__gt=today), user_id__in=user_ids)
    found: dict[UUID, list[Place]] = defaultdict(list)
    columns = ("user_id", "role", "unit_no", "unit_end")
    for user_id, role, lo, hi in rows.order_by("unit_no", "role", "id").values_list(*columns):
        found[user_id].append(Place(role, lo, hi))
    return found


_CHILDREN = """
select w.user_id, e.unit_no, e.name from accounts_ward w
join directory_enrolment e on e.school_id = w.school_id and e.person_id = w.person_id
  and e.since <= %(today)s and (e.until is null or e.until > %(today)s)
where w.user_id = any(%(users)s) and bound
order by w.id
""".replace("bound", queries.BOUND)


def _children(user_ids: list[UUID]) -> dict[UUID, list[tuple[int, str]]]:
    """The classes that the children of guardians are in today."""
    found: dict[UUID, list[tuple[int, str]]] = defaultdict(list)
    given: dict[str, Any] = {"users": user_ids, "today": clock.today()}
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, given)
        for user_id, unit_no, name in cursor.fetchall():
            found[user_id].append((unit_no, name))
    return found


_LAST_SCHOOLS = """
select distinct on (w.user_id) w.user_id, w.school_id from accounts_ward w
join directory_enrolment e on e.school_id = w.school_id and e.person_id = w.person_id
where w.user_id = any(%s)
order by w.user_id, e.until desc nulls first, e.since desc, w.id desc
"""


def _last_schools(user_ids: list[UUID]) -> dict[UUID, int]:
    """The school that last had a child of a guardian whose children are in no class today."""
    if not user_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_LAST_SCHOOLS, [user_ids])
        return dict(cursor.fetchall())
