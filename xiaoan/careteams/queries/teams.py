"""Who looks after whom: a class or a staff by rows, one person and what was before, workloads."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.careteams import rules
from xiaoan.careteams.models import Contact, Limit, Link, Listed
from xiaoan.careteams.queries import coverage, schemes
from xiaoan.careteams.queries.naming import names_of
from xiaoan.careteams.queries.sealed import PHONE_PLACE
from xiaoan.careteams.queries.words import ROLE_NAMES
from xiaoan.careteams.rules import Carer, Standing
from xiaoan.directory import queries as directory
from xiaoan.directory.models import Enrolment, Person
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside


@dataclass(frozen=True)
class Seat:
    """A place of a team: the role and who fills it, '' nobody."""

    role: str
    name: str
    carer: Carer | None = None
    chosen: bool = False
    since: dt.date | None = None


@dataclass(frozen=True)
class Row:
    """Somebody with their team, in the order of the scheme."""

    person_id: UUID
    kind: str
    unit_no: int
    number: str
    name: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True)
class Past:
    """A link that is over: who, from when until (the day it ended), why."""

    role: str
    name: str
    since: dt.date
    until: dt.date
    ended_as: str


@dataclass(frozen=True)
class Team:
    """One person's team, what was before, and who was in touch with them."""

    row: Row
    unit: str
    school_no: int
    past: tuple[Past, ...]
    contacts: int
    last_contact: dt.date | None


def rows_of(actor: Actor, unit_no: int, kind: str = "student") -> list[Row]:
    """The pupils of a class, a grade or a school, or the staff of a school, each with the team."""
    place = coverage.require(actor, unit_no)
    people = _pupils(actor, place) if kind == "student" else _staff(actor, place)
    links = Link.objects.filter(inside((place.interval,)), inside(actor.intervals), until=None)
    return _rows(actor, people, links, kind)


_Person = tuple[UUID, int, str, str]


def _pupils(actor: Actor, place: directory.Place) -> list[_Person]:
    lo, hi = place.interval
    today = clock.today()
    rows = Enrolment.objects.filter(
        inside(actor.intervals), unit_no__gte=lo, unit_no__lt=hi, since__lte=today
    ).exclude(until__lte=today)  # fmt: skip
    return [
        (who, no, str(seat), name)
        for who, no, seat, name in rows.order_by("unit_no", "seat", "person_id").values_list(
            "person_id", "unit_no", "seat", "name"
        )
    ]


def _staff(actor: Actor, place: directory.Place) -> list[_Person]:
    rows = Person.objects.filter(
        inside(actor.intervals), unit_no=place.no, school_id=place.no, kind="staff"
    )
    return list(rows.order_by("number", "id").values_list("id", "unit_no", "number", "name"))


def _rows(actor: Actor, people: Sequence[_Person], links: QuerySet[Link], kind: str) -> list[Row]:
    held = {(one.person_id, one.role): one for one in links}
    names = names_of(actor, {_carer(one) for one in held.values()})
    roles = schemes.in_force(clock.today()).roles(kind)
    return [
        Row(
            who, kind, no, number, name,
            tuple(_seat(role, held.get((who, role)), names) for role in roles),
        )
        for who, no, number, name in people
    ]  # fmt: skip


def _carer(row: Link) -> Carer:
    return Carer(row.carer_kind, row.carer_id)


def _seat(role: str, row: Link | None, names: Mapping[Carer, str]) -> Seat:
    if row is None:
        return Seat(role, "")
    return Seat(role, names.get(_carer(row), "?"), _carer(row), row.chosen, row.since)


def team(actor: Actor, person_id: UUID) -> Team:
    """One person's team; NotFound or Forbidden as everywhere."""
    person = Person.objects.filter(inside(actor.intervals), pk=person_id).first()
    if person is None:
        raise NotFound
    if not actor.may(Permission.SEE_CARE, person.unit_no):
        raise Forbidden
    links = Link.objects.filter(inside(actor.intervals), person_id=person_id)
    own = (person.pk, person.unit_no, person.number, person.name)
    (row,) = _rows(actor, [own], links.filter(until=None), person.kind)
    over = list(links.exclude(until=None).order_by("-until", "-since", "role"))
    names = names_of(actor, {_carer(one) for one in over})
    past = tuple(
        Past(one.role, names.get(_carer(one), "?"), one.since, one.until, one.ended_as)
        for one in over
        if one.until
    )
    days = Contact.objects.filter(inside(actor.intervals), person_id=person_id)
    told = list(days.order_by("-day").values_list("day", flat=True))
    unit = directory.place(person.unit_no).name
    return Team(row, unit, person.school_id, past, len(told), told[0] if told else None)


