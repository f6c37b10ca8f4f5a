"""Taking the roll of a school or the county away as a roster sheet: asked for, written by a job, fetched.

Who asked, nobody else, may fetch it for some minutes, once, in the session in which it was asked for; a
download that did not arrive may be repeated a few times, each with a reason. Each step is a fact. With
many people on it, somebody else approves first (see approving). The sheet names who took it, and can be
imported again: where ID numbers are in full, that changes nothing.
"""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.journal import services as journal
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import acting_as, visible
from xiaoan.registry.events import (
    RosterExportAsked,
    RosterExportMade,
    RosterExportReopened,
    RosterExportTaken,
)
from xiaoan.registry.models import RosterExport
from xiaoan.registry.queries.columns import SHEET_NAME
from xiaoan.registry.services import approving, files, looks
from xiaoan.registry.services.lines import Words, heads, line
from xiaoan.workbooks.writing import LongSheet, inert

KEPT = dt.timedelta(minutes=10)
FORMS, NUMBERS = ("xlsx", "csv"), ("masked", "full")
# Why a download is asked for once more, and how often at most: our own choice. A bad line in a township
# breaks a file off more than once; more than that is asked for, and where it is large approved, anew.
WHYS = ("broken", "unreadable", "lost")
MOST_AGAIN = 2
LONGEST_REASON = 200
Row = Sequence[str]
Write = Callable[[Row], None]


@dataclass(frozen=True)
class Asked:
    """What somebody wants: of which school or county, as which file, ID numbers masked or full, why.

    `id` is made where it is asked, so that a form sent twice asks once. `session_id`: where the file may
    be fetched.
    """

    id: UUID
    unit_no: int
    form: str
    numbers: str
    reason: str
    session_id: UUID | None = None


@dataclass(frozen=True)
class Again:
    """Once more, after it was taken so often, and why: a code of `WHYS`."""

    taken: int
    why: str


class Taken(Conflict):
    """The file was fetched already: by a second press, in another window, or before."""


def ask(actor: Actor, asked: Asked) -> UUID:
    """Have a roster written in the background; gives the id of the export."""
    place = directory.places([asked.unit_no]).get(asked.unit_no)
    if place is None or not actor.sees(place.no) or place.kind not in ("county", "school"):
        raise NotFound
    if not actor.may(Permission.EXPORT_ROSTER, place.no):
        raise Forbidden
    earlier = RosterExport.objects.filter(pk=asked.id).first()
    if earlier:
        if earlier.by_id != actor.user_id:
            raise Conflict(_("请刷新页面后再试。"))
        return earlier.pk
    _refuse(actor, asked, place)
    people = directory.roster_size(actor, place.no, place.end)
    large = approving.is_large(actor, people, full=asked.numbers == "full")
    made = RosterExport(
        id=asked.id, school_id=place.no if place.kind == "school" else 0, unit_no=place.no,
        by_id=accounts.user_id(actor), form=asked.form, numbers=asked.numbers,
        reason=asked.reason.strip(), asked_at=clock.now(), file_key=uuid4().hex, rows_total=people,
        large=large, state="waiting" if large else "asked", session_id=asked.session_id,
    )  # fmt: skip
    made.save(force_insert=True)
    journal.record(
        actor,
        RosterExportAsked(
            school_id=made.school_id, unit_no=made.unit_no, export_id=made.pk, form=made.form,
            numbers=made.numbers, waits=large,
        ),
    )  # fmt: skip
    return made.pk


