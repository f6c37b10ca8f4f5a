"""The work on a list: read it, find whom its rows are about, hold the claims against what was declared.

Everything is written in one transaction at the end: a list is matched, or it is as it was before.
"""

import io
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, BinaryIO
from uuid import UUID

from xiaoan import workbooks
from xiaoan.directory.rules.identity import Fault
from xiaoan.directory.services import copy_in
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.patience import be_patient
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import acting_as
from xiaoan.verification.events import ListMatched
from xiaoan.verification.models import ListRow, Match, OutsideList
from xiaoan.verification.queries.columns import HEADS, REASONS
from xiaoan.verification.queries.sealed import ROW_PLACE
from xiaoan.verification.queries.words import sentence
from xiaoan.verification.rules import matching as rules
from xiaoan.verification.rules.claims import Stay
from xiaoan.verification.services import lists
from xiaoan.verification.services.disagreeing import Claim, hold_claims
from xiaoan.verification.services.matching import Pair, match
from xiaoan.verification.services.reading import Claimed, Unreadable, read_list
from xiaoan.workbooks import remarking

# After so many rows the page is told, and somebody may have asked to stop.
_STEP = 5000
_ROW = (
    "id", "school_id", "unit_no", "list_id", "row_no", "content", "id_index", "phone_index", "outcome",
)  # fmt: skip
_MATCH = (
    "id", "school_id", "unit_no", "list_id", "row_no", "person_id", "grade", "rule", "decision",
)  # fmt: skip


class Stopped(Exception):
    """Somebody asked to stop."""


@dataclass
class _Read:
    rows: list[Claimed] = field(default_factory=list)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    total: int = 0


def work(actor: Actor, list_id: UUID) -> None:
    """Match a list that waits. May come twice: the second finds nothing to do."""
    with acting_as(actor):
        found = _begin(actor, list_id)
    if found is None:
        return
    with tempfile.TemporaryFile(dir=lists.folder()) as kept:
        try:
            read = _read(actor, found, kept)
            with acting_as(actor):
                be_patient()
                _go_on(found.pk)
                pairs = match(read.rows, clock.today())
                _keep(actor, found, read, pairs, _errors(found, read, kept))
        except Stopped:
            _end(actor, found, "stopped", {})
        except Unreadable as fault:
            _end(actor, found, "failed", {"code": fault.code, **fault.values})


def _begin(actor: Actor, list_id: UUID) -> OutsideList | None:
    """The list, if it is where the job expects it and its person may still match lists."""
    found = OutsideList.objects.filter(pk=list_id, state__in=("received", "working")).first()
    if found is None or not actor.may(Permission.MATCH_LISTS, found.unit_no):
        return None
    # Asked again: who waits here for another run of the same job finds the list matched.
    waits = OutsideList.objects.filter(pk=list_id, state__in=("received", "working"))
    return found if waits.update(state="working", rows_done=0) else None


def _end(actor: Actor, found: OutsideList, state: str, fault: dict[str, Any]) -> None:
    with acting_as(actor):
        OutsideList.objects.filter(pk=found.pk, state="working").update(
            state=state, fault=fault, ended_at=clock.now()
        )


def _read(actor: Actor, found: OutsideList, kept: BinaryIO) -> _Read:
    with acting_as(actor):
        content = lists.content_of(found, lists.SHEET)
    if content is None:
        raise Unreadable("file_gone")
    read = _Read()
    suffix = PurePath(found.file_name).suffix.lower()
    with tempfile.NamedTemporaryFile(dir=lists.folder(), suffix=suffix) as file:
        file.write(content)
        file.flush()
        with read_list(Path(file.name), kept) as lines:
            for line in lines:
                read.total += 1
                if line.claimed:
                    read.rows.append(line.claimed)
                if line.faults:
                    read.faults[line.number] = line.faults
                if read.total % _STEP == 0:
                    _tell(actor, found, read.total)
    _tell(actor, found, read.total)
    return read


def _tell(actor: Actor, found: OutsideList, rows: int) -> None:
    with acting_as(actor):
        _go_on(found.pk)
        OutsideList.objects.filter(pk=found.pk).update(rows_done=rows)


