"""Judging records as they are written: the flags of each, by the rules and the plan of that day."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Due, Flag, Incident, Line, Place, Product, Record
from xiaoan.hygiene.rules.donts import NEVER, USE_AGENT
from xiaoan.hygiene.rules.using import Use, use_of
from xiaoan.hygiene.services import judging


@dataclass(frozen=True)
class Figures:
    """Of some records: of how many the dose can be told, how many have a flag of each side, what was used;
    `could`: flag of `rules.OF` → of how many it could be found."""

    judged: int = 0
    under: int = 0
    over: int = 0
    use: Use = field(default_factory=Use)
    could: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Known:
    """What records are held against, read once for many: their places, lines of dues with how often they are
    wanted, kinds of incidents, whether products are licensed."""

    places: Mapping[UUID, Place]
    asked: Mapping[UUID, rules.Asked]
    incidents: Mapping[UUID, str]
    licensed: Mapping[UUID, bool]


def flag(records: Sequence[Record]) -> Figures:
    """Write the flags of records of one school that were just written, in their order; gives their figures.
    The caller holds whatever keeps others from writing to the same places, since the times of a day are
    counted. What a record replaces is no longer counted; its own flags stay and count no more."""
    known = _known(records)
    times = _times(records)
    found = []
    for one in records:
        if not one.void:
            flags = rules.judge(_said(one, known, times[one.pk]), _asked(one, known))
            found += [_row(one, each) for each in flags]
    Flag.objects.bulk_create(found)
    return _figures(records, found, known)


def _said(one: Record, known: Known, times: int = 1) -> rules.Said:
    incident = known.incidents.get(one.incident_id, "") if one.incident_id else ""
    kind, product = known.places[one.place_id].kind, product_of(one, known)
    return judging.said_of(one, kind, times, incident, product)


def _asked(one: Record, known: Known) -> rules.Asked | None:
    return known.asked.get(one.due_id) if one.due_id else None


def figures_of(records: Sequence[Record]) -> Figures:
    """The same of records that are there already: what goes when others replace them."""
    flags = Flag.objects.filter(record_id__in=[one.pk for one in records])
    return _figures(records, list(flags), _known(records))


def _figures(records: Iterable[Record], flags: Iterable[Flag], known: Known) -> Figures:
    standing = [one for one in records if not one.void]
    sides = Counter(side for _pk, side in {(one.record_id, one.side) for one in flags})
    never = {one.record_id for one in flags if one.what in NEVER}
    judged = sum(rules.chemical(one.agent) and one.strength is not None for one in standing)
    use = sum((_use(one, known, never=one.pk in never) for one in standing), Use())
    could = Counter(
        what for one in standing for what in rules.could(_said(one, known), _asked(one, known))
    )
    return Figures(judged, sides["under"], sides["over"], use, could)


def _use(one: Record, known: Known, *, never: bool) -> Use:
    """What was used, where that is known; tablets are not: nobody says what one holds."""
    if one.stock_ml is None or one.agent != USE_AGENT:
        return Use()
    place = known.places[one.place_id]
    line, task = (
        known.asked.get(one.due_id) if one.due_id else None,
        rules.task_of(place.kind, one.task),
    )
    planned = next((each for each in (line, task) if each and each.agent == one.agent), None)
    target = (
        planned.strength if isinstance(planned, rules.Asked) else planned.usual if planned else None
    )
    return use_of(one.stock_ml, judging.area_of(place), target, one.stock_strength, never=never)


def product_of(one: Record, known: Known) -> str:
    """A batch that is neither of a product entered nor of an item of the stores is of something unknown; a
    record that names nothing says nothing about it."""
    if one.product_id is None:
        return "unknown" if one.batch and not one.item else ""
    return "licensed" if known.licensed[one.product_id] else "unlicensed"


def _row(one: Record, flag: rules.Flag) -> Flag:
    return Flag(
        school_id=one.school_id, unit_no=one.unit_no, day=one.day, record_id=one.pk, what=flag.what,
        side=flag.side, source=flag.source, confidence=flag.confidence, said=flag.said,
        bound=flag.bound, version=rules.DOSE_VERSION,
    )  # fmt: skip


def _known(records: Sequence[Record]) -> Known:
    due_ids = {one.due_id for one in records if one.due_id}
    dues = dict(Due.objects.filter(pk__in=due_ids).values_list("pk", "line_id"))
    wanted = dict(Due.objects.filter(pk__in=due_ids).values_list("pk", "wanted"))
    lines = Line.objects.in_bulk(set(dues.values()))
    incidents = Incident.objects.filter(
        pk__in={one.incident_id for one in records if one.incident_id}
    )
    products = Product.objects.filter(pk__in={one.product_id for one in records if one.product_id})
    return Known(
        Place.objects.in_bulk({one.place_id for one in records}),
        {pk: judging.asked_of(lines[line_id], wanted[pk]) for pk, line_id in dues.items()},
        dict(incidents.values_list("pk", "kind")),
        {pk: licence != "" for pk, licence in products.values_list("pk", "licence")},
    )  # fmt: skip


def _times(records: Sequence[Record]) -> dict[UUID, int]:
    """How often the same was done there on that day, up to each record; what is replaced does not count."""
    rows = Record.objects.filter(
        place_id__in={one.place_id for one in records}, day__in={one.day for one in records},
        task__in={one.task for one in records}, void=False, incident_id=None,
    ).exclude(pk__in=[one.pk for one in records])  # fmt: skip
    there = list(rows.values_list("pk", "place_id", "task", "day", "replaces_id"))
    gone = {one.replaces_id for one in records} | {row[4] for row in there}
    counted = Counter(row[1:4] for row in there if row[0] not in gone)
    found = {}
    for one in records:
        key = (one.place_id, one.task, one.day)
        counted[key] += not one.void and one.incident_id is None
        found[one.pk] = max(counted[key], 1)
    return found
