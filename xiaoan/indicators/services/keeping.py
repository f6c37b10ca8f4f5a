"""Figures reckoned anew from the record and kept: of today every ten minutes, of a day that is over what
can be reckoned again. Never by adding: whatever was missed before is right after the next look."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F

from xiaoan.directory import rules as numbering
from xiaoan.indicators import rules
from xiaoan.indicators.events import DayClosed, FiguresChanged
from xiaoan.indicators.models import Kept
from xiaoan.indicators.queries import evaluating, recounting
from xiaoan.indicators.rules import Counted
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden

# Two looks at one day wait for each other.
_LOCK = "select pg_advisory_xact_lock(hashtext('indicators'), %s)"
_FIELDS = ("num", "den", "unknown", "units", "silent")


@dataclass(frozen=True)
class Looked:
    """What a look changed: rows that are new or other, and of those, figures of a closed day."""

    rows: int
    corrected: int


def refresh(actor: Actor, day: dt.date, keys: Collection[str] | None = None) -> Looked:
    """Reckon the figures of a day (None: of today all, of a day that is over what keeps) and keep what is
    new. As the system, in its own transaction."""
    if not actor.is_system:
        raise Forbidden
    wanted = _wanted(day, keys)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [day.toordinal()])
        new = _reckoned(actor, day, wanted)
        changed, corrected = _keep(day, wanted, new)
        if corrected:
            journal.record(
                actor, FiguresChanged(school_id=0, unit_no=0, day=day, figures=corrected)
            )
    return Looked(changed, corrected)


def close_day(actor: Actor, day: dt.date) -> int:
    """A day is over: keep its figures as they stand now; what they become later stands beside that. A day
    that was closed stays as it was. Gives how many figures were closed."""
    refresh(actor, day)
    with transaction.atomic():
        closed = Kept.objects.filter(day=day, closed_at=None).update(
            closed_num=F("num"), closed_den=F("den"), closed_unknown=F("unknown"),
            closed_at=clock.now(),
        )  # fmt: skip
        if closed:
            journal.record(actor, DayClosed(school_id=0, unit_no=0, day=day, figures=closed))
    return closed


def _wanted(day: dt.date, keys: Collection[str] | None) -> list[str]:
    """Of a day that is over only what can be reckoned again."""
    is_over = day < clock.today()
    return [
        one.key
        for one in rules.CATALOGUE
        if (keys is None or one.key in keys) and (one.keeps or not is_over)
    ]


def _reckoned(actor: Actor, day: dt.date, keys: Collection[str]) -> dict[tuple[str, int], Counted]:
    """Every unit's figure: schools, and townships and counties as their sums."""
    schools, above = recounting.schools_on(day)
    found = evaluating.evaluate(evaluating.Asked(actor, tuple(schools), day), keys)
    figures: dict[tuple[str, int], Counted] = {}
    for key in keys:
        by_school = found[key]
        for school in schools:
            figures[key, school.no] = by_school.get(school.no, Counted(units=1, silent=1))
        for no, inside in above.items():
            figures[key, no] = evaluating.summed(by_school, inside)
    return figures


def _keep(
    day: dt.date, keys: Collection[str], new: dict[tuple[str, int], Counted]
) -> tuple[int, int]:
    """Write what is new or other; gives how many, and how many of them of a closed day."""
    kept = {(row.key, row.unit_no): row for row in Kept.objects.filter(day=day, key__in=keys)}
    changed: list[Kept] = []
    corrected = 0
    now = clock.now()
    for (key, no), one in new.items():
        row = kept.get((key, no))
        if row is not None and _values(one) == tuple(getattr(row, name) for name in _FIELDS):
            continue
        corrected += int(row is not None and row.closed_at is not None)
        changed.append(_row(day, key, no, one, now))
    _write(changed)
    unchanged = [key for key in keys if key in {key for key, _no in kept}]
    Kept.objects.filter(day=day, key__in=unchanged, closed_at=None).update(at=now)
    return len(changed), corrected


def _values(one: Counted) -> tuple[int | None, ...]:
    return tuple(getattr(one, name) for name in _FIELDS)


def _row(day: dt.date, key: str, no: int, one: Counted, now: dt.datetime) -> Kept:
    school = 0 if numbering.is_office(no) else no
    return Kept(
        day=day, key=key, unit_no=no, school_id=school, at=now,
        num=one.num, den=one.den, unknown=one.unknown, units=one.units, silent=one.silent,
    )  # fmt: skip


def _write(rows: Iterable[Kept]) -> None:
    Kept.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["day", "key", "unit_no"],
        update_fields=[*_FIELDS, "at"], batch_size=2000,
    )  # fmt: skip
