"""What the record showed of one who works with it, at an instant: posts, shifts, what was due from them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import JSONField, Q, QuerySet
from django.db.models.functions import Cast

from xiaoan.accountability.queries import course, persons, rights
from xiaoan.accounts.queries import as_of as accounts
from xiaoan.careteams.queries import as_of as careteams
from xiaoan.command.queries import as_of as command
from xiaoan.directory import queries as directory
from xiaoan.duties.queries import as_of as owed_as_of
from xiaoan.journal.models import Entry
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside
from xiaoan.registry.queries import as_of as registry

# What somebody did afterwards is shown of so many days (our own choice).
SINCE_DAYS = dt.timedelta(days=2)
# A row and the fact of its change are written in one transaction.
TOGETHER = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class PostThen:
    """Somebody who works with the record, at an instant: posts, what was due from them, what they saw."""

    user_id: UUID
    name: str
    at: dt.datetime
    posts: list[accounts.HeldThen]
    later_posts: int
    duties: list[owed_as_of.DueThen]
    told: list[owed_as_of.ToldThen]
    seats: list[command.SeatThen]
    cared_for: dict[int, int]
    looks: list[registry.LookThen]
    looks_total: int
    since: list[course.Fact]
    since_total: int
    person_id: UUID | None
    # What others have recorded about them where a post was changed afterwards.
    about: list[course.Fact]

    @property
    def day(self) -> dt.date:
        return self.at.astimezone(clock.ZONE).date()


def post_as_of(actor: Actor, user_id: UUID, at: dt.datetime) -> PostThen:
    """NotFound for whoever never held a post where the actor reads the record."""
    if not accounts.has_posts(actor, user_id, Permission.SEE_RECORD):
        raise NotFound
    posts, later_posts = accounts.posts_as_of(actor, user_id, at)
    held = directory.places({one.unit_no for one in posts})
    within = tuple({held[one.unit_no].interval for one in posts if one.unit_no in held})
    told = [
        one for lo_hi in actor.reach(Permission.SEE_DUTIES)
        for one in owed_as_of.told_as_of(actor, lo_hi, at, user_id)
    ]  # fmt: skip
    looks, looks_total = registry.looks_by_as_of(actor, user_id, at)
    rows = (
        rights.readable(actor).filter(at__gt=at, actor=str(user_id)).exclude(kind__in=persons.LOOKS)
    )
    rows = rows.filter(at__lte=at + SINCE_DAYS)
    about = _about(actor, within, {one.grant_id: one.changed_at for one in posts if one.changed_at})
    name, person_id = accounts.called(actor, user_id)
    return PostThen(
        user_id, name, at, posts, later_posts, owed_as_of.owed_as_of(actor, user_id, within, at),
        told, command.seats_as_of(actor, user_id, at),
        careteams.cared_for_as_of(actor, user_id, at), looks, looks_total,
        course.facts(actor, list(rows.order_by("at", "school_id", "n")[:persons.MOST_SINCE])),
        rows[: course.DEEPEST].count(), person_id,
        course.facts(actor, list(about.order_by("at", "n")[:persons.MOST_SINCE])),
    )  # fmt: skip


def _about(
    actor: Actor, within: tuple[Interval, ...], changed: Mapping[UUID, dt.datetime]
) -> QuerySet[Entry]:
    """What others recorded of posts (by their grants) when these were changed, however long after: a few
    moments of the record, and in them the facts of these grants."""
    moments = Q(pk__in=[])
    for one in {*changed.values()}:
        moments |= Q(at__gt=one - TOGETHER, at__lt=one + TOGETHER)
    rows = rights.readable(actor).filter(moments, inside(within), kind__startswith="accounts.")
    return rows.annotate(told=Cast("body", JSONField())).filter(
        told__grant_id__in=[str(one) for one in changed]
    )
