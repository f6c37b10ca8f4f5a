"""Who holds which position when; what a person is told; what waits for a second person."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from xiaoan.accounts import rules
from xiaoan.accounts.models import Grant, Notice, Proposal, User, Ward
from xiaoan.accounts.queries import user_id as own_id
from xiaoan.accounts.rules import LONGEST_REASON as LONGEST_REASON  # a word of this door
from xiaoan.directory.models import Person
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside

# So many of one's own notices are shown at once; the rest comes when these are read.
MOST_NOTICES = 20


@dataclass(frozen=True)
class Held:
    """A position of somebody, past, running or to come."""

    id: UUID
    user_id: UUID
    name: str
    role: str
    unit_no: int
    unit_end: int
    since: dt.date
    until: dt.date | None
    deputises_id: UUID | None
    end_reason: str

    @property
    def state(self) -> str:
        today = clock.today()
        if self.until is not None and self.until <= max(today, self.since):
            return "past"
        return "ahead" if self.since > today else "running"


_HELD = (
    "id", "user_id", "user__name", "role", "unit_no", "unit_end", "since", "until", "deputises_id",
    "end_reason",
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """Somebody on the staff of a school or an office. `id` names the account, else the person."""

    id: UUID
    user_id: UUID | None
    person_id: UUID | None
    name: str
    number: str
    post: str
    held: tuple[Held, ...] = ()


def may_give(actor: Actor, role: str, lo: int, hi: int) -> bool:
    """Whether the actor gives and ends a role at the unit [lo, hi)."""
    return actor.is_system or rules.may_give(actor.scopes, role, lo, hi)


def roles_at(actor: Actor, kind: str, lo: int, hi: int) -> list[str]:
    """The roles that the actor gives at a unit of a kind, in the order of the policy table."""
    return [
        role.code
        for role in rules.ROLES.values()
        if role.held_at == kind and may_give(actor, role.code, lo, hi)
    ]


def needs_two(role: str) -> bool:
    """Whether one asks and another confirms."""
    return role in rules.BY_TWO


def require_seeing(actor: Actor, unit_no: int) -> None:
    """Not visible: not there; visible without the right to see positions: refused."""
    if not actor.may(Permission.SEE_POSITIONS, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound


def position(actor: Actor, grant_id: UUID) -> Held:
    """One position where the actor sees them."""
    rows = Grant.objects.filter(
        inside(actor.reach(Permission.SEE_POSITIONS)), pk=grant_id
    ).exclude(role="guardian")  # fmt: skip
    row = rows.values_list(*_HELD).first()
    if row is None:
        raise NotFound
    return Held(*row)


def positions_of(actor: Actor, user_ids: Iterable[UUID]) -> list[Held]:
    """Every position of some people where the actor sees them, the newest first."""
    rows = Grant.objects.filter(
        inside(actor.reach(Permission.SEE_POSITIONS)), user_id__in=set(user_ids)
    ).exclude(role="guardian")  # fmt: skip
    return [Held(*row) for row in rows.order_by("-since", "unit_no", "role").values_list(*_HELD)]


def standing_in(actor: Actor, unit_nos: Iterable[int]) -> dict[tuple[int, str], Held]:
    """Who stands in today, by unit and role."""
    today = clock.today()
    rows = Grant.objects.filter(
        inside(actor.intervals), unit_no__in=set(unit_nos), since__lte=today, until__gt=today,
        deputises_id__isnull=False, user__is_active=True,
    )  # fmt: skip
    found = [Held(*row) for row in rows.order_by("since", "id").values_list(*_HELD)]
    return {(one.unit_no, one.role): one for one in found}


def of_a_staff() -> Q:
    """Accounts of people who work here: guardians have accounts too, with the school of their child."""
    acts = Exists(Grant.objects.filter(user_id=OuterRef("pk")).exclude(role="guardian"))
    answers = Exists(Ward.objects.filter(user_id=OuterRef("pk")))
    return Q(person_id__isnull=False) | acts | ~answers


def staff(actor: Actor, unit_no: int) -> list[Member]:
    """Who belongs to a school (its roster and its accounts), or to an office above; with their positions."""
    require_seeing(actor, unit_no)
    users = list(
        User.objects.filter(of_a_staff(), unit_no=unit_no, is_active=True)
        .order_by("name", "id")
        .values_list("id", "person_id", "name")
    )
    people = {
        row["id"]: row
        for row in Person.objects.filter(inside(actor.intervals), unit_no=unit_no, kind="staff")
        .order_by("name", "number")
        .values("id", "name", "number", "post")
    }
    held: dict[UUID, list[Held]] = defaultdict(list)
    for one in positions_of(actor, [user_id for user_id, *_rest in users]):
        held[one.user_id].append(one)
    found = [
        _staff_member(user_id, name, people.get(person_id or user_id), tuple(held[user_id]))
        for user_id, person_id, name in users
    ]
    known = {person_id for _user, person_id, _name in users}
    found += [
        _staff_member(None, row["name"], row) for pk, row in people.items() if pk not in known
    ]
    return sorted(found, key=lambda one: (one.name, one.number))


def _staff_member(
    user_id: UUID | None, name: str, row: Mapping[str, Any] | None, held: tuple[Held, ...] = ()
) -> Member:
    """By account, by person on the roster, or both."""
    row = row or {"id": None, "number": "", "post": ""}
    return Member(
        user_id or row["id"], user_id, row["id"], name, row["number"], row["post"], held
    )  # fmt: skip


def member(actor: Actor, member_id: UUID) -> tuple[Member, int]:
    """One of the staff by account or by person, with the unit they belong to."""
    reach = inside(actor.reach(Permission.SEE_POSITIONS))
    user = User.objects.filter(
        of_a_staff(), reach, Q(pk=member_id) | Q(person_id=member_id)
    ).first()
    person_id = user.person_id if user else member_id
    person = Person.objects.filter(reach, pk=person_id, kind="staff").first() if person_id else None
    if user is None and person is None:
        raise NotFound
    held = positions_of(actor, [user.pk]) if user else []
    name = user.name if user else person.name if person else ""
    home = user.unit_no if user else person.school_id if person else 0
    one = Member(
        user.pk if user else member_id, user.pk if user else None, person_id, name,
        person.number if person else "", person.post if person else "", tuple(held),
    )  # fmt: skip
    return one, home


@dataclass(frozen=True)
class Waiting:
    """An appointment that a second person decides."""

    id: UUID
    user_id: UUID
    name: str
    role: str
    unit_no: int
    since: dt.date
    until: dt.date | None
    asked_by_id: UUID
    asked_at: dt.datetime


def proposal(actor: Actor, proposal_id: UUID) -> Proposal:
    """One that the actor may decide about."""
    rows = Proposal.objects.filter(inside(actor.reach(Permission.CONFIRM_POSITIONS)))
    found = rows.filter(pk=proposal_id).first()
    if found is None:
        raise NotFound
    return found


def waiting(actor: Actor) -> list[Waiting]:
    """What waits for a second person, the oldest first."""
    rows = Proposal.objects.filter(
        inside(actor.reach(Permission.CONFIRM_POSITIONS)), state="asked"
    ).order_by("asked_at", "id")  # fmt: skip
    columns = (
        "id", "user_id", "user__name", "role", "unit_no", "since", "until", "asked_by_id", "asked_at",
    )  # fmt: skip
    return [Waiting(*row) for row in rows.values_list(*columns)]


def waiting_for(actor: Actor) -> int:
    """How many of these the actor may decide: not those asked for by, or about, themselves."""
    mine = own_id(actor)
    return sum(mine not in (one.asked_by_id, one.user_id) for one in waiting(actor))


@dataclass(frozen=True)
class Said:
    """A notice about a position of one's own."""

    id: UUID
    kind: str
    role: str
    unit_no: int
    school_id: int
    other_name: str
    since: dt.date
    until: dt.date | None
    duties: int


def notices(actor: Actor) -> list[Said]:
    """What the actor has not read yet about their own positions, the newest first."""
    rows = Notice.objects.filter(user_id=own_id(actor), read_at=None).order_by("-at", "-id")
    columns = (
        "id", "kind", "role", "unit_no", "school_id", "other_name", "since", "until", "duties",
    )  # fmt: skip
    return [Said(*row) for row in rows.values_list(*columns)[:MOST_NOTICES]]
