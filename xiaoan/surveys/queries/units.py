"""Rounds as the actor sees them, and how each unit of the tree stands in one: sums of classes."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, Sum

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import SCHOOL, TOWNSHIP
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.surveys.models import Round, Tally

_COUNTS = (
    "on_roll", "known", "unknown", "contradicted", "away", "symptoms", "isolated", "key_group", "late",
)  # fmt: skip
SHOWN = 50
# What a person needs for names, places and conditions.
BY_NAME = (Permission.SEE_SURVEYS, Permission.SEE_KEY_PERSONS)


@dataclass(frozen=True)
class Sums:
    """Counts of a unit in a round. on_roll = known + unknown + contradicted, in each class and so here."""

    on_roll: int = 0
    known: int = 0
    unknown: int = 0
    contradicted: int = 0
    away: int = 0
    symptoms: int = 0
    isolated: int = 0
    key_group: int = 0
    late: int = 0


@dataclass(frozen=True)
class UnitSums:
    """A unit under the one that was asked about, with its counts; of a class its tally too."""

    no: int
    name: str
    sums: Sums
    tally_id: UUID | None = None


@dataclass(frozen=True)
class Visible:
    """A round and its counts inside the actor's reach."""

    row: Round
    sums: Sums


@dataclass(frozen=True)
class Progress:
    """A round of a series: when it opened, and how it stands or ended at a unit."""

    number: int
    opened: dt.date
    sums: Sums


def rounds(actor: Actor, *, of_states: tuple[str, ...] = ()) -> list[Visible]:
    """Rounds that ask in the actor's reach, the newest first; drafts only for who opens rounds there."""
    asked = Q(pk__in=[])
    for lo, hi in actor.reach(Permission.SEE_SURVEYS):
        asked |= Q(unit_no__lt=hi, unit_end__gt=lo)
    mine = Q(state__in=("open", "closed")) | inside(actor.reach(Permission.OPEN_SURVEY))
    rows = Round.objects.filter(asked, mine)
    if of_states:
        rows = rows.filter(state__in=of_states)
    found = list(rows.order_by("-made_at", "-id")[:SHOWN])
    counted = _by_round(actor, Q(round_id__in=[row.pk for row in found]))
    seen = [Visible(row, counted.get(row.pk, Sums())) for row in found]
    return [one for one in seen if one.row.state == "draft" or one.row.pk in counted]


def _by_round(actor: Actor, which: Q) -> dict[UUID, Sums]:
    """The counts of some tallies, round by round, as far as the actor sees them."""
    rows = visible(Tally.objects.filter(which), actor, Permission.SEE_SURVEYS)
    summed = rows.values("round_id").order_by("round_id")
    found = summed.annotate(**{name: Sum(name) for name in _COUNTS})
    return {pk: Sums(*counts) for pk, *counts in found.values_list("round_id", *_COUNTS)}


def round_seen(actor: Actor, round_id: UUID, unit_no: int) -> tuple[Round, directory.Place]:
    """A round and a unit in it (or above it) where the actor sees surveys; NotFound otherwise."""
    row = Round.objects.filter(pk=round_id).first()
    if row is None or not actor.may(Permission.SEE_SURVEYS, unit_no):
        raise NotFound
    place = directory.place(unit_no)
    if not (place.no < row.unit_end and row.unit_no < place.end):
        raise NotFound
    if row.state == "draft" and not actor.may(Permission.OPEN_SURVEY, row.unit_no):
        raise NotFound
    return row, place


def names_seen(actor: Actor, unit_no: int) -> bool:
    """Whether the actor sees who was asked and what was said, not only how many: who looks after the people
    of a unit by name. A leader sees figures.
    """
    return all(actor.may(one, unit_no) for one in BY_NAME)


def named_round(actor: Actor, round_id: UUID, unit_no: int) -> tuple[Round, directory.Place]:
    """A round at a unit, for whoever sees its people by name; NotFound otherwise."""
    if not names_seen(actor, unit_no):
        raise NotFound
    return round_seen(actor, round_id, unit_no)


def tally_seen(actor: Actor, tally_id: UUID) -> tuple[Tally, Round]:
    """A class in a round, where the actor sees its people by name."""
    tally = visible(Tally.objects.filter(pk=tally_id), actor, Permission.SEE_SURVEYS).first()
    if tally is None or not names_seen(actor, tally.unit_no):
        raise NotFound
    return tally, Round.objects.get(pk=tally.round_id)


def sums(actor: Actor, round_id: UUID, interval: Interval) -> Sums:
    """How an interval stands, as far as the actor sees it."""
    lo, hi = interval
    rows = visible(Tally.objects.all(), actor, Permission.SEE_SURVEYS)
    found = rows.filter(round_id=round_id, unit_no__gte=lo, unit_no__lt=hi).aggregate(
        **{name: Sum(name, default=0) for name in _COUNTS}
    )
    return Sums(**found)


_STEPS = {"county": TOWNSHIP, "township": SCHOOL}
# Numbers of the tree are arithmetic: the township or school of a class is a division.
_BY_CHILD = """
select unit_no / %(step)s * %(step)s as child, sum(on_roll), sum(known), sum(unknown),
  sum(contradicted), sum(away), sum(symptoms), sum(isolated), sum(key_group), sum(late)
from surveys_tally where round_id = %(round)s and unit_no >= %(lo)s and unit_no < %(hi)s
group by child order by child
"""


def children(actor: Actor, round_id: UUID, place: directory.Place) -> list[UnitSums]:
    """The units under one, with their counts: townships, schools, or the classes and the staff."""
    if not actor.may(Permission.SEE_SURVEYS, place.no):
        return []
    lo, hi = place.interval
    step = _STEPS.get(place.kind)
    if step is None:
        return _classes(round_id, lo, hi)
    given: dict[str, Any] = {"step": step, "round": round_id, "lo": lo, "hi": hi}
    with connection.cursor() as cursor:
        cursor.execute(_BY_CHILD, given)
        rows = cursor.fetchall()
    names = directory.places([row[0] for row in rows])
    return [
        UnitSums(no, names[no].name if no in names else str(no), Sums(*map(int, counts)))
        for no, *counts in rows
    ]


def _classes(round_id: UUID, lo: int, hi: int) -> list[UnitSums]:
    rows = list(
        Tally.objects.filter(round_id=round_id, unit_no__gte=lo, unit_no__lt=hi)
        .exclude(on_roll=0)
        .order_by("unit_no")
    )
    names = directory.places([row.unit_no for row in rows])
    return [
        UnitSums(
            row.unit_no, names[row.unit_no].name,
            Sums(*(getattr(row, name) for name in _COUNTS)), row.pk,
        )
        for row in rows
    ]  # fmt: skip


def in_series(actor: Actor, row: Round, interval: Interval) -> list[Progress]:
    """The rounds of a series in their order, each as it stands at an interval: over time."""
    lo, hi = interval
    told = list(
        Round.objects.filter(series_id=row.series_id, opened_at__isnull=False)
        .order_by("-number")
        .values_list("id", "number", "opened_at")[:30]
    )
    counted = _by_round(
        actor, Q(round_id__in=[pk for pk, *_ in told], unit_no__gte=lo, unit_no__lt=hi)
    )
    return [
        Progress(number, opened.astimezone(clock.ZONE).date(), counted[pk])
        for pk, number, opened in reversed(told)
        if pk in counted and opened is not None
    ]
