"""Statements of a platform taken in: each once, by its id; new accounts and activities remembered."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.lessons import queries as lessons
from xiaoan.platforms import rules
from xiaoan.platforms.models import Account, Activity, Platform, Statement
from xiaoan.platforms.rules.statements import Said
from xiaoan.platforms.services import matching, tallying, touching

_ACCOUNTS = """
insert into platforms_account (id, school_id, unit_no, platform_id, key, name, shown, at)
select k.id, %(school)s, %(unit)s, %(platform)s, k.key, k.name, k.shown, %(now)s
from unnest(%(ids)s::uuid[], %(keys)s::text[], %(names)s::text[], %(shown)s::text[]) k(id, key, name, shown)
order by k.key on conflict (platform_id, key) do nothing
"""
_ACTIVITIES = """
insert into platforms_activity (id, school_id, unit_no, platform_id, iri, title, subject, is_none, at,
  heard_at)
select k.id, %(school)s, %(unit)s, %(platform)s, k.iri, k.title, '', false, %(now)s, %(now)s
from unnest(%(ids)s::uuid[], %(iris)s::text[], %(titles)s::text[]) k(id, iri, title)
order by k.iri on conflict (platform_id, iri) do nothing
"""
_STATEMENTS = """
insert into platforms_statement (id, school_id, unit_no, platform_id, statement_id, account_id, activity_id,
  lesson_id, kind, at, seconds, digest, received_at, void)
select k.id, %(school)s, %(unit)s, %(platform)s, k.statement_id, k.account_id, k.activity_id, k.lesson_id,
  k.kind, k.at, k.seconds, k.digest, %(now)s, false
from unnest(%(ids)s::uuid[], %(statements)s::uuid[], %(accounts)s::uuid[], %(activities)s::uuid[],
  %(lessons)s::uuid[], %(kinds)s::text[], %(ats)s::timestamptz[], %(seconds)s::int[], %(digests)s::bytea[])
  k(id, statement_id, account_id, activity_id, lesson_id, kind, at, seconds, digest)
order by k.statement_id on conflict (platform_id, statement_id) do nothing returning statement_id
"""


@dataclass(frozen=True)
class Taken:
    """`ids` of a batch in its order; how many are new, known already, of no use here, too long ago. `parked`:
    accounts that a person has to settle, of those heard."""

    ids: tuple[UUID, ...]
    taken: int
    same: int
    passed: int
    old: int
    parked: int


def take(actor: Actor, platform: Platform, sent: Sequence[Said], *, launch: bool = False) -> Taken:
    """Take a batch in, all or nothing. The same once more is the same; another content under a known id is
    Conflict. Raises TooMany."""
    tallying.limit(platform, len(sent))
    with transaction.atomic():
        taken = _take(actor, platform, _once(sent))
    tallying.add(
        platform, taken=taken.taken, same=taken.same, passed=taken.passed, old=taken.old,
        launches=int(launch), asked=len(sent),
    )  # fmt: skip
    return taken


def _once(sent: Sequence[Said]) -> list[Said]:
    """A batch without what it says twice; two contents under one id are refused."""
    by_id: dict[UUID, Said] = {}
    for one in sent:
        if by_id.setdefault(one.id, one).digest != one.digest:
            raise Invalid(_("一批里同一个 id 有两种内容。"), {"id": str(one.id)})
    return list(by_id.values())


def _take(actor: Actor, platform: Platform, sent: list[Said]) -> Taken:
    now = clock.now()
    oldest = now - dt.timedelta(days=rules.NUMBERS["days_back"])
    latest = now + dt.timedelta(hours=1)
    voids = {one.voids for one in sent if one.kind == "void" and one.voids}
    kept = [one for one in sent if one.kind in rules.KINDS]
    old = [one for one in kept if not oldest <= one.at <= latest]
    kept = [one for one in kept if oldest <= one.at <= latest]
    accounts, activities = _accounts(platform, kept, now), _activities(platform, kept, now)
    # Whose pupil has gone to where this platform does not reach is out of its sight.
    usable = [one for one in kept if one.account in accounts and one.activity in activities]
    ours = lessons.by_ids({one.lesson for one in usable if one.lesson})
    new = _keep(platform, usable, accounts, activities, ours.keys(), now)
    _void(platform, voids)
    fresh = [one for one in usable if one.id in new]
    heard = {one.account for one in fresh}
    matching.settle_numbers(actor, platform, [accounts[key] for key in sorted(heard)], {
        accounts[one.account].pk: activities[one.activity].unit_no
        for one in fresh if activities[one.activity].settled_at
    })  # fmt: skip
    matching.ask_teachers(activities.values(), accounts, fresh)
    touching.touch(
        [(activities[one.activity], one.lesson if one.lesson in ours else None, one.at) for one in fresh], now
    )  # fmt: skip
    waiting = {accounts[one.account].pk for one in usable if not accounts[one.account].settled_at}
    return Taken(
        tuple(one.id for one in sent), len(new), len(usable) - len(new),
        len(sent) - len(usable) - len(old), len(old), len(waiting),
    )  # fmt: skip


def _given(platform: Platform, now: dt.datetime) -> dict[str, Any]:
    return {
        "school": platform.school_id, "unit": platform.unit_no, "platform": platform.pk, "now": now,
    }  # fmt: skip


def _accounts(platform: Platform, sent: Iterable[Said], now: dt.datetime) -> dict[str, Account]:
    """Accounts of a batch by key; new ones are of the platform's unit until more is known."""
    wanted = {one.account: one for one in sent}
    rows = Account.objects.filter(platform_id=platform.pk, key__in=list(wanted))
    found = {row.key: row for row in rows}
    _rename(found, wanted)
    new = [one for key, one in sorted(wanted.items()) if key not in found]
    if not new:
        return found
    given = _given(platform, now) | {
        "ids": [uuid7() for _one in new], "keys": [one.account for one in new],
        "names": [one.name for one in new], "shown": [one.shown for one in new],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ACCOUNTS, given)
    return {row.key: row for row in rows.all()}