def _go_on(list_id: UUID) -> None:
    now = OutsideList.objects.select_for_update().get(pk=list_id)
    if now.stop_requested or now.state != "working":
        raise Stopped


def _errors(found: OutsideList, read: _Read, kept: BinaryIO) -> bytes:
    """The sheet with its errors; nothing if there are none."""
    if not read.faults:
        return b""
    path = Path(found.file_name)
    remarks = {
        number: " ".join(
            f"{HEADS.get(fault.field, fault.field)}:{sentence(fault.code, fault.values)}"
            for fault in faults
        )
        for number, faults in read.faults.items()
    }
    out = io.BytesIO()
    sheet = workbooks.read_again(kept, path)
    remarking.write(sheet, path.stem, remarking.Remarks(REASONS, remarks), out)
    return out.getvalue()


def _keep(
    actor: Actor, found: OutsideList, read: _Read, pairs: Sequence[Pair], errors: bytes
) -> None:
    by_row: dict[int, list[rules.Found]] = {}
    for pair in pairs:
        by_row.setdefault(pair.row.row_no, []).append(pair.found)
    outcomes = {row.row_no: rules.outcome(by_row.get(row.row_no, [])) for row in read.rows}
    _keep_rows(found, read.rows, outcomes)
    copy_in("verification_match", _MATCH, [_match_row(found, pair) for pair in pairs])
    if errors:
        lists.keep(found, lists.ERRORS, errors)
    certain = [pair for pair in pairs if pair.found.grade != rules.DOUBTFUL]
    held = hold_claims(actor, found, _claims(certain))
    counts = Counter(outcomes.values())
    told = {
        "rows": read.total, "refused": read.total - len(read.rows), "remarked": len(read.faults),
        **{name: counts[name] for name in (*rules.GRADES, "nobody")}, **held,
    }  # fmt: skip
    OutsideList.objects.filter(pk=found.pk).update(
        state="matched", counts=told, rows_total=read.total, rows_done=read.total,
        ended_at=clock.now(),
    )  # fmt: skip
    journal.record(
        actor, ListMatched(school_id=0, unit_no=found.unit_no, list_id=found.pk, counts=told)
    )


def _keep_rows(found: OutsideList, rows: Sequence[Claimed], outcomes: dict[int, str]) -> None:
    numbers, phones = ciphers.indexer("id"), ciphers.indexer("phone")

    def kept(row: Claimed) -> tuple[Any, ...]:
        key = uuid7()
        return (
            key, 0, found.unit_no, found.pk, row.row_no,
            ciphers.seal(_text(row), place=ROW_PLACE, row=key),
            numbers(row.id_number) if row.id_number else None,
            phones(row.phone) if row.phone else None, outcomes[row.row_no],
        )  # fmt: skip

    ListRow.objects.filter(list_id=found.pk).delete()
    Match.objects.filter(list_id=found.pk).delete()
    copy_in("verification_list_row", _ROW, map(kept, rows))


def _text(row: Claimed) -> str:
    """All that a row says, as one text to be sealed."""
    said = {
        "name": row.name, "id_kind": row.id_kind, "id_number": row.id_number, "phone": row.phone,
        "birth_date": row.birth_date and row.birth_date.isoformat(), "place": row.place,
        "since": row.since and row.since.isoformat(), "until": row.until and row.until.isoformat(),
        "note": row.note,
    }  # fmt: skip
    return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)


def _match_row(found: OutsideList, pair: Pair) -> tuple[Any, ...]:
    return (
        uuid7(), 0, found.unit_no, found.pk, pair.row.row_no, pair.candidate.person_id,
        pair.found.grade, pair.found.rule, "",
    )  # fmt: skip


def _claims(pairs: Sequence[Pair]) -> list[Claim]:
    """One claim a person, with all that the rows say of them."""
    found: dict[UUID, Claim] = {}
    for pair in pairs:
        row, one = pair.row, pair.candidate
        stay = Stay(row.place, row.since, row.until, row.note)
        claim = found.setdefault(
            one.person_id,
            Claim(one.person_id, one.school_id, one.unit_no, one.kind, pair.found.rule, []),
        )
        claim.stays.append(stay)
    return list(found.values())
