"""A ledger that was kept in a sheet: uploaded, looked at, confirmed; all of it or nothing.

Between looking and confirming the sheet is kept sealed. Locks as in `assigning`: the school, its open duties,
rows, the journal.
"""

import datetime as dt
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.careteams import rules
from xiaoan.careteams.events import SheetReceived
from xiaoan.careteams.models import Sheet
from xiaoan.careteams.queries import ledger, schemes, sheets
from xiaoan.careteams.queries.standing import standing
from xiaoan.careteams.queries.words import ROLE_NAMES
from xiaoan.careteams.rules import Clash, Held
from xiaoan.careteams.services import assigning, listing, owing
from xiaoan.careteams.services.assigning import Done, school_kept
from xiaoan.careteams.services.counting import people_without
from xiaoan.careteams.services.naming import Cadre
from xiaoan.careteams.services.reading import Fault, Read, Reader
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock, said
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.races import new_id, taken
from xiaoan.web import uploads

LARGEST = 5 << 20

MOST_ROWS = 30_000
_LIMITS = workbooks.Limits(file_bytes=LARGEST, rows=MOST_ROWS, seconds=20)


@dataclass(frozen=True)
class Look:
    """What a ledger would do to a school: nothing, as long as there are faults.

    `base`: a fingerprint of it, told again when it is confirmed. `done`: it has been confirmed before.
    """

    sheet_id: UUID
    school: directory.Place
    scheme: rules.Scheme = rules.DEFAULT
    read: Read = field(default_factory=Read)
    held: Held = field(default_factory=Held)
    names: dict[rules.Carer, str] = field(default_factory=dict)
    # On the roll or the staff today.
    on_roll: Sequence[ledger.OnRoll] = ()
    base: str = ""
    done: bool = False
    # Kept no longer.
    is_gone: bool = False

    @property
    def people(self) -> int:
        return len(self.on_roll)

    @property
    def cadres(self) -> list[Cadre]:
        return list(self.read.cadres.values())


def receive(actor: Actor, sheet_id: UUID, school_no: int, path: Path) -> UUID:
    """Take a sheet in hand, under the id of its form. Invalid: it cannot be read, or has no row."""
    school = school_kept(actor, school_no)
    body = said.fingerprint("import", school_no, uploads.digest(path, LARGEST))
    known = Sheet.objects.filter(pk=sheet_id).first()
    if known is not None:
        if known.by_id != actor.user_id or said.is_other(known.body_hash, body):
            raise taken()
        return known.pk
    found = _look(actor, sheet_id, school, path)
    if not found.read.rows:
        raise Invalid(_("表里没有一行写了人。"), {"file": "empty"})
    with new_id():
        Sheet.objects.create(
            id=sheet_id, school_id=school_no, unit_no=school_no, suffix=path.suffix,
            body_hash=body, at=clock.now(), by_id=actor.user_id,
            file_cipher=ciphers.seal_bytes(
                path.read_bytes(), place=sheets.FILE_PLACE, row=sheet_id
            ),
        )  # fmt: skip
    rows = found.read.rows
    journal.record(
        actor,
        SheetReceived(school_id=school_no, unit_no=school_no, sheet_id=sheet_id, rows=rows),
    )
    return sheet_id


def look(actor: Actor, sheet_id: UUID) -> Look:
    """What an uploaded sheet would do now. NotFound: another's, or of a school that is not seen."""
    row, school = _own(actor, sheet_id)
    if assigning.done_before(actor, sheet_id, bytes(row.body_hash)) is not None:
        return Look(sheet_id, school, done=True)
    return _look_at(actor, row, school)


def confirm(actor: Actor, sheet_id: UUID, base: str, *, lists: bool) -> Done:
    """Do what a sheet says. `base`: what was looked at; `lists`: that cadres it names are to be listed.
    The same once more answers as before."""
    row, school = _own(actor, sheet_id)
    owing.lock(school.no)
    body = bytes(row.body_hash)
    known = assigning.done_before(actor, sheet_id, body)
    if known is not None:
        return Done(**known.outcome, again=True)
    begun = assigning.begun(actor, school.no)
    owed = owing.lock_owed(begun)
    found = _look_at(actor, row, school)
    _refuse(found, base, lists=lists)
    for one in found.cadres:
        unit_no = nearest(school.no, one.units)
        given = listing.NewListed(sheet_id, unit_no, one.role, one.name, one.post)
        listing.enter(actor, sheet_id, one.id, given, one.phone)
    made = found.held.plan
    assigning.write(school.no, made, sheet_id, clock.today(), chosen=True)
    done = assigning.counted(actor, found.scheme, school.no, made)
    assigning.keep_act(actor, sheet_id, school.no, "import", body, assigning.outcome(done))
    Sheet.objects.filter(pk=sheet_id).update(file_cipher=None)
    owing.owe(actor, begun, owed, people_without(school.no))
    assigning.record(actor, sheet_id, school.no, "import", done)
    return done


