"""The work of an import: checking the sheet, then bringing in school after school.

Every school comes with the note that it is in, in one transaction (bringing): killed at any moment
and started again, nothing is there twice and no school is there by half.
"""

import datetime as dt
import io
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import BinaryIO
from uuid import UUID

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.scope import acting_as
from xiaoan.registry.events import RosterEnded
from xiaoan.registry.models import ImportedSchool, RosterImport
from xiaoan.registry.services import bringing, files, misses
from xiaoan.registry.services.errors import write_errors
from xiaoan.registry.services.imports import hash_of, record, refuse_options
from xiaoan.registry.services.judging import (
    OUTCOMES,
    Judgement,
    Progress,
    SchoolPart,
    class_closing,
    judge,
)
from xiaoan.registry.services.pairs import park
from xiaoan.registry.services.reading import Unreadable

# So many rows with errors are shown in pages; the workbook has all.
MOST_SHOWN = 2000


@contextmanager
def ending_badly(actor: Actor, import_id: UUID) -> Iterator[None]:
    """Whatever breaks a job is said on the import's page, not only in the log."""
    try:
        yield
    except Exception:
        with acting_as(actor):
            RosterImport.objects.filter(pk=import_id, state__in=("checking", "applying")).update(
                state="failed", fault={"code": "broken"}, ended_at=clock.now()
            )
        raise


def check(actor: Actor, import_id: UUID) -> None:
    """Look at a sheet that was handed in, and keep what was found."""
    with acting_as(actor):
        found = _start(import_id, ("received", "checking"), "checking")
    if found is None:
        return
    # Without a name in the folder: whatever happens, nothing readable stays there.
    with tempfile.TemporaryFile(dir=files.folder()) as kept:
        judged = _judge(actor, found, complete=found.unit_no != found.school_id, keep=kept)
        if judged is None:
            return
        files.keep_json(found.pk, found.file_key, files.FINDINGS, findings(judged))
        with acting_as(actor):
            checked = RosterImport.objects.filter(pk=found.pk, state="checking").update(
                state="checked", counts=judged.counts(), rows_total=judged.rows,
                rows_done=judged.rows, schools_total=_to_do(judged), checked_at=clock.now(),
            )  # fmt: skip
            if checked:
                misses.count(actor, found.unit_no, judged.missed)
        if judged.faults:
            _keep_errors(found, judged, kept)


def _keep_errors(found: RosterImport, judged: Judgement, kept: BinaryIO) -> None:
    """Write the sheet with its errors, once the figures are there to be looked at."""
    sheet = io.BytesIO()
    write_errors(Path(found.file_name), judged.faults, sheet, kept)
    files.keep(found.pk, found.file_key, files.ERRORS, sheet.getvalue())


def apply(actor: Actor, import_id: UUID) -> None:
    """Bring in a sheet that a person confirmed."""
    with acting_as(actor):
        found = _start(import_id, ("applying",), "applying")
    if found is None:
        return
    judged = _judge(actor, found, complete=found.complete)
    if judged is not None:
        carry_out(actor, found, judged)


def import_now(
    actor: Actor,
    path: Path,
    *,
    mode: str,
    complete: bool,
    since: dt.date,
    progress: Progress,
    keep: BinaryIO | None = None,
    seen: Callable[[Judgement], None] = lambda _judged: None,
) -> tuple[RosterImport, Judgement]:
    """Judge a file and bring it in at once, without a job: for the command line.

    `seen` is told what was found, before anything is brought in.
    """
    with acting_as(actor):
        refuse_options(actor, mode, complete=complete, since=since)
    judged = judge(actor, path, complete=complete, progress=progress, keep=keep)
    seen(judged)
    with acting_as(actor):
        found = record(actor, directory.county().interval, path.name, hash_of(path))
        RosterImport.objects.filter(pk=found.pk).update(
            state="applying", mode=mode, complete=complete, since=since
        )
        found.refresh_from_db()
    return carry_out(actor, found, judged, progress), judged