def _refuse(actor: Actor, asked: Asked, place: directory.Place) -> None:
    if asked.form not in FORMS or asked.numbers not in NUMBERS:
        raise Invalid(_("请选择文件格式和证件号码的写法。"), {"form": "missing"})
    unfit = len(asked.reason) > LONGEST_REASON or "\0" in asked.reason
    if not asked.reason.strip() or unfit:
        raise Invalid(_("请写明用途(不超过 200 个字),会留下记录。"), {"reason": "missing"})
    if asked.numbers == "full" and place.kind != "school":
        raise Invalid(
            _("完整的证件号码每次只能导出一所学校。请选一所学校,或选“遮住中间”。"),
            {"numbers": "one_school"},
        )
    if asked.numbers == "full" and not accounts.taking(actor, place.no).id_numbers:
        raise Forbidden(_("您的岗位不能导出完整的证件号码。"))


def make(actor: Actor, export_id: UUID) -> None:
    """Write the sheet, with the rights that its person has now; a second job finds nothing to do."""
    with acting_as(actor):
        found = _start(export_id)
        place = directory.places([found.unit_no]).get(found.unit_no) if found else None
        if found is None or place is None:
            return
        if not _still_may(actor, found):
            RosterExport.objects.filter(pk=found.pk).update(state="failed")
            return
        if not approving.still_approved(found):
            running = RosterExport.objects.filter(pk=found.pk, state="making")
            approving.annul(actor, found, running)
            return
        inside = directory.places_inside(place.interval, "school", "grade", "class", "dormitory")
        schools = directory.places_inside(directory.county().interval, "school")
    words = Words({p.no: p for p in [*schools, *inside]}.values())
    # Without a name in the folder: whatever happens, nothing readable stays there.
    with tempfile.TemporaryFile(dir=files.folder()) as file:
        rows = _write(actor, found, [p.no for p in inside if p.kind == "school"], words, file)
        file.seek(0)
        files.keep(found.pk, found.file_key, files.EXPORT, file.read())
    _finish(actor, found, rows)


def _start(export_id: UUID) -> RosterExport | None:
    RosterExport.objects.filter(pk=export_id, state="asked").update(state="making")
    return RosterExport.objects.filter(pk=export_id, state="making").first()


def _still_may(actor: Actor, found: RosterExport) -> bool:
    if found.numbers == "full" and not accounts.taking(actor, found.unit_no).id_numbers:
        return False
    return actor.may(Permission.EXPORT_ROSTER, found.unit_no)


def _mark(actor: Actor, found: RosterExport) -> str:
    """Who took it, of what, when, under which number in the record."""
    place = directory.place(found.unit_no)
    return _("%(unit)s 花名册 · 导出人 %(name)s · %(at)s · 编号 %(no)s · 内部资料,请勿外传") % {
        "unit": place.name, "name": actor.name, "no": str(found.pk)[-12:],
        "at": clock.now().strftime("%Y-%m-%d %H:%M"),
    }  # fmt: skip


def _write(
    actor: Actor, found: RosterExport, schools: Sequence[int], words: Words, file: IO[bytes]
) -> int:
    """School after school, each in a transaction of its own with how far it is; gives the rows."""
    kin = accounts.taking(actor, found.unit_no).guardians
    mark, rows = _mark(actor, found), 0
    with _WRITERS[found.form](file, mark, heads(kin=kin)) as write:
        for school_no in schools:
            with acting_as(actor):
                for person in directory.roster(actor, school_no, kin=kin):
                    write(line(person, school_no, words, full=found.numbers == "full"))
                    rows += 1
                RosterExport.objects.filter(pk=found.pk).update(rows_done=rows)
    return rows


@contextmanager
def _workbook(file: IO[bytes], mark: str, head: Row) -> Iterator[Write]:
    with LongSheet(file, SHEET_NAME, head, (mark,)) as sheet:
        yield sheet.write


@contextmanager
def _text(file: IO[bytes], mark: str, head: Row) -> Iterator[Write]:
    text = io.TextIOWrapper(file, encoding="gb18030", newline="")
    lines = csv.writer(text)
    lines.writerows([[mark], head])
    yield lambda cells: lines.writerow([inert(cell) for cell in cells])
    text.flush()
    text.detach()


