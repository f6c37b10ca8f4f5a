"""Answers from a sheet: row by row, with what is wrong in each; the good rows only, or all or nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.directory import queries as directory
from xiaoan.duties import services as duties
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.surveys import queries, rules
from xiaoan.surveys.events import AnswersImported
from xiaoan.surveys.models import Import, Round
from xiaoan.surveys.queries import labels, sheets
from xiaoan.surveys.services import answering
from xiaoan.surveys.services.rights import hold_class
from xiaoan.surveys.services.rounds import KIND
from xiaoan.web import uploads

_LIMITS = workbooks.Limits(file_bytes=4 << 20, rows=rules.LONGEST_SHEET, seconds=20)


@dataclass(frozen=True)
class Result:
    """What became of a sheet; `faults`: row → column and sentence, each with how to mend it. `decided`: rows
    about which somebody had decided between these very answers; they change nothing. `contradicted`: row →
    name of whoever the family says something else of.
    """

    import_id: UUID
    rows: int
    taken: int
    same: int
    faults: Mapping[int, Sequence[str]] = field(default_factory=dict)
    decided: int = 0
    contradicted: Mapping[int, str] = field(default_factory=dict)


@dataclass
class _Reading:
    """A sheet while it is read: answers by row, and what is wrong."""

    answers: dict[int, answering.Given] = field(default_factory=dict)
    faults: dict[int, list[str]] = field(default_factory=dict)
    rows: int = 0
    seen: dict[UUID, int] = field(default_factory=dict)
    same: int = 0
    decided: int = 0
    contradicted: dict[int, str] = field(default_factory=dict)


class _Back(Exception):  # no error: all or nothing, and it is nothing
    pass


def import_answers(actor: Actor, round_id: UUID, unit_no: int, path: Path, mode: str) -> Result:
    """Take the answers of a sheet about people of a unit. Raises Invalid for a file that cannot be read."""
    row = Round.objects.filter(pk=round_id).first()
    if row is None:
        raise NotFound
    interval = _interval(actor, unit_no)
    if row.state != "open":
        raise Conflict(_("这一轮摸排已经结束,不能再填。"))
    if mode not in ("good", "all"):
        raise Invalid(_("请选怎么处理有错的行。"), {"mode": "missing"})
    people = sheets.by_number(actor, row, interval)
    with uploads.opened(path, _LIMITS, tuple(sheets.HEADS.values())) as sheet:
        reading = _read(row, sheet, people)
    _leave_alone(row, reading)
    taken = _write(actor, row, reading, people, mode)
    return _kept(actor, row, unit_no, path, mode, reading, taken)


def _interval(actor: Actor, unit_no: int) -> tuple[int, int]:
    may = (Permission.ANSWER_SURVEY, Permission.ANSWER_FOR_OTHERS)
    if not any(actor.may(one, unit_no) for one in may):
        raise Forbidden if actor.sees(unit_no) else NotFound
    return directory.place(unit_no).interval


def _read(row: Round, sheet: workbooks.Sheet, people: Mapping[str, queries.Person]) -> _Reading:
    columns = uploads.columns(sheet, sheets.HEADS, sheets.NEEDED)
    groups = {one.name: one.code for one in queries.categories(row)}
    found = _Reading()
    for number, cells in uploads.texts(sheet, columns):
        found.rows += 1
        _read_line(row, number, cells, people, groups, found)
    return found


def _read_line(
    row: Round, number: int, cells: Mapping[str, str], people: Mapping[str, queries.Person],
    groups: Mapping[str, str], found: _Reading,
) -> None:  # fmt: skip
    faults: list[str] = []
    one = people.get(cells.get("number", ""))
    if one is None:
        faults.append(_("学号或工号:这一轮没有问这个号码的人。请核对,或从模板复制。"))
    elif one.name != cells.get("name", ""):
        faults.append(_("姓名:与这个学号或工号登记的不同。请核对是不是错行。"))
    elif one.person_id in found.seen:
        said = {"row": found.seen[one.person_id]}
        faults.append(_("学号或工号:与第 %(row)s 行是同一个人。请只留一行。") % said)
    said_, wrong = sheets.said_of(cells, groups)
    faults += wrong
    faults += _judged(row, said_, cells) if not wrong else []
    if one is None or faults:
        found.faults[number] = faults
        return
    found.seen[one.person_id] = number
    found.answers[number] = answering.Given(
        uuid7(), row.pk, one.person_id, said_, cells.get("reason", "")
    )


def _judged(row: Round, said: rules.Said, cells: Mapping[str, str]) -> list[str]:
    found = rules.faults(said, queries.category_codes(row), clock.today())
    doubt = [labels.doubt_words(codes)] if (codes := rules.doubt(said)) else []
    return [f"{sheets.HEADS.get(name, name)}:{labels.FAULT_NAMES[name]}" for name in found] + doubt


def _leave_alone(row: Round, reading: _Reading) -> None:
    """Rows that say what the school has said already are left alone, and those that say again what was
    weighed when somebody decided: a sheet opens no decision anew without something new in it.
    """
    people = [one.person_id for one in reading.answers.values()]
    with everywhere("surveys"):
        known = sheets.said_already(row, people)
        weighed = sheets.decided(row, people)
    codes = queries.category_codes(row)
    for number, one in list(reading.answers.items()):
        body = rules.digest(rules.cleaned(one.said, codes))
        if known.get(one.person_id) == body:
            reading.same += 1
        elif body in weighed.get(one.person_id, ()):
            reading.decided += 1
        else:
            continue
        del reading.answers[number]


def _write(
    actor: Actor, row: Round, reading: _Reading, people: Mapping[str, queries.Person], mode: str
) -> int:
    if mode == "all" and reading.faults:
        return 0
    try:
        with transaction.atomic():
            taken = _store(actor, row, reading, people)
            if mode == "all" and reading.faults:
                raise _Back
            return taken
    except _Back:
        reading.contradicted.clear()
        return 0


def _store(
    actor: Actor, row: Round, reading: _Reading, people: Mapping[str, queries.Person]
) -> int:
    unit_of = {one.person_id: one.unit_no for one in people.values()}
    names = {one.person_id: one.name for one in people.values()}
    by_unit: dict[int, list[int]] = defaultdict(list)
    for number, given in reading.answers.items():
        by_unit[unit_of[given.person_id]].append(number)
    taken = 0
    with everywhere("surveys"):
        works = {no: answering.work_of(row, no, "import") for no in sorted(by_unit)}
        # All locks of classes and duties before the first fact takes the journal.
        for no, work in works.items():
            hold_class(row.pk, no)
            duties.hold_about(work.tally.pk, KIND)
        for no, work in works.items():
            for number in by_unit[no]:
                taken += _store_one(actor, work, number, reading, names)
    return taken


def _store_one(
    actor: Actor, work: answering.Work, number: int, reading: _Reading, names: Mapping[UUID, str]
) -> bool:
    given = reading.answers[number]
    try:
        with transaction.atomic():
            receipt = answering.store(actor, work, given)
    except Invalid as refused:
        reading.faults[number] = [
            f"{sheets.HEADS.get(name, name)}:{labels.FAULT_NAMES.get(name, str(refused))}"
            for name in refused.fields
        ]
        return False
    if receipt.contradicts:
        reading.contradicted[number] = names[given.person_id]
    return True


def _kept(
    actor: Actor, row: Round, unit_no: int, path: Path, mode: str, reading: _Reading,
    taken: int,
) -> Result:  # fmt: skip
    pk = uuid7()
    sealed = None
    if reading.faults:
        content = _errors(path, reading.faults)
        sealed = ciphers.seal_bytes(content, place=sheets.ERRORS, row=pk)
    school_id = directory.place(unit_no).school_id
    Import.objects.create(
        id=pk, school_id=school_id, unit_no=unit_no, round_id=row.pk, mode=mode,
        rows=reading.rows, taken=taken, refused=len(reading.faults), errors_cipher=sealed,
        at=clock.now(), by_id=actor.user_id,
    )  # fmt: skip
    journal.record(
        actor,
        AnswersImported(
            school_id=school_id, unit_no=unit_no, round_id=row.pk, import_id=pk, taken=taken,
            refused=len(reading.faults),
        ),
    )  # fmt: skip
    return Result(
        pk, reading.rows, taken, reading.same, reading.faults, reading.decided, reading.contradicted
    )


def _errors(path: Path, faults: Mapping[int, Sequence[str]]) -> bytes:
    """The sheet as it came, with a last column that says what is wrong with each row."""
    said = {number: " ".join(sentences) for number, sentences in faults.items()}
    with workbooks.read(path, _LIMITS, heads=tuple(sheets.HEADS.values())) as sheet:
        return uploads.remarked(sheet, path.stem, _("错误原因"), said)


def clear_imports(now: dt.datetime) -> int:
    """What was wrong with sheets is kept for some days. Needs the system's scope."""
    rows = Import.objects.filter(at__lt=now - rules.KEPT, errors_cipher__isnull=False)
    return rows.update(errors_cipher=None)
