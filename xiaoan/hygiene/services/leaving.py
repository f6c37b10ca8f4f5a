"""Rooms in which nobody is, because lessons are at home, are neither aired nor cleaned; from the day on which
they come back they are, and a school that opens again is cleaned before."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.hygiene.events import AwaySet
from xiaoan.hygiene.models import Away, SchoolDay
from xiaoan.hygiene.services.laying_out import lay_out
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Forbidden


@dataclass(frozen=True)
class Back:
    """A part that is in school again from a day on, in spite of what holds around it."""

    inside: Interval
    since: dt.date


@dataclass(frozen=True)
class Left:
    """From a day to another (both count) the units of an interval learn at home, but for `back`."""

    about_id: UUID
    inside: Interval
    since: dt.date
    until: dt.date
    back: tuple[Back, ...] = ()


def set_away(actor: Actor, left: Left, schools: Sequence[Interval]) -> int:
    """Have what is known of a period at some schools be what it is now; of the system. Gives how many schools
    changed. What is due today follows by `follow_today`."""
    if not actor.is_system:
        raise Forbidden
    known = {
        one.school_id: one
        for one in Away.objects.select_for_update()
        .filter(about_id=left.about_id, school_id__in=[lo for lo, _hi in schools])
        .order_by("school_id")
    }
    new, changed = [], []
    for school in sorted(schools):
        wanted = _wanted(left, school)
        row = known.get(school[0])
        if row is None and left.since <= left.until:
            new.append(
                Away(school_id=school[0], unit_no=school[0], about_id=left.about_id, **wanted)
            )
        elif row is not None and any(getattr(row, name) != wanted[name] for name in wanted):
            for name, value in wanted.items():
                setattr(row, name, value)
            changed.append(row)
    Away.objects.bulk_create(new, batch_size=1000)
    Away.objects.bulk_update(changed, _FIELDS, batch_size=200)
    touched = sorted(row.school_id for row in (*new, *changed))
    _tell(actor, touched, left)
    return len(touched)


_FIELDS = ["away_no", "away_end", "since", "until", "back"]


def _wanted(left: Left, school: Interval) -> dict[str, object]:
    lo, hi = max(left.inside[0], school[0]), min(left.inside[1], school[1])
    back = [
        number
        for one in left.back
        if one.inside[0] < hi and one.inside[1] > lo
        for number in (max(one.inside[0], lo), min(one.inside[1], hi), one.since.toordinal())
    ]
    return {
        "away_no": lo, "away_end": hi, "since": left.since, "until": left.until, "back": back,
    }  # fmt: skip


def _tell(actor: Actor, schools: Collection[int], left: Left) -> None:
    journal.record_many(
        actor,
        [
            AwaySet(
                school_id=no, unit_no=no, about_id=left.about_id, since=left.since, until=left.until
            )
            for no in schools
        ],
    )  # fmt: skip


def follow_today(actor: Actor, school_nos: Collection[int]) -> int:
    """Of today, where it is laid out already, what is ahead follows who is there; in a transaction after the
    one that said so. Gives how many schools were looked at."""
    rows = SchoolDay.objects.filter(day=clock.today(), unit_no__in=school_nos)
    found = sorted(rows.values_list("unit_no", flat=True))
    if found:
        lay_out(actor, clock.today(), found)
    return len(found)


def clean_before(actor: Actor, days: Mapping[int, dt.date | None]) -> int:
    """School → the day from which on it is cleaned and aired although nobody is in it yet (None: not before
    they come). Gives how many schools changed."""
    if not actor.is_system:
        raise Forbidden
    rows = Away.objects.select_for_update().filter(school_id__in=days, until__gte=clock.today())
    changed = [one for one in rows.order_by("school_id") if one.clean_from != days[one.school_id]]
    for one in changed:
        one.clean_from = days[one.school_id]
    Away.objects.bulk_update(changed, ["clean_from"], batch_size=200)
    journal.record_many(
        actor,
        [
            AwaySet(
                school_id=one.school_id, unit_no=one.school_id, about_id=one.about_id,
                since=one.since, until=one.until,
            )
            for one in changed
        ],
    )  # fmt: skip
    return len(changed)
