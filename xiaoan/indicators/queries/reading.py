"""Figures of units on days: roll-calls from the rows of schools and days at once, all else as it was kept
last."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.indicators import rules
from xiaoan.indicators.models import Kept
from xiaoan.indicators.queries import evaluating
from xiaoan.indicators.rules import Counted
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.overview import queries as overview
from xiaoan.overview.queries.figures import Figures, school_days, sums_by

KINDS = ("county", "township", "school")
_BELOW = {"county": "township", "township": "school"}
_WIDTH = {"township": numbering.TOWNSHIP, "school": numbering.SCHOOL}


@dataclass(frozen=True)
class Figure:
    """An indicator of a unit on a day: `num` of `den` (None: a count), `unknown` more or among them (the
    words of the indicator say which), over `units` schools, of which `silent` have nothing on record.
    `as_of`: when it was reckoned. `closed_*`: as it stood at the end of that day; None while it runs."""

    key: str
    unit_no: int
    day: dt.date
    num: int | None
    den: int | None
    unknown: int
    units: int
    silent: int
    as_of: dt.datetime | None
    closed_num: int | None = None
    closed_den: int | None = None
    closed_unknown: int | None = None
    closed_at: dt.datetime | None = None

    @property
    def counted(self) -> Counted:
        return Counted(self.num, self.den, self.unknown, self.units, self.silent)

    @property
    def share(self) -> float | None:
        return self.counted.share

    @property
    def state(self) -> str:
        """One of words.STATE_NAMES."""
        return rules.state(rules.by_key(self.key), self.counted)

    @property
    def is_changed(self) -> bool:
        """It came late or was put right after the day was closed."""
        now = (self.num, self.den, self.unknown)
        return self.closed_at is not None and now != (
            self.closed_num, self.closed_den, self.closed_unknown,
        )  # fmt: skip


ByKey = dict[str, Figure]


def units_seen(actor: Actor) -> list[Place]:
    """The counties, townships and schools of whose figures the actor may read all, the widest first."""
    return [one for one in overview.units_seen(actor) if one.kind in KINDS]


def place_seen(actor: Actor, unit_no: int) -> Place:
    """A county, township or school; NotFound where its figures are not the actor's."""
    place = overview.place_seen(actor, unit_no)
    if place.kind not in KINDS:
        raise NotFound
    return place


def of_unit(actor: Actor, unit_no: int, day: dt.date, keys: Collection[str] | None = None) -> ByKey:
    """Key → figure, every key that is asked for (None: all), with `num` None where nothing is on record."""
    place = place_seen(actor, unit_no)
    return _of(actor, [place], place.interval, 0, day, _keys(keys))[place.no]


def by_child(
    actor: Actor, unit_no: int, day: dt.date, keys: Collection[str]
) -> list[tuple[Place, ByKey]]:
    """The townships of a county, the schools of a township; a school has none."""
    place = place_seen(actor, unit_no)
    kind = _BELOW.get(place.kind)
    return [] if kind is None else _all_of(actor, place, kind, day, keys)


def by_school(
    actor: Actor, unit_no: int, day: dt.date, keys: Collection[str]
) -> list[tuple[Place, ByKey]]:
    """Every school inside a unit, in the order of the tree."""
    return _all_of(actor, place_seen(actor, unit_no), "school", day, keys)


def of_places(
    actor: Actor, places: Sequence[Place], day: dt.date, keys: Collection[str]
) -> list[tuple[Place, ByKey]]:
    """The same of units of one kind; where the actor does not see the board nothing is on record."""
    if not places:
        return []
    interval = min(one.no for one in places), max(one.end for one in places)
    width = _WIDTH.get(places[0].kind, 0)
    found = _of(actor, places, interval, width, day, _keys(keys))
    return [(one, found[one.no]) for one in places]


def series(
    actor: Actor, unit_no: int, keys: Collection[str], first: dt.date, last: dt.date
) -> dict[str, list[Figure]]:
    """Key → figures by day, the oldest first; days on which nothing is on record are left out."""
    place = place_seen(actor, unit_no)
    found: dict[str, list[Figure]] = {key: [] for key in _keys(keys)}
    live = [key for key in found if rules.by_key(key).live]
    rows = _kept(actor).filter(unit_no=place.no, key__in=list(found), day__gte=first, day__lte=last)
    kept = {(row.key, row.day): row for row in rows}
    for slot in sorted({evaluating.slot_of(key) for key in live}):
        days = school_days(actor, place.interval).filter(slot=slot, day__in=clock.days(first, last))
        for day, sums in sums_by(days, "day").items():
            for key in live:
                if evaluating.slot_of(key) == slot and sums.classes:
                    one = _live(key, place.no, day, sums, kept.get((key, day)))
                    found[key].append(one)
    for (key, _day), row in kept.items():
        if key not in live and row.num is not None:
            found[key].append(_figure(row))
    return {key: sorted(figures, key=lambda one: one.day) for key, figures in found.items()}


