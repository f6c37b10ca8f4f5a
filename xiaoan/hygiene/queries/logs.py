"""Records as the rules of doubt read them: one school's day, and the days before. Of the system."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.duties.queries import deputies
from xiaoan.hygiene import rules
from xiaoan.hygiene.models import Due, Line, Place, Record
from xiaoan.hygiene.rules.logs import LESSONS, OPENS, PAST_DAYS, Done, lesson_minutes
from xiaoan.kernel import clock
from xiaoan.photos import queries as photos
from xiaoan.training import queries as training
from xiaoan.training.queries.courses import rule_of

COURSE = "disinfection"
# So many days hold the school days that are compared, weekends and a holiday in between.
_BACK = 24
# Kinds of places in which a class has its lessons.
_TAUGHT = ("classroom", "function_room")
_EARLIEST = min(OPENS.values())


@dataclass(frozen=True)
class Logs:
    """The records that stand of a school's day, and of the days before by the same people."""

    day: list[Done]
    past: list[Done]
    rows: dict[UUID, Record]


def logs_of(school_no: int, day: dt.date) -> Logs:
    """What was told of a day, corrections followed; incidents, which go their own way, apart."""
    rows = _standing(school_no, [day])
    since = day - dt.timedelta(days=_BACK)
    people = {one.by_id for one in rows if one.by_id}
    before = [
        one
        for one in _standing(school_no, clock.days(since, day - dt.timedelta(days=1)), people)
        if not one.usual
    ]
    kept = sorted({one.day for one in before})[-PAST_DAYS:]
    before = [one for one in before if one.day in set(kept)]
    reading = _Reading([*rows, *before], school_no, day)
    return Logs(
        [reading.done(one, whole=True) for one in rows],
        [reading.done(one, whole=False) for one in before],
        {one.pk: one for one in rows},
    )


def _standing(
    school_no: int, days: Sequence[dt.date], people: Collection[UUID] | None = None
) -> list[Record]:
    rows = Record.objects.filter(school_id=school_no, day__in=days, incident_id=None)
    if people is not None:
        rows = rows.filter(by_id__in=list(people))
    found = list(rows)
    gone = {one.replaces_id for one in found}
    return [one for one in found if one.pk not in gone and not one.void and one.by_id]


class _Reading:
    """What several records need to be read, asked for once."""

    def __init__(self, rows: Sequence[Record], school_no: int, day: dt.date) -> None:
        self._places = Place.objects.in_bulk({one.place_id for one in rows})
        lines = dict(
            Due.objects.filter(pk__in={one.due_id for one in rows if one.due_id}).values_list(
                "id", "line_id"
            )
        )
        found = Line.objects.in_bulk(set(lines.values()))
        self._lines: Mapping[UUID, Line] = {pk: found[line] for pk, line in lines.items()}
        self._first = {
            one.pk: one for one in Record.objects.filter(pk__in={one.root_id for one in rows})
        }
        today = [one for one in rows if one.day == day]
        people = {one.by_id for one in today if one.by_id}
        self._away = deputies.away_on(people, day)
        self._untrained = _untrained(people, day)
        self._again = _seen_again(today)

    def done(self, row: Record, *, whole: bool) -> Done:
        place = self._places[row.place_id]
        line = self._lines.get(row.due_id) if row.due_id else None
        opens = clock.at(row.day, OPENS[line.slot] if line else _EARLIEST)
        started, ended = _local(row.started_at), _local(row.ended_at)
        said, received = self._when(row)
        return Done(
            id=row.pk, by=row.by_id, place=row.place_id, task=row.task, method=row.method,
            day=row.day, opens=opens, started=started, ended=ended, said=said, received=received,
            typed=not row.usual, contact=self._contact(row, line),
            area=place.area_m2 or rules.PLACE_KINDS[place.kind].area, building=place.building,
            floor=place.floor, figures=(row.stock_ml, row.tablets, row.mixed_ml, row.used_ml),
            photo_again=whole and row.pk in self._again,
            away=whole and row.by_id in self._away, untrained=whole and row.by_id in self._untrained,
            lessons=lesson_minutes(started, ended) if self._is_taught(row, place, line) else 0,
        )  # fmt: skip

    def _when(self, row: Record) -> tuple[dt.datetime, dt.datetime]:
        """When it was said: of a correction whose first word came in on its day, that day still."""
        said, received = _local(row.said_at), _local(row.received_at)
        first = self._first.get(row.root_id, row)
        if first.pk != row.pk and _local(first.said_at).date() <= row.day < said.date():
            end = clock.at(row.day, dt.time.max)
            return end, end
        return said, received

    def _contact(self, row: Record, line: Line | None) -> int:
        if row.usual:
            return 0
        return row.contact or (line.contact if line else 0)

    def _is_taught(self, row: Record, place: Place, line: Line | None) -> bool:
        """A room in which a class has lessons, where nobody may be present."""
        is_absent = line is not None and line.absent
        return not row.usual and is_absent and place.kind in _TAUGHT and bool(LESSONS)


def _local(at: dt.datetime) -> dt.datetime:
    return at.astimezone(clock.ZONE)


def _untrained(people: Collection[UUID], day: dt.date) -> set[UUID]:
    """Who has no valid certificate, once the county requires one."""
    if not people or not rule_of(COURSE).requires(day):
        return set()
    return set(people) - training.valid_for(people, COURSE, day).keys()


def _seen_again(rows: Iterable[Record]) -> set[UUID]:
    """Records whose picture was used before, of something else."""
    return {
        one.pk
        for one in rows
        if one.photo_id is not None
        and photos.rows([one.photo_id])
        and photos.seen_before(one.photo_id)
    }
