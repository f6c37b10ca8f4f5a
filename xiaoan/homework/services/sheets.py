"""Lists of platforms, who handed in, read: columns guessed or remembered, rows to pupils of one class."""

import datetime as dt
from collections.abc import Mapping as Maps
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.directory.queries.whose import Whose
from xiaoan.directory.rules import nicknames as names
from xiaoan.homework.models import Mapping, Task
from xiaoan.homework.rules import sheets as rules
from xiaoan.homework.rules.sheets import Said
from xiaoan.homework.services.setting import seen
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid
from xiaoan.web import cells, headings, uploads
from xiaoan.web.headings import Headings, Unclear
from xiaoan.web.uploads import RowFault
from xiaoan.workbooks import Cell

LARGEST = 8 * 1024 * 1024
COLUMNS = Headings(rules.COLUMNS)
# Faults that are kept; all are counted.
_SHOWN = 200
_DAY = 86_400
_LIMITS = workbooks.Limits(file_bytes=LARGEST, rows=5_000)


@dataclass
class Reading:
    """What a list says. `unknown`: name → what is said of it; `refused`: rows that could not be used, of
    which `faults` are the first."""

    headings: list[str] = field(default_factory=list)
    fingerprint: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    is_learned: bool = False
    rows: int = 0
    people: dict[UUID, Said] = field(default_factory=dict)
    unknown: dict[str, Said] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)
    refused: int = 0


def read_sheet(
    actor: Actor, task_id: UUID, path: Path, columns: Maps[str, str] | None = None
) -> Reading:
    """Read a list of who handed in a task; nothing is kept. `columns`: heading → code where somebody has
    said how they are read. Invalid: it cannot be read; Unclear: it is not clear which column is which."""
    task = seen(actor, task_id)
    with uploads.opened(path, _LIMITS, COLUMNS.heads, loose=True) as sheet:
        found = Reading(headings=[one for one in sheet.columns if one])
        found.fingerprint = headings.fingerprint("homework", found.headings)
        known = Mapping.objects.filter(fingerprint=found.fingerprint).first()
        found.is_learned = known is not None and not columns
        found.mapping = dict(columns or {}) or (
            known.columns if known else COLUMNS.guess(found.headings)
        )
        codes = [found.mapping.get(one, "") for one in sheet.columns]
        _require(codes, found)
        rows = _Rows(actor, task, found, codes)
        for number, line in sheet.lines:
            rows.take(number, line)
    if not found.rows:
        raise Invalid(_("表里没有数据行。请核对是不是选错了文件。"), {"file": "empty"})
    return found


def _require(codes: list[str], found: Reading) -> None:
    if "name" not in codes and "number" not in codes:
        sentence = _("看不出哪一列是姓名或学号。请在下面指定后再检查一次。")
        raise Unclear(sentence, "name", found.headings, found.mapping)
    if not {"state", "handed"} & set(codes):
        sentence = _("看不出哪一列是交没交(状态或提交时间)。请在下面指定后再检查一次。")
        raise Unclear(sentence, "state", found.headings, found.mapping)


class _BadCell(Exception):
    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class _Rows:
    """Goes through the rows once: each to its pupil, or to a name that nobody surely has."""

    def __init__(self, actor: Actor, task: Task, found: Reading, codes: list[str]) -> None:
        self.task, self.found, self.now = task, found, clock.now()
        self.at = {code: n for n, code in enumerate(codes) if code}
        self.heads = {code: head for head, code in found.mapping.items()}
        self.today = clock.today()
        self.whose = Whose(actor, {self.today: [task.unit_no]})

    def _cell(self, line: Sequence[Cell], code: str) -> Cell:
        n = self.at.get(code)
        return cells.value_of(line[n]) if n is not None and n < len(line) else None

    def _text(self, line: Sequence[Cell], code: str) -> str:
        cell = self._cell(line, code)
        if isinstance(cell, dt.datetime):
            return f"{cell:%Y-%m-%d %H:%M}"
        return cell.strip() if isinstance(cell, str) else uploads.text_of(cell)

    def take(self, number: int, line: Sequence[Cell]) -> None:
        name, own = self._text(line, "name"), names.plain(self._text(line, "number"))
        first = name or next((text for one in line if (text := uploads.text_of(one))), "")
        if headings.is_total(first) or COLUMNS.is_heading(name or first):
            return
        self.found.rows += 1
        try:
            if not name and not own:
                raise _BadCell("name", _("这一行没有姓名,没有算。请补上姓名或学号。"))
            said = self._said(line)
        except _BadCell as bad:
            self.found.refused += 1
            if len(self.found.faults) < _SHOWN:
                head, value = self.heads.get(bad.code, ""), self._text(line, bad.code)[:40]
                self.found.faults.append(RowFault(number, head, value, str(bad)))
            return
        self._count(own, names.plain(name)[:60], said)

    def _count(self, own: str, name: str, said: Said) -> None:
        who = self.whose.of(self.task.unit_no, self.today, own, name)
        if who is not None:
            had = self.found.people.get(who)
            self.found.people[who] = had.with_(said) if had else said
        elif not self.whose.is_nobody(self.task.unit_no, self.today, own, name):
            key = self.whose.called(self.task.unit_no, self.today, own, name)
            told = self.found.unknown.get(key)
            self.found.unknown[key] = told.with_(said) if told else said

    def _said(self, line: Sequence[Cell]) -> Said:
        text, (at, is_late) = self._text(line, "state"), self._moment(line, "handed")
        state = rules.state_of(text)
        marked_at, _late = self._moment(line, "marked_at")
        is_marked = self._is_marked(line) or marked_at is not None
        if state is None and not rules.is_nothing(text):
            raise _BadCell("state", _("看不懂这个状态。请写 已交、迟交、未交 或 免交。"))
        if state is None:
            if "handed" not in self.at and not is_marked:
                raise _BadCell(
                    "state", _("这一格是空的,不知道交没交。请写 已交、迟交、未交 或 免交。")
                )
            # Platforms leave the time empty of whoever has not handed in.
            handed = not rules.is_nothing(self._text(line, "handed")) or is_marked
            state = "handed" if handed else "missing"
        if state in ("missing", "excused"):
            return Said(state)
        return Said("handed", state == "late" or is_late, at, is_marked, marked_at)

    def _is_marked(self, line: Sequence[Cell]) -> bool:
        text = self._text(line, "marked")
        found = rules.marked_of(text)
        if found is None:
            raise _BadCell("marked", _("看不懂批改了没有。请写 已批改 或 未批改。"))
        # What it was given is not kept: whether it was marked is all that counts here.
        return found or not rules.is_nothing(self._text(line, "points"))

    def _moment(self, line: Sequence[Cell], code: str) -> tuple[dt.datetime | None, bool]:
        """When, and whether that is after the time that was set; of a day alone no time is known."""
        text = self._text(line, code)
        if rules.is_nothing(text) or rules.state_of(text) == "missing":
            return None, False
        seconds, day = (
            cells.moment_of(self._cell(line, code)),
            cells.day_text(self._cell(line, code)),
        )
        if seconds is not None and seconds >= _DAY:
            days, rest = divmod(seconds, _DAY)
            at = clock.at(dt.date.fromordinal(days), dt.time.min) + dt.timedelta(seconds=rest)
            if at > self.now:
                raise _BadCell(code, _("这个时间还没有到。请核对年份和日期。"))
            return at, at > self.task.due_at
        if day:
            return None, day > f"{self.task.day:%Y-%m-%d}"
        raise _BadCell(code, _("看不懂这个时间。请写成 2026-11-23 18:30。"))
