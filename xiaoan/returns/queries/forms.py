"""Forms of other offices: the register, what one asks, its grid."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from xiaoan.indicators import queries as indicators
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.returns.models import Form, Version
from xiaoan.returns.queries import names
from xiaoan.workbooks import blanks
from xiaoan.workbooks.blanks import Grid, Mark


@dataclass(frozen=True)
class FormRow:
    """A form in the register: how many things it asks, `held` answered from figures, `typed` by hand."""

    id: UUID
    unit_no: int
    name: str
    office: str
    unknown_word: str
    state: str
    version: int
    kind: str
    held: int
    given: int
    typed: int
    at: dt.datetime

    @property
    def asked(self) -> int:
        return self.held + self.given + self.typed


@dataclass(frozen=True)
class Designed:
    """A version of a form to be filled: its file, what was assigned, what it asks with that."""

    form_id: UUID
    no: int
    kind: str
    file_name: str
    content: bytes
    assigned: Mapping[str, str]
    marks: tuple[Mark, ...]
    at: dt.datetime
    by_id: UUID

    @property
    def typed(self) -> list[str]:
        """What is typed by whoever fills it in, each once, in order."""
        found = [one.what for one in self.marks if names.read(one.what).kind == "typed"]
        return list(dict.fromkeys(found))

    @property
    def keys(self) -> set[str]:
        """Indicators that it needs."""
        return {asked.key for one in self.marks if (asked := names.read(one.what)).key}

    @property
    def repeats(self) -> set[str]:
        return {one.repeat for one in self.marks if one.repeat}

    def grids(self) -> tuple[Grid, ...]:
        return blanks.grids(self.content, self.assigned)


def register(actor: Actor, *, retired: bool = False) -> list[FormRow]:
    """The forms that the actor may fill in or read, the newest first."""
    _require(actor)
    rows = list(Form.objects.filter(state="retired" if retired else "active").order_by("-at"))
    at = {(row.pk, row.version) for row in rows}
    found = Version.objects.filter(form_id__in=[row.pk for row in rows]).defer("content")
    versions = {one.form_id: one for one in found if (one.form_id, one.no) in at}
    return [_row(row, versions[row.pk]) for row in rows]


def form(actor: Actor, form_id: UUID) -> FormRow:
    _require(actor)
    row = Form.objects.filter(pk=form_id).first()
    if row is None:
        raise NotFound
    version = Version.objects.defer("content").get(form_id=form_id, no=row.version)
    return _row(row, version)


def _require(actor: Actor) -> None:
    if not actor.may_anywhere(Permission.SEE_RETURNS):
        raise NotFound


def _row(row: Form, version: Version) -> FormRow:
    kinds = [names.read(what).kind for what, _ref, _repeat in version.marks]
    return FormRow(
        row.pk, row.unit_no, row.name, row.office, row.unknown_word, row.state, row.version, version.kind,
        kinds.count("figure"), kinds.count("given"), kinds.count("typed"), version.at,
    )  # fmt: skip


def designed(form_id: UUID, no: int) -> Designed:
    """A version of a form that the caller has looked up; NotFound: there is none of this number."""
    row = Version.objects.filter(form_id=form_id, no=no).first()
    if row is None:
        raise NotFound
    return Designed(
        form_id, no, row.kind, row.file_name, bytes(row.content), row.assigned,
        tuple(Mark(*one) for one in row.marks), row.at, row.by_id,
    )  # fmt: skip


@dataclass(frozen=True)
class VersionRow:
    no: int
    file_name: str
    marks: int
    assigned: int
    at: dt.datetime
    by_id: UUID


def versions(form_id: UUID) -> list[VersionRow]:
    rows = Version.objects.filter(form_id=form_id).defer("content").order_by("-no")
    return [
        VersionRow(one.no, one.file_name, len(one.marks), len(one.assigned), one.at, one.by_id)
        for one in rows
    ]


def unread(marks: Iterable[Mark]) -> list[str]:
    """Marks that look like a figure and are none: with the part of one, or much like a name. They would be
    typed; a person looks whether that is meant."""
    found = []
    for one in marks:
        asked = names.read(one.what)
        if asked.kind == "typed" and ("." in one.what or names.candidates(one.what)):
            found.append(one.what)
    return list(dict.fromkeys(found))


def described(marks: Sequence[Mark]) -> list[dict[str, str]]:
    """Each thing that a form asks: where, what, and from where it is answered."""
    rows = []
    for one in marks:
        asked = names.read(one.what)
        source = indicators.described(asked.key).source if asked.key else ""
        rows.append(
            {"ref": one.ref, "mark": one.what, "words": names.words_of(asked, one.what), "kind": asked.kind,
             "source": source, "repeat": one.repeat}
        )  # fmt: skip
    return rows