def carry_out(
    actor: Actor,
    found: RosterImport,
    judged: Judgement,
    tell: Progress = lambda _n: None,
) -> RosterImport:
    """Bring in school after school, until all are in or somebody asks to stop."""
    if found.mode == "all" and judged.counts()["refused"]:
        return _end(actor, found, "refused", judged, {"code": "not_all_right"})
    parts = [judged.parts[no] for no in sorted(judged.parts) if _has_work(judged.parts[no])]
    refused = len(judged.faults)
    with acting_as(actor):
        RosterImport.objects.filter(pk=found.pk).update(
            rows_total=judged.rows, schools_total=len(parts)
        )
    state, rows = "done", judged.rows - sum(len(part.rows) for part in parts)
    try:
        for shut, count in bringing.bring_in(actor, found, parts, rows):
            _shut_out(judged, shut)
            tell(count)
    except bringing.Stopped:
        state = "stopped"
    if len(judged.faults) > refused and found.file_key:
        files.keep_json(found.pk, found.file_key, files.FINDINGS, findings(judged))
    if state == "done":
        with acting_as(actor):
            park(
                actor, found.pk, [doubt for part in judged.parts.values() for doubt in part.doubts]
            )
    return _end(actor, found, state, judged)


def _shut_out(judged: Judgement, shut: bringing.Shut) -> None:
    """Rows whose class closed between the check and the import are refused with a sentence, too."""
    for row, day in shut:
        judged.faults[row.number] = [class_closing(directory.place(row.unit_no).name, day)]


def _has_work(part: SchoolPart) -> bool:
    return bool(part.rows or part.leaving)


def _to_do(judged: Judgement) -> int:
    return sum(map(_has_work, judged.parts.values()))


def _end(
    actor: Actor,
    found: RosterImport,
    state: str,
    judged: Judgement,
    fault: dict[str, str] | None = None,
) -> RosterImport:
    """Close the books: what the schools that are in did, and what the others would have."""
    with acting_as(actor):
        done = {
            row.school_id: row.counts
            for row in ImportedSchool.objects.filter(roster_import_id=found.pk)
        }
        counts: Counter[str] = Counter()
        for school_no, part in judged.parts.items():
            counts.update(done.get(school_no, _untouched(part, state)))
        told = {name: counts[name] for name in (*OUTCOMES, "left")}
        if counts["waiting"]:
            told["waiting"] = counts["waiting"]
        RosterImport.objects.filter(pk=found.pk).update(
            state=state,
            counts=told,
            fault=fault or {},
            schools_done=len(done),
            ended_at=clock.now(),
        )
        journal.record(
            actor,
            RosterEnded(
                school_id=found.school_id, unit_no=found.unit_no, import_id=found.pk, state=state,
                schools=len(done), counts=told,
            ),
        )  # fmt: skip
        return RosterImport.objects.get(pk=found.pk)


def _untouched(part: SchoolPart, state: str) -> Counter[str]:
    """Of a school that is not in, only what needs no import counts; the rest waits."""
    if state == "done":
        return part.counts
    waiting = sum(part.counts[name] for name in ("new", "changed", "moved", "doubtful"))
    return Counter(
        identical=part.counts["identical"], refused=part.counts["refused"], waiting=waiting
    )


def _start(import_id: UUID, states: tuple[str, ...], state: str) -> RosterImport | None:
    """The import, if it is where the job expects it: a job may come twice."""
    RosterImport.objects.filter(pk=import_id, state__in=states).update(state=state, rows_done=0)
    return RosterImport.objects.filter(pk=import_id, state=state).first()


def _judge(
    actor: Actor, found: RosterImport, *, complete: bool, keep: BinaryIO | None = None
) -> Judgement | None:
    """Read and judge the sheet; a sheet that cannot be taken ends the import with the reason."""

    def progress(rows: int) -> None:
        with acting_as(actor):
            RosterImport.objects.filter(pk=found.pk).update(rows_done=rows)

    suffix = PurePath(found.file_name).suffix.lower()
    with files.opened(found.pk, found.file_key, suffix) as path:
        try:
            if path is None:
                raise Unreadable("file_gone")
            return judge(actor, path, complete=complete, progress=progress, keep=keep)
        except Unreadable as fault:
            told = {"code": fault.code, **fault.values}
    with acting_as(actor):
        RosterImport.objects.filter(pk=found.pk).update(
            state="failed", fault=told, ended_at=clock.now()
        )
    return None


def findings(judged: Judgement) -> dict[str, object]:
    """What pages show of a judgement; cells of people, so it is kept sealed."""
    rows = sorted(judged.faults)[:MOST_SHOWN]
    return {
        "faults": [
            [n, [[f.field, f.code, dict(f.values)] for f in judged.faults[n]]] for n in rows
        ],
        "refused": len(judged.faults),
        "schools": [[no, dict(judged.parts[no].counts)] for no in sorted(judged.parts)],
        "unsure": list(judged.unsure),
    }