def _rename(found: dict[str, Account], wanted: dict[str, Said]) -> None:
    """A launch may say the pupil number later than the first time."""
    changed = [
        row for key, row in sorted(found.items()) if not row.settled_at and row.name != wanted[key].name
    ]  # fmt: skip
    for row in changed:
        row.name, row.looked_at = wanted[row.key].name, None
    Account.objects.bulk_update(changed, ["name", "looked_at"])


def _activities(platform: Platform, sent: Iterable[Said], now: dt.datetime) -> dict[str, Activity]:
    wanted = {one.activity: one for one in sent}
    rows = Activity.objects.filter(platform_id=platform.pk, iri__in=list(wanted))
    found = {row.iri: row for row in rows}
    new = [one for iri, one in sorted(wanted.items()) if iri not in found]
    if not new:
        return found
    given = _given(platform, now) | {
        "ids": [uuid7() for _one in new], "iris": [one.activity for one in new],
        "titles": [one.title for one in new],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ACTIVITIES, given)
    return {row.iri: row for row in rows.all()}


def _keep(
    platform: Platform, sent: list[Said], accounts: dict[str, Account],
    activities: dict[str, Activity], ours: Collection[UUID], now: dt.datetime,
) -> set[UUID]:  # fmt: skip
    """The ids of those that are new. Two senders at once: the later waits for the earlier, then knows it."""
    if not sent:
        return set()
    given = _given(platform, now) | {
        "ids": [uuid7() for _one in sent], "statements": [one.id for one in sent],
        "accounts": [accounts[one.account].pk for one in sent],
        "activities": [activities[one.activity].pk for one in sent],
        "lessons": [one.lesson if one.lesson in ours else None for one in sent],
        "kinds": [one.kind for one in sent], "ats": [one.at for one in sent],
        "seconds": [one.seconds for one in sent], "digests": [one.digest for one in sent],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENTS, given)
        new = {row[0] for row in cursor.fetchall()}
    known = [one for one in sent if one.id not in new]
    rows = Statement.objects.filter(
        platform_id=platform.pk, statement_id__in=[one.id for one in known]
    )
    said = {row.statement_id: bytes(row.digest) for row in rows}
    for one in known:
        if said.get(one.id) != one.digest:
            raise Conflict(_("编号 %(id)s 已有另一种内容。什么都没有存。") % {"id": one.id})
    return new


def _void(platform: Platform, ids: Collection[UUID]) -> None:
    """Statements that are taken back count no more; their lessons are counted anew."""
    if not ids:
        return
    rows = Statement.objects.filter(
        platform_id=platform.pk, statement_id__in=sorted(ids), void=False
    )
    held = list(rows.select_for_update().order_by("statement_id"))
    rows.filter(pk__in=[one.pk for one in held]).update(void=True)
    activities = {
        row.pk: row for row in Activity.objects.filter(pk__in={one.activity_id for one in held})
    }
    touching.touch(
        [
            (activities[one.activity_id], one.lesson_id, one.at)
            for one in held if one.activity_id in activities
        ],
        clock.now(),
    )  # fmt: skip