_WRITERS = {"xlsx": _workbook, "csv": _text}


def _finish(actor: Actor, found: RosterExport, rows: int) -> None:
    now = clock.now()
    with acting_as(actor):
        if not RosterExport.objects.filter(pk=found.pk, state="making").update(
            state="ready", rows_total=rows, rows_done=rows, ready_at=now, expires_at=now + KEPT
        ):
            return  # A second job was faster.
        journal.record(
            actor,
            RosterExportMade(
                school_id=found.school_id, unit_no=found.unit_no, export_id=found.pk, rows=rows
            ),
        )


@contextmanager
def ending_badly(actor: Actor, export_id: UUID) -> Iterator[None]:
    """Whatever breaks a job is said on the export's page, not only in the log."""
    try:
        yield
    except Exception:
        with acting_as(actor):
            RosterExport.objects.filter(pk=export_id, state__in=("asked", "making")).update(
                state="failed"
            )
        raise


def fetch(
    actor: Actor, export_id: UUID, session_id: UUID | None = None, again: Again | None = None
) -> tuple[RosterExport, bytes]:
    """The sheet, for who asked for it and may still, once; each fetching is a fact.

    Of two who press at the same moment one gets it: how often it was taken before is part of what is asked.
    """
    found = _fetchable(actor, export_id, session_id)
    content = files.content(found.pk, found.file_key, files.EXPORT)
    if content is None:
        raise _not_now()
    before = _before(again)
    won = RosterExport.objects.filter(
        pk=found.pk, state="ready", expires_at__gt=clock.now(), taken=before
    ).update(taken=before + 1, taken_at=clock.now())
    if not won:
        raise Taken(_("这份名册刚才已经下载过了,没有再给。没有收到文件的话,请在下面说明原因。"))
    if again:
        journal.record(
            actor,
            RosterExportReopened(
                school_id=found.school_id, unit_no=found.unit_no, export_id=found.pk,
                why=again.why, taken=before,
            ),
        )  # fmt: skip
    journal.record(
        actor,
        RosterExportTaken(
            school_id=found.school_id, unit_no=found.unit_no, export_id=found.pk,
            rows=found.rows_total,
        ),
    )  # fmt: skip
    looks.keep_class(actor, found.unit_no, clock.today(), "roster")
    return found, content


def _fetchable(actor: Actor, export_id: UUID, session_id: UUID | None) -> RosterExport:
    rows = visible(RosterExport.objects.all(), actor, Permission.EXPORT_ROSTER)
    found = rows.filter(pk=export_id, by_id=accounts.user_id(actor)).first()
    if found is None:
        raise NotFound
    if not _still_may(actor, found):
        raise Forbidden(_("您的岗位不能导出完整的证件号码。"))
    if found.expires_at is None or found.expires_at <= clock.now():
        raise _not_now()
    if found.session_id != session_id:
        raise Forbidden(
            _("这份名册只能在申请(或写表)的那次登录里下载。退出或换了设备,就要重新导出。")
        )
    return found


def _not_now() -> Conflict:
    return Conflict(_("这份名册现在不能下载:还没有写好,或者已过 10 分钟。请重新导出。"))


def _before(again: Again | None) -> int:
    """How often it was taken before this time."""
    if again is None:
        return 0
    if again.why not in WHYS:
        raise Invalid(_("请选择为什么要再下载一次。"), {"why": "missing"})
    if not 0 < again.taken <= MOST_AGAIN:
        raise Taken(_("这份名册不能再下载了。请重新导出。"))
    return again.taken


def expire(actor: Actor) -> int:
    """Remove the sheets whose minutes are over; gives how many."""
    if not actor.is_system:
        raise Forbidden
    over = RosterExport.objects.filter(state="ready", expires_at__lte=clock.now())
    for key in over.values_list("file_key", flat=True):
        files.drop(key)
    return over.update(state="gone") + approving.lapse()
