"""Exports of platforms read: columns guessed or remembered, rows to lessons, names to pupils."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Maps
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.directory.queries.whose import Whose
from xiaoan.directory.rules import nicknames as names
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.lessons import rules
from xiaoan.lessons.models import Mapping
from xiaoan.lessons.rules import Stay, durations
from xiaoan.lessons.services import acting
from xiaoan.lessons.services.routing import Router, of_no_lesson
from xiaoan.web import cells as cells_
from xiaoan.web import headings, uploads
from xiaoan.web.headings import Headings, Unclear
from xiaoan.web.uploads import RowFault
from xiaoan.workbooks import Cell

LARGEST = 32 * 1024 * 1024
# Lessons of so many days back are looked for; an older export is of lessons that nobody can call about.
DAYS_BACK = 31
# A duration that is so many seconds shorter than from the first join to the last leaving was not all of it.
_GAP = 60
# Faults that are kept; all are counted.
_SHOWN = 200
_DAY = 86_400
COLUMNS = Headings(rules.COLUMNS)
_LIMITS = workbooks.Limits(file_bytes=LARGEST, rows=250_000)


@dataclass
class Reading:
    """What an export says. `people`: lesson → person → stay; `unknown`: lesson → name → stay.
    `refused`: rows that could not be used, of which `faults` are the first; `elsewhere`: of no lesson."""

    headings: list[str] = field(default_factory=list)
    fingerprint: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    is_learned: bool = False
    rows: int = 0
    people: dict[UUID, dict[UUID, Stay]] = field(default_factory=dict)
    unknown: dict[UUID, dict[str, Stay]] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    refused: int = 0
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
    """Read an export and hold it against lessons and rolls; nothing is kept. Invalid: it cannot be read;
    Unclear: it is not clear which column holds the names or the time."""
    acting.require(actor, sent.unit_no, Permission.TEACH, Permission.KEEP_LESSONS)
    be_patient()  # the transaction waits while the rows are gone through
    with uploads.opened(path, _LIMITS, COLUMNS.heads, loose=True) as sheet:
        found = Reading(headings=[one for one in sheet.columns if one])
        found.fingerprint = headings.fingerprint(sent.platform, found.headings)
        known = Mapping.objects.filter(fingerprint=found.fingerprint).first()
        found.is_learned = known is not None and not sent.columns
        found.mapping = dict(sent.columns) or (
            known.columns if known else COLUMNS.guess(found.headings)
        )
        codes = [found.mapping.get(one, "") for one in sheet.columns]
        _require(codes, found)
        router = Router(actor, sent.unit_no, sent.lesson_id, DAYS_BACK)
        _Rows(actor, found, codes, router).take_all(sheet.lines)
    if not found.rows:
        raise Invalid(_("表里没有数据行。请核对是不是选错了文件。"), {"file": "empty"})
    return found


def _require(codes: list[str], found: Reading) -> None:
    if "name" not in codes and "number" not in codes:
        sentence = _("看不出哪一列是姓名或昵称。请在下面指定后再检查一次。")
        raise Unclear(sentence, "name", found.headings, found.mapping)
    if not {"duration", "percent"} & set(codes) and not {"join", "leave"} <= set(codes):
        sentence = _("看不出哪一列是观看时长(或进入、离开时间)。请在下面指定后再检查一次。")
        raise Unclear(sentence, "duration", found.headings, found.mapping)


class _Rows:
    """Goes through the rows once: each to its lesson, seconds and spans summed by pupil's number and name."""

    def __init__(self, actor: Actor, found: Reading, codes: list[str], router: Router) -> None:
        self.actor, self.found, self.router = actor, found, router
        self.at = {code: n for n, code in enumerate(codes) if code}
        self.heads = {code: head for head, code in found.mapping.items()}
        self.units = {code: durations.unit_of(one) for one, code in found.mapping.items()}
        # lesson → (number, name) → spans, and seconds without times
        self.spans: dict[UUID, dict[tuple[str, str], list[tuple[int, int]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        self.sums: dict[UUID, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))

    def take_all(self, lines: Iterable[tuple[int, Sequence[Cell]]]) -> None:
        for number, cells in lines:
            self._take(number, cells)
        self._match()

    def _cell(self, cells: Sequence[Cell], code: str) -> Cell:
        n = self.at.get(code)
        return cells_.value_of(cells[n]) if n is not None and n < len(cells) else None

    def _text(self, cells: Sequence[Cell], code: str) -> str:
        cell = self._cell(cells, code)
        return cell.strip() if isinstance(cell, str) else uploads.text_of(cell)

    def _take(self, number: int, cells: Sequence[Cell]) -> None:
        name, own = self._text(cells, "name"), names.plain(self._text(cells, "number"))[:60]
        first = name or next((text for one in cells if (text := uploads.text_of(one))), "")
        if headings.is_total(first) or self._is_heading(name, cells):
            return
        self.found.rows += 1
        if not name and not own:
            self._fault(number, "name", "", _("这一行没有姓名,没有算。请补上姓名或学号。"))
            return
        lesson_id, why = self.router.lesson_of(
            self._text(cells, "class"), own, self._cell(cells, "day"),
            self._text(cells, "subject"), self._cell(cells, "start") or self._cell(cells, "join"),
        )  # fmt: skip
        if lesson_id is None:
            self.found.elsewhere += 1
            code, sentence = of_no_lesson(why)
            self._tell(number, code, self._text(cells, code), sentence)
            return
        self._count(number, cells, lesson_id, (own, names.plain(name)[:60]))

    def _is_heading(self, name: str, cells: Sequence[Cell]) -> bool:
        """Whether headings stand here once more, as of a further page or sheet."""
        return COLUMNS.is_heading(name) and any(
            COLUMNS.is_heading(self._text(cells, code)) for code in self.at if code != "name"
        )

    def _count(
        self, number: int, cells: Sequence[Cell], lesson_id: UUID, who: tuple[str, str]
    ) -> None:
        self.sums[lesson_id][who] += 0
        lo, hi = (cells_.moment_of(self._cell(cells, code)) for code in ("join", "leave"))
        if lo is not None and hi is not None and hi < lo:
            hi = None
        has_span = lo is not None and hi is not None
        seconds = self._seconds(number, cells, lesson_id, has_span=has_span)
        if lo is not None and hi is not None and (seconds is None or seconds >= hi - lo - _GAP):
            self.spans[lesson_id][who].append((lo % _DAY, lo % _DAY + hi - lo))
        else:
            self.sums[lesson_id][who] += seconds or 0

    def _seconds(
        self, number: int, cells: Sequence[Cell], lesson_id: UUID, *, has_span: bool
    ) -> int | None:
        """What the row says of time without its moments; None: nothing, or nothing that can be understood."""
        for code in ("duration", "percent"):
            text = self._text(cells, code)
            if code not in self.at or (not text and (has_span or "percent" in self.at)):
                continue
            if code == "percent":
                share = durations.share_of(text)
                found = None if share is None else round(share * self.router.length_of(lesson_id))
            else:
                found = durations.seconds_of(text, self.units.get(code, 0))
            if found is None:
                self._fault(number, code, text, _FAULTS[code]())
            return found
        return None

    def _fault(self, number: int, code: str, value: str, sentence: str) -> None:
        self.found.refused += 1
        self._tell(number, code, value, sentence)

    def _tell(self, number: int, code: str, value: str, sentence: str) -> None:
        if len(self.found.faults) < _SHOWN:
            self.found.faults.append(
                RowFault(number, self.heads.get(code, code), value[:40], sentence)
            )

    def _match(self) -> None:
        by_day: dict[dt.date, set[int]] = defaultdict(set)
        for pk in self.sums:
            by_day[self.router.lessons[pk].day].add(self.router.lessons[pk].unit_no)
        whose = Whose(self.actor, by_day)
        for pk, said in self.sums.items():
            lesson, spans = self.router.lessons[pk], self.spans.get(pk, {})
            people: dict[UUID, Stay] = {}
            unknown: dict[str, Stay] = {}
            for (number, name), seconds in said.items():
                who = whose.of(lesson.unit_no, lesson.day, number, name)
                stay = Stay(seconds, rules.joined(spans.get((number, name), [])))
                if who is not None:
                    people[who] = people[who].plus(stay) if who in people else stay
                elif not whose.is_nobody(lesson.unit_no, lesson.day, number, name):
                    key = whose.called(lesson.unit_no, lesson.day, number, name)
                    unknown[key] = unknown[key].plus(stay) if key in unknown else stay
            self.found.unknown[pk], self.found.people[pk] = unknown, people


_FAULTS = {
    "duration": lambda: _("看不懂这个时长。请写成 62分钟、1小时2分 或 45:10。"),
    "percent": lambda: _("看不懂这个比例。请写成 85% 这样。"),
}