@dataclass(frozen=True)
class Load:
    """How many somebody of a school looks after, in which roles, and how many at most."""

    carer: Carer
    name: str
    people: int
    by_role: tuple[tuple[str, int], ...]
    most: int | None

    @property
    def beyond(self) -> int:
        return max(self.people - self.most, 0) if self.most is not None else 0


def workload(actor: Actor, school_no: int) -> list[Load]:
    """Who looks after how many in a school, the most first; guardians are only counted elsewhere."""
    coverage.require(actor, school_no)
    rows = (
        Link.objects.filter(inside(actor.intervals), school_id=school_no, until=None)
        .exclude(carer_kind="guardian")
        .values("carer_kind", "carer_id", "role").annotate(n=Count("id"))
    )  # fmt: skip
    found: dict[Carer, Counter[str]] = defaultdict(Counter)
    for kind, carer_id, role, n in rows.values_list("carer_kind", "carer_id", "role", "n"):
        found[Carer(kind, carer_id)][role] = n
    limits = {
        Carer(kind, pk): most
        for kind, pk, most in Limit.objects.filter(school_id=school_no).values_list(
            "carer_kind", "carer_id", "most"
        )
    }
    names = names_of(actor, {*found, *limits})
    loads = [
        Load(
            who, names.get(who, "?"), sum(found[who].values()), tuple(found[who].most_common()),
            limits.get(who),
        )
        for who in {**found, **dict.fromkeys(limits)}
    ]  # fmt: skip
    return sorted(loads, key=lambda one: (-one.people, one.name, one.carer.id))


@dataclass(frozen=True)
class OnList:
    """Somebody listed for a role; the phone only of who may change the list."""

    id: UUID
    role: str
    unit: str
    name: str
    post: str
    phone: str


def listed(actor: Actor, school_no: int) -> list[OnList]:
    """Who a school has listed for which role."""
    coverage.require(actor, school_no)
    rows = list(Listed.objects.filter(school_id=school_no, until=None).order_by("role", "id"))
    places = directory.places({row.unit_no for row in rows})
    in_full = actor.may(Permission.KEEP_CARE, school_no)
    return [
        OnList(row.pk, row.role, places[row.unit_no].name, row.name, row.post,
               _phone(row) if in_full else "")
        for row in rows
    ]  # fmt: skip


def _phone(row: Listed) -> str:
    if row.phone_cipher is None:
        return ""
    return ciphers.unseal(row.phone_cipher, place=PHONE_PLACE, row=row.pk)


def seats_of(actor: Actor, person_id: UUID) -> list[tuple[str, str]]:
    """The roles of a pupil's team and who fills each, for pages of other apps; nothing where the actor does
    not see teams."""
    try:
        found = team(actor, person_id)
    except (NotFound, Forbidden):
        return []
    return [(str(ROLE_NAMES[one.role]), one.name) for one in found.row.seats]


def listable() -> list[str]:
    """The roles that somebody can be listed for, of the scheme in force."""
    scheme = schemes.in_force(clock.today())
    return [
        role.code
        for role in rules.ROLES.values()
        if any("listed" in tier for kind in rules.KINDS for tier in role.tiers(kind))
        and role.code in (*scheme.student, *scheme.staff)
    ]


def option_names(actor: Actor, now: Standing, carers: Iterable[Carer]) -> list[tuple[str, str]]:
    """Choices of a form: `kind:id`, and the name with the positions and how many there are already."""
    wanted = list(carers)
    names = names_of(actor, wanted)
    posts: dict[UUID, list[str]] = defaultdict(list)
    for (_unit, role), found in now.holders.items():
        for who in found:
            posts[who].append(str(accounts.ROLE_NAMES[role]))
    return [
        (f"{who.kind}:{who.id}", _option(names[who], posts[who.id], now.load[who]))
        for who in wanted
        if who in names
    ]


def _option(name: str, posts: Sequence[str], load: int) -> str:
    words = "、".join(dict.fromkeys(posts))
    return _("%(who)s(现包联 %(n)s 人)") % {"who": f"{name} {words}".strip(), "n": load}