def _refuse(found: Look, base: str, *, lists: bool) -> None:
    if found.read.faults:
        raise Invalid(_("表里还有错,一行也没有导入。请改好后重新上传。"), {"file": "faults"})
    if found.base != base:
        raise Conflict(_("看过预览以后,包联有人改过。请看过新的预览再确认。"))
    if found.cadres and not lists:
        raise Invalid(
            _("表里有 %(n)s 位干部还没有登记。请勾选“登记这些干部”,或先改表。")
            % {"n": len(found.cadres)},
            {"lists": "missing"},
        )


def errors(actor: Actor, sheet_id: UUID) -> tuple[directory.Place, bytes]:
    """The sheet as it came, with a last column of what is wrong with each row."""
    row, school = _own(actor, sheet_id)
    told: dict[int, str] = {}
    for one in _look_at(actor, row, school).read.faults:
        told[one.row] = f"{told.get(one.row, '')}{one.column}:{one.sentence} "
    with _unsealed(row) as path, workbooks.read(path, _LIMITS, heads=sheets.ALL_HEADS) as sheet:
        return school, uploads.remarked(sheet, school.name, _("错误原因"), told)


def school_of_sheet(actor: Actor, sheet_id: UUID) -> directory.Place:
    """The school of a sheet that the actor has uploaded."""
    return _own(actor, sheet_id)[1]


def clear_sheets(now: dt.datetime) -> int:
    """What nobody has confirmed is kept for some days. Needs the system's scope."""
    rows = Sheet.objects.filter(at__lt=now - rules.KEPT, file_cipher__isnull=False)
    return rows.update(file_cipher=None)


def nearest(school_no: int, units: frozenset[int]) -> int:
    """Where somebody is listed: for the class, the grade, or the school of all whom they look after."""
    if len(units) == 1:
        return next(iter(units))
    places = directory.places(units)
    grades = {place.parent_no for place in places.values() if place.kind == "class"}
    (grade,) = grades if len(grades) == 1 and len(places) == len(units) else (None,)
    mixed = any(place.kind != "class" for place in places.values())
    return school_no if grade is None or mixed else grade


def _own(actor: Actor, sheet_id: UUID) -> tuple[Sheet, directory.Place]:
    """A sheet that the actor has uploaded, of a school they still keep."""
    row = Sheet.objects.filter(pk=sheet_id, by_id=actor.user_id).first()
    if row is None or actor.user_id is None:
        raise NotFound
    return row, school_kept(actor, row.school_id)


@contextmanager
def _unsealed(row: Sheet) -> Iterator[Path]:
    if row.file_cipher is None:
        raise Invalid(_("这份文件已过保存期,请重新上传。"), {"file": "gone"})
    with tempfile.NamedTemporaryFile(suffix=row.suffix) as kept:
        kept.write(ciphers.unseal_bytes(row.file_cipher, place=sheets.FILE_PLACE, row=row.pk))
        kept.flush()
        yield Path(kept.name)


def _look_at(actor: Actor, row: Sheet, school: directory.Place) -> Look:
    with _unsealed(row) as path:
        return _look(actor, row.pk, school, path)


def _look(actor: Actor, sheet_id: UUID, school: directory.Place, path: Path) -> Look:
    today = clock.today()
    now, scheme = standing(school.no, today), schemes.in_force(today)
    people = ledger.on_roll(actor, school)
    carers = ledger.Carers(actor, now)
    reader = Reader(sheet_id, school, scheme, now, people, carers)
    with uploads.opened(path, _LIMITS, sheets.ALL_HEADS) as sheet:
        read = reader.read(sheet)
    _say_elsewhere(actor, school.no, read)
    held = rules.hold(now, read.cells)
    read.faults += [_clashing(one) for one in held.clashes]
    read.faults.sort(key=lambda one: one.row)
    new = {
        rules.Carer("listed", one.id): f"{one.name} {one.post}".strip()
        for one in read.cadres.values()
    }
    return Look(sheet_id, school, scheme, read, held, carers.shown | new, people, _base(held))


def _base(held: Held) -> str:
    ends = sorted(str(link) for link, _why in held.plan.ends)
    begins = sorted((str(wish.person_id), wish.role, str(who.id)) for wish, who in held.plan.begins)
    return said.fingerprint(ends, begins).hex()


def _say_elsewhere(actor: Actor, school_no: int, read: Read) -> None:
    """Of whom the school does not have, say in which other school that the actor sees they are."""
    if not read.unknown:
        return
    found = ledger.schools_of(actor, school_no, set(read.unknown.values()))
    for at, one in enumerate(read.faults):
        other = found.get(read.unknown.get(one.row, ""))
        if other:
            sentence = _("%(school)s有这个姓名的学生,本校没有。一次只导入一所学校,请删去这一行。")
            read.faults[at] = replace(one, sentence=sentence % {"school": other})


def _clashing(clash: Clash) -> Fault:
    words: dict[str, Any] = {"n": clash.most, "role": ROLE_NAMES.get(clash.role, "")}
    sentence = {
        "self": _("不能自己包联自己。请另选。"),
        "twice": _("这位已经是同一个人的%(role)s。一个人不占两个位置,请另选。"),
        "full": _("这位已到上限(%(n)s 人)。请选别人,或先改上限。"),
    }[clash.code]
    return Fault(clash.cell.row, clash.cell.column, clash.cell.text, sentence % words)
