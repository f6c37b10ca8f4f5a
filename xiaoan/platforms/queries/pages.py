"""Platforms, accounts and activities as pages show them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, Min

from xiaoan.directory import queries as directory
from xiaoan.directory.queries.places import Place
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, inside, visible
from xiaoan.platforms.models import Account, Activity, Platform, Statement, Tally, Watch

MAY = (Permission.TEACH, Permission.KEEP_LESSONS, Permission.SET_PLATFORMS)
DAYS, MOST = 14, 60


def platforms(actor: Actor, offset: int, limit: int) -> tuple[int, list[Platform]]:
    """How many platforms the actor keeps, and a page of them: those in use first, then by unit and name."""
    rows = visible(Platform.objects.all(), actor, Permission.SET_PLATFORMS)
    page = rows.order_by("revoked_at", "unit_no", "name", "id")[offset : offset + limit]
    return rows.count(), list(page)


def platform(actor: Actor, platform_id: UUID) -> Platform:
    """One platform that the actor keeps; NotFound."""
    found = visible(
        Platform.objects.filter(pk=platform_id), actor, Permission.SET_PLATFORMS
    ).first()
    if found is None:
        raise NotFound
    return found


def places(actor: Actor) -> list[Place]:
    """Where a platform may be added: the own office or school; whoever keeps many finds schools by name."""
    found: dict[int, Place] = {}
    for interval in actor.reach(Permission.SET_PLATFORMS):
        for one in directory.places_inside(interval, "county", "township", "school"):
            found.setdefault(one.no, one)
    return [found[no] for no in sorted(found)]


def days(platform_ids: Collection[UUID]) -> dict[UUID, list[Tally]]:
    """The last days of platforms, the newest first."""
    since = clock.today() - dt.timedelta(days=DAYS - 1)
    rows = Tally.objects.filter(platform_id__in=list(platform_ids), day__gte=since)
    found: dict[UUID, list[Tally]] = defaultdict(list)
    for row in rows.order_by("-day"):
        found[row.platform_id].append(row)
    return found


def last_heard(platform_id: UUID) -> dt.datetime | None:
    """When something last came of a platform."""
    rows = Tally.objects.filter(platform_id=platform_id).order_by("-day")
    return rows.values_list("last_at", flat=True).first()


@dataclass(frozen=True)
class Counts:
    """Of a platform: accounts of pupils, nobody's, waiting; activities settled, waiting."""

    pupils: int
    nobody: int
    waiting: int
    rooms: int
    rooms_waiting: int


def counts(platform_id: UUID) -> Counts:
    """In the running scope."""
    accounts = Account.objects.filter(platform_id=platform_id)
    rooms = Activity.objects.filter(platform_id=platform_id)
    return Counts(
        accounts.filter(person_id__isnull=False).count(),
        accounts.filter(person_id=None, settled_at__isnull=False).count(),
        accounts.filter(settled_at=None).count(),
        rooms.filter(settled_at__isnull=False).count(), rooms.filter(settled_at=None).count(),
    )  # fmt: skip


def names(platform_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What platforms are called, for whoever has an account or a room of one: names of software, nobody's."""
    with everywhere("platforms.names"):
        rows = Platform.objects.filter(pk__in=set(platform_ids))
        return dict(rows.values_list("id", "name"))


def waiting(actor: Actor) -> int:
    """How many accounts and rooms wait for a person where the actor keeps lessons or platforms."""
    reach = inside(_reach(actor))
    accounts = Account.objects.filter(reach, settled_at=None).values("id")
    return accounts.union(Activity.objects.filter(reach, settled_at=None).values("id")).count()


def _reach(actor: Actor) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({one for permission in MAY for one in actor.reach(permission)}))


