"""Outside lists: handed in with their legal basis, stopped and started, closed, destroyed."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import acting_as, visible
from xiaoan.registry.services.imports import shown_name
from xiaoan.verification.events import (
    ListClosed,
    ListDestroyed,
    ListReceived,
    ListStarted,
    ListStopRequested,
)
from xiaoan.verification.models import Disagreement, ListFile, ListRow, Match, OutsideList
from xiaoan.verification.queries.words import of_list
from xiaoan.verification.rules import claims
from xiaoan.verification.services import declarations
from xiaoan.verification.services.reading import Unreadable, read_list

LARGEST = 20 << 20
LONGEST_TEXT = 200
NOT_CLOSED = ("received", "stopped", "matched", "failed")
SUFFIXES = (".xlsx", ".csv")
SHEET, ERRORS = "sheet", "errors"
_FILE_PLACE = "verification_list_file.content"


@dataclass(frozen=True)
class NewList:
    """What comes with a list: of what kind, for which question of which round, from whom, on what basis."""

    kind: str
    round_id: UUID
    category: str
    source: str
    basis: str
    paper: str
    keep_days: int = claims.KEPT


def receive(actor: Actor, new: NewList, name: str, content: bytes) -> UUID:
    """Take in a list; it is matched in the background. The same file for the same question: that one."""
    place = directory.county()
    _require(actor, place.no)
    _refuse_paper(actor, new)
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise Invalid(_("只收 .xlsx 或 .csv 文件。"), {"file": _("请选 .xlsx 或 .csv 文件。")})
    if not content:
        raise Invalid(_("这个文件是空的。"), {"file": _("请选有内容的文件。")})
    if len(content) > LARGEST:
        raise Invalid(_("文件超过 20 MB。请分成几份上传。"), {"file": _("文件太大。")})
    _refuse_sheet(name, content)
    found_hash = sha256(content).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext(%s))", [found_hash])
    same = OutsideList.objects.filter(
        file_hash=found_hash, round_id=new.round_id, category=new.category,
        state__in=("received", "working", "stopped", "matched"),
    ).first()  # fmt: skip
    if same:
        return same.pk
    made = OutsideList.objects.create(
        id=uuid7(), unit_no=place.no, file_name=shown_name(name), file_hash=found_hash,
        received_at=clock.now(), by_id=actor.user_id, **_tidied(new),
    )  # fmt: skip
    keep(made, SHEET, content)
    journal.record(
        actor,
        ListReceived(
            school_id=0, unit_no=place.no, list_id=made.pk, list_kind=new.kind,
            category=new.category, file_hash=found_hash, keep_days=new.keep_days,
        ),
    )  # fmt: skip
    return made.pk


def _refuse_sheet(name: str, content: bytes) -> None:
    """What can never be matched is said at once: no entry is made, and nothing is kept."""
    suffix = PurePath(name).suffix.lower()
    with tempfile.NamedTemporaryFile(dir=folder(), suffix=suffix) as file:
        file.write(content)
        file.flush()
        try:
            with read_list(Path(file.name)) as lines:
                first = next(lines, None)
        except Unreadable as fault:
            said = of_list({"code": fault.code, **fault.values})
            raise Invalid(said, {"file": _("请换一个文件。")}) from None
    if first is None:
        raise Invalid(_("这份名单没有数据行:表头下面没有人。"), {"file": _("请选有数据行的文件。")})


def folder() -> Path:
    """Closed to everybody else; a sheet lies open here only while it is read."""
    path = Path(settings.XIAOAN_HOME) / "lists"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _tidied(new: NewList) -> dict[str, object]:
    texts = ("source", "basis", "paper")
    return {**new.__dict__, **{name: getattr(new, name).strip() for name in texts}}


def _refuse_paper(actor: Actor, new: NewList) -> None:
    """A list without a legal basis is not taken, whatever is in it."""
    wrong: dict[str, str] = {}
    if new.kind not in claims.LIST_KINDS:
        wrong["kind"] = _("请选择名单的种类。")
    if new.category not in declarations.questions(actor, new.round_id):
        wrong["category"] = _("请选择这份名单说的是哪一类人。")
    for name in ("source", "basis", "paper"):
        text = getattr(new, name)
        if not text.strip() or len(text) > LONGEST_TEXT or "\0" in text:
            wrong[name] = _("请填写,不超过 200 个字。")
    if not 0 <= new.keep_days <= claims.LONGEST_KEPT:
        wrong["keep_days"] = _("请填 0 到 30 天。")
    if wrong:
        raise Invalid(_("这份名单还不能收:请补上标出的各项。"), wrong)


def request_stop(actor: Actor, list_id: UUID) -> None:
    """Ask the work on a list to end; what it has found is not kept."""
    found = hold(actor, list_id)
    if found.state not in ("received", "working"):
        raise Conflict(_("这份名单现在没有在比对。"))
    if not found.stop_requested:
        OutsideList.objects.filter(pk=found.pk).update(stop_requested=True)
        journal.record(
            actor, ListStopRequested(school_id=0, unit_no=found.unit_no, list_id=found.pk)
        )


def start_again(actor: Actor, list_id: UUID) -> None:
    """Match a list after all that was stopped, or failed for a reason that is gone."""
    found = hold(actor, list_id)
    if found.state in ("received", "working"):
        return
    may = found.state == "stopped" or found.fault.get("code") == "broken"
    if not may or content_of(found, SHEET) is None:
        raise Conflict(_("这份名单已经比对过,或者文件已删除。"))
    OutsideList.objects.filter(pk=found.pk).update(
        state="received", stop_requested=False, fault={}, rows_done=0, ended_at=None
    )
    journal.record(actor, ListStarted(school_id=0, unit_no=found.unit_no, list_id=found.pk))


def close(actor: Actor, list_id: UUID) -> dt.date:
    """The check is over: the rows go after the list's days. Pressed twice: once."""
    found = hold(actor, list_id)
    if found.state in ("closed", "destroyed") and found.delete_on:
        return found.delete_on
    if found.state in ("received", "working"):
        raise Conflict(_("这份名单还在比对,请先停止或等它办完。"))
    doubts = Match.objects.filter(list_id=found.pk, grade="doubtful", decision="").count()
    left = Disagreement.objects.filter(list_id=found.pk, state="open").count()
    if doubts or left:
        raise Conflict(
            _("还有 %(doubts)s 行存疑、%(left)s 人不一致没有核清,办完才能结束。")
            % {"doubts": doubts, "left": left}
        )
    now = clock.now()
    delete_on = claims.delete_on(now.date(), found.keep_days)
    OutsideList.objects.filter(pk=found.pk).update(
        state="closed", closed_at=now, closed_by_id=actor.user_id, delete_on=delete_on
    )
    journal.record(
        actor,
        ListClosed(school_id=0, unit_no=found.unit_no, list_id=found.pk, delete_on=delete_on),
    )
    if found.keep_days == 0:
        _destroy(actor, found)
    return delete_on


