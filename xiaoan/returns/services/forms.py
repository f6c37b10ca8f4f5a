"""Forms of other offices: brought in, given figures, in versions; laid aside."""

import hashlib
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import acts, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.returns import rules
from xiaoan.returns.events import FormKept
from xiaoan.returns.models import Form, Version
from xiaoan.returns.queries import forms, names, words
from xiaoan.workbooks import blanks
from xiaoan.workbooks.blanks.filling import opened
from xiaoan.workbooks.blanks.values import marks_in

ACTS = "returns_act"
_ROOM = 200


@dataclass(frozen=True)
class NewForm:
    """A form as it is brought in; `id` is made by the page and is the form's."""

    id: UUID
    name: str
    office: str
    unknown_word: str
    file_name: str
    content: bytes


def keeper(actor: Actor) -> tuple[int, int]:
    """School (0) and number of the unit whose register the actor keeps. NotFound, Forbidden: nobody's."""
    if not actor.may_anywhere(Permission.SEE_RETURNS):
        raise NotFound
    no = directory.county().no
    if not actor.may(Permission.KEEP_RETURNS, no):
        raise Forbidden
    return 0, no


def begin(actor: Actor, act_id: UUID, unit_no: int, what: str, *body: object) -> bool:
    return acts.begin(ACTS, actor, act_id, (0, unit_no), what, *body)


@transaction.atomic
def add(actor: Actor, new: NewForm) -> UUID:
    """Put a form into the register. Invalid: a field, or the file and what is wrong with it."""
    school_id, unit_no = keeper(actor)
    name = acts.words("name", new.name, longest=rules.SHORT, required=_("请写表的名称。"))
    office = acts.words("office", new.office, longest=rules.SHORT, required=_("请写要表的部门。"))
    word = acts.words(
        "unknown_word", new.unknown_word, longest=20, required=_("请写没有记录时填什么。")
    )
    if word.replace(".", "").isdigit():
        raise Invalid(_("没有记录不能填数字:未知不是 0。"), {"unknown_word": "number"})
    digest = hashlib.sha256(new.content).digest()
    if begin(actor, new.id, unit_no, "form", name, office, word, digest.hex()):
        return new.id
    found = _looked(new.file_name, new.content)
    by, now = acts.user(actor), clock.now()
    Form.objects.create(
        id=new.id, school_id=school_id, unit_no=unit_no, name=name, office=office, unknown_word=word,
        at=now, by_id=by,
    )  # fmt: skip
    row = Version(
        school_id=school_id, unit_no=unit_no, form_id=new.id, no=1, file_name=_plain(new.file_name),
        kind=found.kind, content=new.content, digest=digest, at=now, by_id=by,
    )  # fmt: skip
    _store(actor, row, {}, "active")
    return new.id


def _plain(name: str) -> str:
    """A file's name without what a path or a control sign would need."""
    return re.sub(r'[\x00-\x1f\\/:*?"<>|]', "_", Path(name).name)[-_ROOM:] or "form"


def _looked(name: str, content: bytes) -> blanks.Blank:
    """The file, looked at in a child process. Invalid, at `file`: why it is not taken."""
    with tempfile.NamedTemporaryFile(suffix=Path(name).suffix[:5]) as file:
        file.write(content)
        file.flush()
        try:
            return blanks.look(Path(file.name))
        except blanks.Unfit as unfit:
            sentence = words.unfit(unfit.code, unfit.values)
            raise Invalid(sentence, {"file": unfit.code}) from None


