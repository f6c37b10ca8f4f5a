"""Scores of all pupils, made anew each night in a few statements whatever the size of the county.

Only pupils of whom something is known are reckoned: with nothing against them the model says its least.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import fields
from uuid import UUID

import numpy as np

from xiaoan.directory import queries as directory
from xiaoan.directory.queries import moves as roll
from xiaoan.dropout.models import KeyGroup, Score
from xiaoan.dropout.rules import features, model
from xiaoan.homework.queries import bulk as homework
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden
from xiaoan.kernel.ids import uuid7
from xiaoan.lessons.queries import bulk as lessons
from xiaoan.outreach.queries import bulk
from xiaoan.screening.queries import absences as marks

_MOVES, _CALLS = dt.timedelta(days=730), dt.timedelta(days=30)
_NOT_COMPULSORY = ("kindergarten", "senior")


def reckon(actor: Actor) -> int:
    """Of the system: the scores of today, in place of yesterday's; gives how many pupils are listed."""
    if not actor.is_system:
        raise Forbidden
    people, seen = _seen(actor)
    shipped, today = model.model(), clock.today()
    Score.objects.all().delete()
    if not people:
        return 0
    x = features.matrix(seen)
    p = shipped.probability(x)
    listed = np.flatnonzero(p >= shipped.watch)
    where = roll.where_on_roll([people[i] for i in listed], today)
    stages = {
        no: place.stage for no, place in directory.places({u for _s, u in where.values()}).items()
    }
    rows = [
        Score(
            id=uuid7(), school_id=where[people[i]][0], unit_no=where[people[i]][1],
            person_id=people[i], day=today, p=round(float(p[i]), 4),
            seen={one.name: float(getattr(seen, one.name)[i]) for one in fields(seen)},
            parts=shipped.parts(x[i]),
        )
        for i in listed
        if people[i] in where and stages.get(where[people[i]][1]) not in _NOT_COMPULSORY
    ]  # fmt: skip
    Score.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def _seen(actor: Actor) -> tuple[list[UUID], features.Seen]:
    now, today = clock.now(), clock.today()
    days = marks.last_days(actor, today, features.RECENT + features.BEFORE)
    counted = _absences(actor, days, today)
    recent = days[-features.RECENT :]
    since = clock.at(recent[0], dt.time.min) if recent else now - dt.timedelta(days=14)
    not_seen = unseen(actor, since.astimezone(clock.ZONE).date(), today)
    reach = bulk.reach_of_all(actor, now - _CALLS)
    moved = roll.moves(actor, today - _MOVES)
    groups = set(
        KeyGroup.objects.filter(since__lte=today, until=None).values_list("person_id", flat=True)
    )
    people = sorted({*counted, *not_seen, *reach, *moved, *groups})
    at = np.array([counted.get(one, (0, 0, 0, 0)) for one in people], dtype=float).reshape(-1, 4)
    return people, features.Seen(
        at[:, 0], at[:, 1], at[:, 2], at[:, 3], _column(people, not_seen),
        np.array([reach[one].failures if one in reach else 0 for one in people], dtype=float),
        np.array(
            [one in reach and _is_recent(reach[one].reached_at, since) for one in people], dtype=float
        ),
        _column(people, moved), np.array([one in groups for one in people], dtype=float),
    )  # fmt: skip


def unseen(actor: Actor, since: dt.date, until: dt.date) -> dict[UUID, int]:
    """Lessons not watched and homework not handed in, whether or not anybody has called about them."""
    found = lessons.missed_of_all(actor, since, until)
    for person, n in homework.missing_of_all(actor, since, until).items():
        found[person] = found.get(person, 0) + n
    return found


def _is_recent(at: dt.datetime | None, since: dt.datetime) -> bool:
    return at is not None and at >= since


def _column(people: Sequence[UUID], counts: Mapping[UUID, int]) -> features.Floats:
    return np.array([counts.get(one, 0) for one in people], dtype=float)


def _absences(
    actor: Actor, days: Sequence[dt.date], until: dt.date
) -> dict[UUID, tuple[int, int, int, int]]:
    """Pupil → unexplained of the last ten, of those before, in a row until the last, ill of the last ten."""
    if not days:
        return {}
    at = {day: n for n, day in enumerate(days)}
    first = max(0, len(days) - features.RECENT)
    per: dict[UUID, list[tuple[int, bool]]] = {}
    for person, day, is_ill in marks.absences(actor, days[0], until):
        if day in at:
            per.setdefault(person, []).append((at[day], is_ill))
    found = {}
    for person, seen in per.items():
        away = {n for n, is_ill in seen if not is_ill}
        run = 0
        while len(days) - 1 - run in away:
            run += 1
        found[person] = (
            sum(n >= first for n in away), sum(n < first for n in away), run,
            sum(n >= first for n, is_ill in seen if is_ill),
        )  # fmt: skip
    return found
