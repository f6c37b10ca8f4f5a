"""Handing in a roster, confirming it, stopping it. The work itself is in running."""

import datetime as dt
import io
import re
from hashlib import file_digest, sha256
from pathlib import Path, PurePath
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan import workbooks
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, Interval
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import visible
from xiaoan.registry.events import RosterConfirmed, RosterReceived, RosterStopRequested
from xiaoan.registry.models import RosterImport
from xiaoan.registry.queries.words import of_sheet
from xiaoan.registry.services import files
from xiaoan.workbooks import kinds

KEPT = dt.timedelta(days=7)
LARGEST: int = settings.LARGEST_UPLOAD
LONGEST_NAME = 120
SUFFIXES = (".xlsx", ".csv")
MODES = ("good", "all")
# Changes of a roll are entered for the day, the weeks before and the term to come.
EARLIEST, LATEST = dt.timedelta(days=366), dt.timedelta(days=60)
# The length from which a run of digits is a date of birth, a phone or part of an ID number.
_DIGITS = re.compile(r"[0-9]{6,}[Xx]?")
RUNNING = ("received", "checking", "checked", "applying")


def receive(actor: Actor, name: str, content: bytes) -> UUID:
    """Take in a sheet; it is checked in the background. The same sheet while it is looked at: that one."""
    where = _where(actor)
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise Invalid(_("只收 .xlsx 或 .csv 文件。请在 Excel 或 WPS 里“另存为”其中一种后再上传。"))
    if not content:
        raise Invalid(_("这个文件是空的。"))
    if len(content) > LARGEST:
        raise Invalid(_("文件超过 64 MB。请按学校分成几份上传。"))
    _refuse_kind(content)
    found_hash = sha256(content).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [found_hash])
    same = RosterImport.objects.filter(
        Q(state__in=("received", "checking", "checked", "applying")),
        by_id=actor.user_id, file_hash=found_hash, files_until__gt=clock.now(),
    ).order_by("-received_at").first()  # fmt: skip
    if same:
        return same.pk
    made = record(actor, where, name, found_hash)
    files.keep(made.pk, made.file_key, files.SHEET, content)
    journal.record(
        actor,
        RosterReceived(
            school_id=made.school_id, unit_no=made.unit_no, import_id=made.pk, file_hash=found_hash
        ),
    )
    return made.pk


def _refuse_kind(content: bytes) -> None:
    """A photograph renamed, a document, a locked workbook: said at once, and nothing of it is kept."""
    try:
        kinds.kind_of(io.BytesIO(content))
    except workbooks.Refused as refused:
        raise Invalid(of_sheet({"code": refused.code, **dict(refused.values)})) from None


def record(actor: Actor, where: Interval, name: str, found_hash: str) -> RosterImport:
    """The row of an import that reaches as far as `where`."""
    lo, hi = where
    now = clock.now()
    return RosterImport.objects.create(
        id=uuid7(), school_id=lo if hi - lo <= numbering.SCHOOL else 0, unit_no=lo,
        by_id=actor.user_id, received_at=now, file_name=shown_name(name),
        file_hash=found_hash, file_key=uuid4().hex, since=clock.today(), files_until=now + KEPT,
    )  # fmt: skip


def shown_name(name: str) -> str:
    """What is kept of a file's name, with its ending: names of files hold ID numbers and characters that
    hide others.
    """
    words = "".join(c for c in PurePath(name.replace("\\", "/")).name if c.isprintable())
    ending = PurePath(words).suffix
    kept = ending if ending.lower() in SUFFIXES else ""
    shown = _DIGITS.sub("***", words.removesuffix(kept))
    return shown[: LONGEST_NAME - len(kept)] + kept


def hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _where(actor: Actor) -> Interval:
    """The widest stretch where the actor may import; the system works for the county."""
    if actor.is_system:
        return directory.county().interval
    reach = actor.reach(Permission.IMPORT_ROSTER)
    if not reach:
        raise Forbidden
    return max(reach, key=lambda interval: interval[1] - interval[0])


def confirm(actor: Actor, import_id: UUID, mode: str, *, complete: bool, since: dt.date) -> None:
    """Have what was checked brought in. Pressed twice: once."""
    found = hold(actor, import_id)
    if found.state == "applying" and (found.mode, found.complete) == (mode, complete):
        return
    if found.state not in ("checked", "stopped"):
        raise Conflict(_("这份名册现在不能导入:它还在检查,或者已经办完。"))
    refuse_options(actor, mode, complete=complete, since=since)
    if mode == "all" and found.counts.get("refused"):
        raise Invalid(_("还有 %(n)s 行有错。选了“全部正确才导入”,请先改好再上传。") % {
            "n": found.counts["refused"]
        })  # fmt: skip
    RosterImport.objects.filter(pk=found.pk).update(
        state="applying", mode=mode, complete=complete, since=since, stop_requested=False,
        rows_done=0, ended_at=None,
    )  # fmt: skip
    journal.record(
        actor,
        RosterConfirmed(
            school_id=found.school_id, unit_no=found.unit_no, import_id=found.pk, mode=mode,
            complete=complete, since=since,
        ),
    )  # fmt: skip


def refuse_options(actor: Actor, mode: str, *, complete: bool, since: dt.date) -> None:
    """What nobody may ask of an import."""
    if mode not in MODES:
        raise Invalid(_("请选择怎样导入。"))
    if complete and not actor.may(Permission.IMPORT_ROSTER, directory.county().no):
        raise Invalid(_("只有教育局经办人能声明名册完整。"))
    today = clock.today()
    if not today - EARLIEST <= since <= today + LATEST:
        raise Invalid(_("生效日期应在过去一年到未来 60 天之间。"), {"since": since.isoformat()})


def request_stop(actor: Actor, import_id: UUID) -> None:
    """Ask the import to stop before its next school."""
    found = hold(actor, import_id)
    if found.state != "applying":
        raise Conflict(_("这次导入已经不在进行中。"))
    if not found.stop_requested:
        RosterImport.objects.filter(pk=found.pk).update(stop_requested=True)
        journal.record(
            actor,
            RosterStopRequested(
                school_id=found.school_id, unit_no=found.unit_no, import_id=found.pk
            ),
        )


def hold(actor: Actor, import_id: UUID) -> RosterImport:
    """The import, locked for this transaction; as if not there for whoever may not import."""
    rows = visible(RosterImport.objects.all(), actor, Permission.IMPORT_ROSTER)
    found = rows.select_for_update().filter(pk=import_id).first()
    if found is None:
        raise NotFound
    return found


def put_away(actor: Actor) -> int:
    """Remove files past their days, and those of which nothing is known; the counts stay."""
    if not actor.is_system:
        raise Forbidden
    now = clock.now()
    kept = RosterImport.objects.filter(files_until__gt=now).values_list("file_key", flat=True)
    # What is being written or read at this moment has no row yet, or a name of its own.
    return files.remove(set(kept), (now - dt.timedelta(hours=1)).timestamp())