def units_waiting(actor: Actor) -> list[tuple[Place, int, int]]:
    """Units in sight with accounts or rooms that wait: both counts; classes and offices by number."""
    reach = inside(_reach(actor))
    accounts = Account.objects.filter(reach, settled_at=None).values("unit_no")
    rooms = Activity.objects.filter(reach, settled_at=None).values("unit_no")
    first = dict(accounts.annotate(n=Count("id")).values_list("unit_no", "n"))
    second = dict(rooms.annotate(n=Count("id")).values_list("unit_no", "n"))
    found = directory.places({*first, *second})
    return [(found[no], first.get(no, 0), second.get(no, 0)) for no in sorted(found)]


@dataclass(frozen=True)
class Waiting:
    """An account that nobody knows: how often it was heard, from when to when, in which rooms."""

    row: Account
    times: int
    first: dt.datetime | None
    last: dt.datetime | None
    rooms: tuple[str, ...]


def accounts_waiting(unit_no: int) -> list[Waiting]:
    """Accounts of just this unit that wait, the most heard of first; in the running scope."""
    rows = list(
        Account.objects.filter(unit_no=unit_no, settled_at=None).order_by("at", "id")[:MOST]
    )
    sums, titles = _heard_of([one.pk for one in rows])
    found = [
        Waiting(row, *sums.get(row.pk, (0, None, None)), tuple(sorted(titles[row.pk])[:3]))
        for row in rows
    ]
    return sorted(found, key=lambda one: -one.times)


_Sums = dict[UUID, tuple[int, dt.datetime | None, dt.datetime | None]]


def _heard_of(account_ids: Collection[UUID]) -> tuple[_Sums, dict[UUID, set[str]]]:
    """Account → how often, first and last; and in which rooms. Statements bear the number of their platform's
    unit: of accounts in sight they are counted wherever they lie."""
    titles: dict[UUID, set[str]] = defaultdict(set)
    with everywhere("platforms.heard"):
        heard = Statement.objects.filter(account_id__in=list(account_ids), void=False)
        of_each = heard.values("account_id").annotate(n=Count("id"), lo=Min("at"), hi=Max("at"))
        sums = {
            pk: (n, lo, hi) for pk, n, lo, hi in of_each.values_list("account_id", "n", "lo", "hi")
        }
        pairs = set(heard.values_list("account_id", "activity_id").distinct())
        rooms = Activity.objects.filter(pk__in={room for _account, room in pairs})
        names = {row.pk: row.title or row.iri for row in rooms}
    for account, room in pairs:
        titles[account] |= {names[room]} if room in names else set()
    return sums, titles


@dataclass(frozen=True)
class RoomWaiting:
    """An activity that nobody has settled; how many accounts were heard in it, and when the last."""

    row: Activity
    accounts: int
    last: dt.datetime | None


def rooms_waiting(unit_no: int) -> list[RoomWaiting]:
    """Activities of just this unit that wait, the newest first; in the running scope."""
    rows = list(
        Activity.objects.filter(unit_no=unit_no, settled_at=None).order_by("-heard_at")[:MOST]
    )
    with everywhere("platforms.heard"):  # as above
        heard = Statement.objects.filter(activity_id__in=[one.pk for one in rows], void=False)
        of_each = heard.values("activity_id").annotate(
            n=Count("account_id", distinct=True), last=Max("at")
        )
        sums = {pk: (n, last) for pk, n, last in of_each.values_list("activity_id", "n", "last")}
    return [RoomWaiting(row, *sums.get(row.pk, (0, None))) for row in rows]


def settled(unit_no: int) -> tuple[list[Account], list[Activity]]:
    """What was settled of a class, to be put right; in the running scope."""
    accounts = Account.objects.filter(unit_no=unit_no, settled_at__isnull=False)
    rooms = Activity.objects.filter(unit_no=unit_no, settled_at__isnull=False)
    return (
        list(accounts.order_by("-settled_at", "id")[: MOST * 2]),
        list(rooms.order_by("-settled_at", "id")[:MOST]),
    )


def watched(unit_no: int) -> list[Watch]:
    """Lessons of a class of the last days of which platforms told; the newest first, in the running scope."""
    since = clock.today() - dt.timedelta(days=DAYS - 1)
    rows = Watch.objects.filter(unit_no=unit_no, day__gte=since)
    return list(rows.order_by("-starts_at")[:MOST])