def destroy_due(actor: Actor, day: dt.date) -> int:
    """Remove the rows of every list whose days are over, also of one that nobody has closed; gives how many
    lists. What is still to be cleared stays a duty, without what the list said.
    """
    if not actor.is_system:
        raise Forbidden
    longest = clock.at(claims.destroyed_before(day), dt.time.min)
    rows = OutsideList.objects.select_for_update().filter(
        Q(state="closed", delete_on__lte=day) | Q(state__in=NOT_CLOSED, received_at__lt=longest)
    )
    due = list(rows.order_by("received_at", "id"))
    for one in due:
        _destroy(actor, one)
    return len(due)


def _destroy(actor: Actor, found: OutsideList) -> None:
    """Rows, matches, files and what the disagreements quote; count and hash stay as the proof."""
    rows = ListRow.objects.filter(list_id=found.pk)
    digest, count = sha256(), 0
    for content in rows.order_by("row_no").values_list("content", flat=True).iterator(2000):
        digest.update(content)
        count += 1
    rows.delete()
    Match.objects.filter(list_id=found.pk).delete()
    ListFile.objects.filter(list_id=found.pk).delete()
    Disagreement.objects.filter(list_id=found.pk).update(claim=None)
    OutsideList.objects.filter(pk=found.pk).update(
        state="destroyed", destroyed_at=clock.now(), destroyed_rows=count,
        rows_hash=digest.hexdigest(),
    )  # fmt: skip
    journal.record(
        actor,
        ListDestroyed(
            school_id=0, unit_no=found.unit_no, list_id=found.pk, rows=count,
            rows_hash=digest.hexdigest(),
        ),
    )  # fmt: skip


def hold(actor: Actor, list_id: UUID) -> OutsideList:
    """The list, locked for this transaction; as if not there for whoever may not match lists."""
    rows = visible(OutsideList.objects.all(), actor, Permission.MATCH_LISTS)
    found = rows.select_for_update().filter(pk=list_id).first()
    if found is None:
        raise NotFound
    return found


def errors_of(actor: Actor, list_id: UUID) -> bytes:
    """The sheet as it was handed in, with the reasons beside the rows."""
    rows = visible(OutsideList.objects.all(), actor, Permission.MATCH_LISTS)
    found = rows.filter(pk=list_id).first()
    content = content_of(found, ERRORS) if found else None
    if content is None:
        raise NotFound
    return content


def keep(one: OutsideList, what: str, content: bytes) -> None:
    """Seal a file of a list; a later one of the same kind takes its place."""
    ListFile.objects.filter(list_id=one.pk, what=what).delete()
    key = uuid7()
    ListFile.objects.create(
        id=key, unit_no=one.unit_no, list_id=one.pk, what=what,
        content=ciphers.seal_bytes(content, place=_FILE_PLACE, row=key),
    )  # fmt: skip


def content_of(one: OutsideList, what: str) -> bytes | None:
    """A file of a list as it was; None when it is no longer kept."""
    found = ListFile.objects.filter(list_id=one.pk, what=what).first()
    if found is None:
        return None
    return ciphers.unseal_bytes(found.content, place=_FILE_PLACE, row=found.pk)


@contextmanager
def ending_badly(actor: Actor, list_id: UUID) -> Iterator[None]:
    """Whatever breaks in a job, the list says so, and can be started again."""
    try:
        yield
    except Exception:
        with acting_as(actor):
            OutsideList.objects.filter(pk=list_id, state="working").update(
                state="failed", fault={"code": "broken"}, ended_at=clock.now()
            )
        raise


def _require(actor: Actor, unit_no: int) -> None:
    if not actor.may(Permission.MATCH_LISTS, unit_no):
        raise Forbidden if actor.sees(unit_no) else NotFound