def first_day(actor: Actor, unit_no: int, key: str) -> dt.date | None:
    """Since when a figure of a unit is on record; None of one that is read from the rows at asking, or of
    which nothing is kept."""
    place = place_seen(actor, unit_no)
    if rules.by_key(key).live:
        return None
    rows = _kept(actor).filter(unit_no=place.no, key=key, num__isnull=False).order_by("day")
    return rows.values_list("day", flat=True).first()


def known_days(actor: Actor, unit_no: int) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of which something is kept for a unit."""
    place = place_seen(actor, unit_no)
    rows = _kept(actor).filter(unit_no=place.no, key="duties.done").order_by("day")
    first, last = (
        rows.values_list("day", flat=True).first(),
        rows.values_list("day", flat=True).last(),
    )
    return None if first is None or last is None else (first, last)


def _keys(keys: Collection[str] | None) -> list[str]:
    return [one.key for one in rules.CATALOGUE if keys is None or one.key in keys]


def _all_of(
    actor: Actor, place: Place, kind: str, day: dt.date, keys: Collection[str]
) -> list[tuple[Place, ByKey]]:
    places = [
        one
        for one in (
            [place]
            if place.kind == kind
            else directory.places_inside(place.interval, kind, day=day)
        )
        if one.opened <= day
    ]
    found = _of(actor, places, place.interval, _WIDTH[kind], day, _keys(keys))
    return [(one, found[one.no]) for one in places]


def _of(
    actor: Actor, places: Sequence[Place], interval: Interval, width: int, day: dt.date,
    keys: Sequence[str],
) -> dict[int, ByKey]:  # fmt: skip
    """Unit → key → figure. `width`: of the blocks of numbers that the units are; 0: one unit, the
    interval."""
    rows = _kept(actor).filter(day=day, key__in=keys, unit_no__in=[one.no for one in places])
    kept = {(row.unit_no, row.key): row for row in rows}
    live = [key for key in keys if rules.by_key(key).live]
    found: dict[int, ByKey] = {one.no: {} for one in places}
    for slot in sorted({evaluating.slot_of(key) for key in live}):
        sums = _sums(actor, interval, width, day, slot)
        for place in places:
            for key in live:
                if evaluating.slot_of(key) == slot:
                    mine = sums.get(place.no if width else interval[0])
                    row = kept.get((place.no, key))
                    found[place.no][key] = _live(key, place.no, day, mine, row)
    for place in places:
        for key in keys:
            if key not in found[place.no]:
                found[place.no][key] = _as_kept(kept.get((place.no, key)), key, place.no, day)
        found[place.no] = {key: found[place.no][key] for key in keys}
    return found


def _sums(
    actor: Actor, interval: Interval, width: int, day: dt.date, slot: str
) -> dict[int, Figures]:
    """Number of the unit → sums of its schools' rows of a slot."""
    days = school_days(actor, interval).filter(day=day, slot=slot)
    if not width:
        total = sum(sums_by(days, "day").values(), Figures())
        return {interval[0]: total}
    blocks = sums_by(days.annotate(block=F("unit_no") / width), "block")
    return {int(number) * width: sums for number, sums in blocks.items()}


def _kept(actor: Actor) -> QuerySet[Kept, Kept]:
    return visible(Kept.objects.all(), actor, Permission.SEE_BOARD)


def _live(key: str, unit_no: int, day: dt.date, sums: Figures | None, row: Kept | None) -> Figure:
    counted = evaluating.of_figures(key, sums) if sums and sums.classes else Counted()
    units = sums.schools_due if sums else 0
    return Figure(
        key, unit_no, day, counted.num, counted.den, counted.unknown, units, 0, clock.now(),
        *_closed(row),
    )  # fmt: skip


def _as_kept(row: Kept | None, key: str, unit_no: int, day: dt.date) -> Figure:
    return _figure(row) if row else Figure(key, unit_no, day, None, None, 0, 0, 0, None)


def _figure(row: Kept) -> Figure:
    return Figure(
        row.key, row.unit_no, row.day, row.num, row.den, row.unknown, row.units, row.silent, row.at,
        *_closed(row),
    )  # fmt: skip


def _closed(
    row: Kept | None,
) -> tuple[int | None, int | None, int | None, dt.datetime | None]:
    if row is None:
        return None, None, None, None
    return row.closed_num, row.closed_den, row.closed_unknown, row.closed_at