def _store(actor: Actor, row: Version, assigned: Mapping[str, str], state: str) -> None:
    """A version with what it asks now. The file was looked at when it came."""
    form = opened(bytes(row.content))
    form.assign(assigned)
    try:
        marks = list(form.marks())
    except blanks.Unfit as unfit:
        raise Invalid(words.unfit(unfit.code, unfit.values), {"cell": unfit.code}) from None
    row.marks = [[one.what, one.ref, one.repeat] for one in marks]
    row.assigned = dict(assigned)
    row.save(force_insert=True)
    held = sum(names.read(one.what).kind == "figure" for one in marks)
    journal.record(
        actor,
        FormKept(
            school_id=row.school_id, unit_no=row.unit_no, form_id=row.form_id, version=row.no,
            marks=len(marks), held=held, state=state,
        ),
    )  # fmt: skip


def _held(actor: Actor, form_id: UUID, base: int) -> Form:
    """The form, locked. Conflict: somebody has made another version meanwhile."""
    forms.form(actor, form_id)
    row = Form.objects.select_for_update().get(pk=form_id)
    if row.version != base:
        raise Conflict(
            _("这张表刚被别人改过(现在是第 %(n)s 版)。请刷新后再改。") % {"n": row.version}
        )
    return row


def _next(row: Form, before: Version, actor: Actor) -> Version:
    row.version += 1
    row.save(update_fields=["version"])
    return Version(
        school_id=row.school_id, unit_no=row.unit_no, form_id=row.pk, no=row.version,
        file_name=before.file_name, kind=before.kind, content=before.content, digest=before.digest,
        at=clock.now(), by_id=acts.user(actor),
    )  # fmt: skip


@transaction.atomic
def upload(actor: Actor, act_id: UUID, form_id: UUID, base: int, file: tuple[str, bytes]) -> None:
    """A new file for a form; what was assigned stays where its cells are still there and ask nothing of
    themselves."""
    _school, unit_no = keeper(actor)
    digest = hashlib.sha256(file[1]).digest()
    if begin(actor, act_id, unit_no, "upload", form_id, digest.hex()):
        return
    row = _held(actor, form_id, base)
    found = _looked(*file)
    before = Version.objects.get(form_id=form_id, no=base)
    new = _next(row, before, actor)
    new.file_name, new.kind, new.content, new.digest = _plain(file[0]), found.kind, file[1], digest
    texts = {cell.ref: cell.text for grid in found.grids for line in grid.rows for cell in line}
    kept = {
        ref: said for ref, said in before.assigned.items()
        if ref in texts and not marks_in(texts[ref])
    }  # fmt: skip
    _store(actor, new, kept, row.state)


@transaction.atomic
def assign(actor: Actor, act_id: UUID, form_id: UUID, base: int, cells: Mapping[str, str]) -> None:
    """Put marks into cells, or take them out again (""): a new version. `cells`: address → text with
    marks."""
    _school, unit_no = keeper(actor)
    if begin(actor, act_id, unit_no, "assign", form_id, base, sorted(cells.items())):
        return
    row = _held(actor, form_id, base)
    before = Version.objects.get(form_id=form_id, no=base)
    form = opened(bytes(before.content))
    if not all(form.has(ref) for ref in cells):
        raise Invalid(_("表里没有这个格子。请从表中选。"), {"cell": "unknown"})
    assigned = {ref: said for ref, said in (before.assigned | dict(cells)).items() if said}
    _store(actor, _next(row, before, actor), assigned, row.state)


@transaction.atomic
def set_state(actor: Actor, act_id: UUID, form_id: UUID, state: str) -> None:
    """Lay a form aside ("retired"), or take it up again ("active")."""
    _school, unit_no = keeper(actor)
    if state not in rules.FORM_STATES:
        raise Invalid(_("请选停用或启用。"), {"state": "unknown"})
    if begin(actor, act_id, unit_no, "state", form_id, state):
        return
    found = forms.form(actor, form_id)
    row = Form.objects.select_for_update().get(pk=form_id)
    row.state = state
    row.save(update_fields=["state"])
    journal.record(
        actor,
        FormKept(
            school_id=row.school_id, unit_no=row.unit_no, form_id=row.pk, version=row.version,
            marks=found.asked, held=found.held, state=state,
        ),
    )  # fmt: skip
