"""Exports of platforms: read, columns guessed or remembered, names matched, shown, then applied."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Maps
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import queries, rules
from xiaoan.lessons.events import ViewingImported
from xiaoan.lessons.models import Import, Lesson, Mapping, Parked, Preview
from xiaoan.lessons.queries import rolls
from xiaoan.lessons.rules import columns, durations, names
from xiaoan.lessons.services import acting, laying_out, reporting
from xiaoan.lessons.services import cells as cells_
from xiaoan.web import uploads
from xiaoan.workbooks import Cell

LARGEST = 32 * 1024 * 1024
_LIMITS = workbooks.Limits(file_bytes=LARGEST, rows=250_000)
_NEEDED = ("name",)


@dataclass(frozen=True)
class Fault:
    """A row that could not be used: its number as Excel counts, heading, what stands there, how to mend."""

    row: int
    column: str
    value: str
    sentence: str


@dataclass
class Reading:
    """What an export says. `people`: lesson → person → seconds; `unknown`: lesson → name → seconds."""

    headings: list[str] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    is_learned: bool = False
    rows: int = 0
    people: dict[UUID, dict[UUID, int]] = field(default_factory=dict)
    unknown: dict[UUID, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    elsewhere: int = 0


@dataclass(frozen=True)
class Sent:
    """What was chosen: a class or school, one lesson of a class if it is of one, the platform; heading → code
    where somebody has said how columns are read."""

    unit_no: int
    platform: str
    lesson_id: UUID | None = None
    columns: Maps[str, str] = field(default_factory=dict)


def read(actor: Actor, sent: Sent, path: Path) -> Reading:
    """Read an export and hold it against lessons and rolls; nothing is kept. Invalid: it cannot be read, or
    it is not clear which column holds the names or the time."""
    acting.require(actor, sent.unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    with uploads.opened(path, _LIMITS, columns.HEADS) as sheet:
        found = Reading(headings=[one for one in sheet.columns if one])
        known = Mapping.objects.filter(
            fingerprint=columns.fingerprint(sent.platform, sheet.columns)
        ).first()
        found.is_learned = known is not None and not sent.columns
        found.mapping = dict(sent.columns) or (
            known.columns if known else columns.guess(found.headings)
        )
        codes = [found.mapping.get(one, "") for one in sheet.columns]
        _require(codes)
        units = {code: durations.unit_of(one) for one, code in found.mapping.items()}
        _Reader(actor, sent, found, codes, units).take_all(sheet.lines)
    if not found.rows:
        raise Invalid(_("表里没有数据行。请核对是不是选错了文件。"), {"file": "empty"})
    return found


def _require(codes: list[str]) -> None:
    if "name" not in codes:
        raise Invalid(_("看不出哪一列是姓名或昵称。请在下面指定后再检查一次。"), {"file": "name"})
    if "duration" not in codes and not {"join", "leave"} <= set(codes):
        raise Invalid(
            _("看不出哪一列是观看时长(或进入、离开时间)。请在下面指定后再检查一次。"),
            {"file": "duration"},
        )


class _Reader:
    """Goes through the rows once: (class, day, lesson) by row, seconds summed per name."""

    def __init__(
        self, actor: Actor, sent: Sent, found: Reading, codes: list[str], units: Maps[str, int]
    ) -> None:
        self.actor, self.sent, self.found, self.units = actor, sent, found, units
        self.at = {code: n for n, code in enumerate(codes) if code}
        self.heads = {code: head for head, code in found.mapping.items()}
        # (lesson) → name → [spans, seconds without times]
        self.spans: dict[UUID, dict[str, list[tuple[int, int]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.sums: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self.lessons: dict[UUID, Lesson] = {}
        self.by_day: dict[tuple[int, dt.date], list[Lesson]] = {}
        self.routes: dict[tuple[str, str, str, str], UUID | None] = {}
        self.classes: dict[str, int] = {}
        if sent.lesson_id is not None:
            row = Lesson.objects.filter(pk=sent.lesson_id, unit_no=sent.unit_no).first()
            if row is None:
                raise NotFound
            self.lessons[row.pk] = row
        else:
            self._load()

    def _load(self) -> None:
        place = directory.place(self.sent.unit_no)
        inside = (place.no, place.end)
        self.classes = {
            names.plain(one.name): one.no
            for one in directory.places_inside(inside, "class", day=clock.today())
        }
        since = clock.today() - dt.timedelta(days=31)
        rows = Lesson.objects.filter(
            unit_no__gte=place.no, unit_no__lt=place.end, day__gte=since, cancelled_at=None
        )
        for row in rows:
            self.lessons[row.pk] = row
            self.by_day.setdefault((row.unit_no, row.day), []).append(row)

    def take_all(self, lines: Iterable[tuple[int, Sequence[Cell]]]) -> None:
        for number, cells in lines:
            self._take(number, cells)
        self._match()

    def _cell(self, cells: Sequence[Cell], code: str) -> Cell:
        n = self.at.get(code)
        return cells[n] if n is not None and n < len(cells) else None

    def _text(self, cells: Sequence[Cell], code: str) -> str:
        cell = self._cell(cells, code)
        return cell.strip() if isinstance(cell, str) else uploads.text_of(cell)

    def _take(self, number: int, cells: Sequence[Cell]) -> None:
        name = self._text(cells, "name")
        if not name or name in ("合计", "总计", "平均"):
            return
        self.found.rows += 1
        lesson_id = self._lesson(cells)
        if lesson_id is None:
            self.found.elsewhere += 1
            return
        name = names.plain(name)[:60]
        lo, hi = (
            cells_.moment_of(self._cell(cells, "join")),
            cells_.moment_of(self._cell(cells, "leave")),
        )
        self.sums[lesson_id].setdefault(name, 0)
        if lo is not None and hi is not None and hi >= lo:
            self.spans[lesson_id][name].append((lo, hi))
            return
        if "duration" not in self.at:
            return  # Joined and never left, or neither: nothing that can be counted.
        text = self._text(cells, "duration")
        seconds = durations.seconds_of(text, self.units.get("duration", 0))
        if seconds is None:
            self._fault(
                number, "duration", text, _("看不懂这个时长。请写成 62分钟、1小时2分 或 45:10。")
            )
            return
        self.sums[lesson_id][name] += seconds

    def _fault(self, number: int, code: str, value: str, sentence: str) -> None:
        if len(self.found.faults) < 200:
            self.found.faults.append(
                Fault(number, self.heads.get(code, code), value[:40], sentence)
            )

    def _lesson(self, cells: Sequence[Cell]) -> UUID | None:
        if self.sent.lesson_id is not None:
            return self.sent.lesson_id
        start = self._cell(cells, "start") or self._cell(cells, "join")
        day = self._cell(cells, "day")
        key = (
            self._text(cells, "class"), cells_.day_text(day) or cells_.day_text(start),
            self._text(cells, "subject"), cells_.minute_text(start),
        )  # fmt: skip
        if key not in self.routes:
            self.routes[key] = self._route(*key)
        return self.routes[key]

    def _route(self, class_: str, day: str, subject: str, minute: str) -> UUID | None:
        no = self._class_no(class_)
        try:
            there = self.by_day.get((no or 0, dt.date.fromisoformat(day)), [])
        except ValueError:
            return None
        code = cells_.subject_in(subject)
        fits = [one for one in there if not code or one.subject == code]
        if len(fits) > 1 and minute:
            at = int(minute)
            near = [
                one for one in fits
                if cells_.minutes_of(one.starts_at) - 30 <= at <= cells_.minutes_of(one.ends_at)
            ]  # fmt: skip
            fits = near or fits
        return fits[0].pk if len(fits) == 1 else None

    def _class_no(self, written: str) -> int | None:
        if len(self.classes) == 1 and not written:
            return next(iter(self.classes.values()))
        said = names.plain(written)
        if said in self.classes:
            return self.classes[said]
        found = [no for name, no in self.classes.items() if name in said]
        return found[0] if len(found) == 1 else None

    def _match(self) -> None:
        used = [self.lessons[pk] for pk in self.sums]
        numbers = sorted({one.unit_no for one in used})
        known = rolls.known_names(numbers)
        by_day: dict[dt.date, set[int]] = defaultdict(set)
        for one in used:
            by_day[one.day].add(one.unit_no)
        whole = {day: rolls.rolls(self.actor, nos, day) for day, nos in by_day.items()}
        matched: dict[tuple[int, dt.date, str], UUID | None] = {}
        for pk, said in self.sums.items():
            lesson = self.lessons[pk]
            roll = whole[lesson.day].get(lesson.unit_no, [])
            people: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
            bare: dict[UUID, int] = defaultdict(int)
            self.found.unknown[pk] = {}
            for name, seconds in said.items():
                key = (lesson.unit_no, lesson.day, name)
                if key not in matched:
                    matched[key] = self._who(name, roll, known.get(lesson.unit_no, {}))
                who = matched[key]
                if who is not None:
                    people[who] += self.spans[pk].get(name, [])
                    bare[who] += seconds
                elif known.get(lesson.unit_no, {}).get(name, 0) is not None:
                    total = seconds + rules.together(self.spans[pk].get(name, []))
                    self.found.unknown[pk][name] = total
            self.found.people[pk] = {who: bare[who] + rules.together(people[who]) for who in bare}

    def _who(
        self, name: str, roll: list[names.OnRoll], known: dict[str, UUID | None]
    ) -> UUID | None:
        found = names.match(name, roll, known)
        if found is None and name not in known:
            found = names.match(name, rolls.with_kin(self.actor, roll), known)
        return found


@transaction.atomic
def keep_preview(actor: Actor, sent: Sent, digest: str, found: Reading) -> UUID:
    """Keep what was read until it is applied; the id of the preview."""
    place = directory.place(sent.unit_no)
    row = Preview.objects.create(
        school_id=place.school_id, unit_no=place.no, platform=sent.platform, digest=digest,
        fingerprint=columns.fingerprint(sent.platform, found.headings), columns=found.mapping,
        rows=found.rows, at=clock.now(), by_id=acting.user(actor),
        content={
            "people": {str(pk): {str(w): s for w, s in all_.items()} for pk, all_ in found.people.items()},
            "unknown": {str(pk): all_ for pk, all_ in found.unknown.items() if all_},
        },
    )  # fmt: skip
    return row.pk


@dataclass(frozen=True)
class Applied:
    """Lessons the export is of, how many of them it changed, names that wait for a person."""

    lessons: int
    changed: int
    parked: int


@transaction.atomic
def apply(actor: Actor, preview_id: UUID) -> Applied:
    """Apply what was shown. The same export again changes nothing; a later one of a lesson replaces it. How
    its columns are read is remembered for the next one with the same headings."""
    mine = acting.user(actor)
    row = Preview.objects.select_for_update().filter(pk=preview_id, by_id=mine).first()
    if row is None:
        done = Import.objects.filter(pk=preview_id, by_id=actor.user_id).first()
        if done is None:
            raise NotFound
        return Applied(done.lessons, done.changed, done.parked)
    acting.require(actor, row.unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    people = {UUID(pk): all_ for pk, all_ in row.content["people"].items()}
    unknown = {UUID(pk): all_ for pk, all_ in row.content["unknown"].items()}
    held = list(
        Lesson.objects.select_for_update()
        .filter(pk__in=list(people), cancelled_at=None)
        .order_by("id")
    )
    changed, parked = _store(actor, held, people), _park(held, unknown)
    _learn(actor, row)
    matched = sum(map(len, people.values()))
    Import.objects.create(
        id=row.pk, school_id=row.school_id, unit_no=row.unit_no, platform=row.platform,
        digest=row.digest, lessons=len(held), changed=changed, rows=row.rows, matched=matched,
        parked=parked, at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    if changed or parked:
        journal.record(
            actor,
            ViewingImported(
                school_id=row.school_id, unit_no=row.unit_no, import_id=row.pk, rows=row.rows,
                lessons=len(held), changed=changed, parked=parked,
            ),
        )  # fmt: skip
    row.delete()
    return Applied(len(held), changed, parked)


def _store(actor: Actor, held: list[Lesson], people: Maps[UUID, Maps[str, int]]) -> int:
    """Seconds become states, lesson by lesson; what is excused is asked once for each day."""
    by_day: dict[dt.date, set[int]] = defaultdict(set)
    for one in held:
        by_day[one.day].add(one.unit_no)
    changed, touched = 0, defaultdict(set)
    for day, nos in by_day.items():
        whole = directory.class_rolls(actor, nos, day)
        ids = {one.person_id for pupils in whole.values() for one in pupils}
        excused, without = queries.excused(ids, day), queries.without_device(ids, day)
        for row in held:
            if row.day != day:
                continue
            roll = [one.person_id for one in whole.get(row.unit_no, [])]
            states = reporting.of_export(row, roll, people[row.pk], excused, without)
            if reporting.store(actor, row, len(roll), states, "export", recount=False):
                changed += 1
                touched[day].add(row.unit_no)
                reporting.ask_missing(actor, row)
    for day, nos in touched.items():
        laying_out.recount(day, nos)
    return changed


def _park(held: list[Lesson], unknown: Maps[UUID, Maps[str, int]]) -> int:
    """Names that fit nobody, waiting; those of before that are no longer in the export go."""
    now, made = clock.now(), []
    for row in held:
        said = unknown.get(row.pk, {})
        known = set(
            Parked.objects.filter(lesson_id=row.pk, name__in=list(said)).values_list("name", flat=True)
        ) if said else set()  # fmt: skip
        made += [
            Parked(
                school_id=row.school_id, unit_no=row.unit_no, lesson_id=row.pk, name=name,
                seconds=min(seconds, 10**6), at=now,
            )
            for name, seconds in said.items()
            if name not in known
        ]  # fmt: skip
    Parked.objects.bulk_create(made, batch_size=2000)
    return len(made)


def _learn(actor: Actor, row: Preview) -> None:
    Mapping.objects.update_or_create(
        fingerprint=row.fingerprint,
        defaults={
            "platform": row.platform, "columns": row.columns, "at": clock.now(),
            "by_id": actor.user_id, "used": F("used") + 1,
        },
        create_defaults={
            "platform": row.platform, "columns": row.columns, "at": clock.now(),
            "by_id": actor.user_id, "used": 1,
        },
    )  # fmt: skip
