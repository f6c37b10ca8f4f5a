"""Reading daily reports: one with its versions, those of a unit, those below a unit on a day."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from xiaoan.accounts import queries as accounts
from xiaoan.dailyreports.models import Receipt, Remark, Report, Sending, Version
from xiaoan.dailyreports.queries.drafting import state_of
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.duties import queries as duties
from xiaoan.kernel import ciphers
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere, visible

WORDS, VERSION_WORDS = "dailyreports_report.words", "dailyreports_version.words"
REMARK = "dailyreports_remark.text"
# As delivery knows who asked for a message.
SOURCE = "dailyreports.signed"
DUTY = {level: f"dailyreports.{level}" for level in ("school", "township", "county")}


@dataclass(frozen=True)
class VersionRow:
    """A version without its content."""

    id: UUID
    no: int
    zero: bool
    digest: str
    signed_at: dt.datetime
    by: str
    why: str


@dataclass(frozen=True)
class RemarkRow:
    id: UUID
    no: int
    text: str
    at: dt.datetime
    by: str


@dataclass(frozen=True)
class SendingRow:
    """That a version went out, and who took it ("": no receipt)."""

    id: UUID
    no: int
    to_office: str
    to_name: str
    means: str
    at: dt.datetime
    by: str
    taken_by: str
    number: str
    taken_at: dt.datetime | None


@dataclass(frozen=True)
class Below:
    """A unit below, how it stands with its report of the day, who answers for it. `duty_id`: what may be
    urged."""

    no: int
    name: str
    kind: str
    report_id: UUID | None
    state: str
    due_at: dt.datetime | None
    signed_at: dt.datetime | None
    versions: int
    duty_id: UUID | None
    who: str
    urged: int


def seen(actor: Actor, report_id: UUID) -> Report:
    """A report in the actor's sight; NotFound otherwise."""
    row = visible(Report.objects.filter(pk=report_id), actor, Permission.SEE_DAILY).first()
    if row is None:
        raise NotFound
    return row


def of_unit(actor: Actor, unit_no: int, limit: int = 60) -> list[Report]:
    """The reports of a unit, the newest first."""
    rows = visible(Report.objects.filter(unit_no=unit_no), actor, Permission.SEE_DAILY)
    return list(rows.order_by("-day")[:limit])


def on(actor: Actor, unit_no: int, day: dt.date) -> Report | None:
    """The report of a unit and day, as far as the actor sees it."""
    rows = Report.objects.filter(unit_no=unit_no, day=day)
    return visible(rows, actor, Permission.SEE_DAILY).first()


def words_of(row: Report) -> dict[str, str]:
    """What people added to the draft."""
    if row.words is None:
        return {}
    found: dict[str, str] = json.loads(ciphers.unseal(row.words, place=WORDS, row=row.pk))
    return found


def versions(actor: Actor, row: Report) -> list[VersionRow]:
    """The newest first."""
    rows = list(Version.objects.filter(report_id=row.pk).order_by("-no"))
    names = accounts.names(actor, {one.by_id for one in rows})
    return [
        VersionRow(
            one.pk, one.no, one.zero, one.digest, one.signed_at,
            names.get(one.by_id) or _told(one)["signer"], _told(one)["why"],
        )
        for one in rows
    ]  # fmt: skip


def version(row: Report, no: int) -> tuple[Version, dict[str, str]]:
    """A version with the words that were signed; NotFound."""
    found = Version.objects.filter(report_id=row.pk, no=no).first()
    if found is None:
        raise NotFound
    return found, _told(found)


def as_known_at(row: Report, at: dt.datetime) -> int:
    """Which version was in force at an instant: its number, 0 if none was signed by then."""
    rows = Version.objects.filter(report_id=row.pk, signed_at__lte=at)
    return rows.order_by("-no").values_list("no", flat=True).first() or 0


def _told(one: Version) -> dict[str, str]:
    found: dict[str, str] = json.loads(ciphers.unseal(one.words, place=VERSION_WORDS, row=one.pk))
    return found


def remarks(actor: Actor, row: Report) -> list[RemarkRow]:
    """What people above wrote, the oldest first; whoever wrote it is named to the unit it is for."""
    rows = list(Remark.objects.filter(report_id=row.pk).order_by("at", "id"))
    with everywhere("dailyreports") as system:
        names = accounts.names(system, {one.by_id for one in rows})
    return [
        RemarkRow(
            one.pk, one.no, ciphers.unseal(one.text, place=REMARK, row=one.pk), one.at,
            names.get(one.by_id, ""),
        )
        for one in rows
    ]  # fmt: skip


def sendings(actor: Actor, row: Report) -> list[SendingRow]:
    """Where it went, the newest first."""
    rows = list(Sending.objects.filter(report_id=row.pk).order_by("-at", "-id"))
    names = accounts.names(actor, {one.by_id for one in rows})
    taken = {
        one.sending_id: one for one in Receipt.objects.filter(sending_id__in=[r.pk for r in rows])
    }
    return [
        SendingRow(
            one.pk, one.no, one.to_office, one.to_name, one.means, one.at, names.get(one.by_id, ""),
            taken[one.pk].name if one.pk in taken else "",
            taken[one.pk].number if one.pk in taken else "",
            taken[one.pk].at if one.pk in taken else None,
        )
        for one in rows
    ]  # fmt: skip


def below(actor: Actor, place: directory.Place, day: dt.date) -> list[Below]:
    """The schools of a township or the townships of the county (and the schools that lie in none), each
    with its report of the day."""
    kinds = ("school",) if place.kind == "township" else ("township",)
    units = [
        one for one in directory.places_inside(place.interval, *kinds, day=day) if one.is_open_on(day)
    ]  # fmt: skip
    rows = visible(Report.objects.filter(day=day), actor, Permission.SEE_DAILY)
    reports = {
        row.unit_no: row
        for row in rows.filter(unit_no__gte=place.no, unit_no__lt=place.end, level__in=kinds)
    }
    owed = duties.open_about(actor, [row.pk for row in reports.values()])
    holders = {one.assignee_id for found in owed.values() for one in found if one.assignee_id}
    names = accounts.names(actor, holders)
    return [_below(one, reports.get(one.no), owed, names) for one in units]


def _below(
    place: directory.Place, row: Report | None, owed: dict[UUID, list[duties.Due]],
    names: dict[UUID, str],
) -> Below:  # fmt: skip
    if row is None:
        return Below(place.no, place.name, place.kind, None, "none", None, None, 0, None, "", 0)
    due = next(iter(owed.get(row.pk, [])), None)
    return Below(
        place.no, place.name, place.kind, row.pk, state_of(row), row.due_at, row.signed_at,
        row.versions, due.id if due else None,
        names.get(due.assignee_id, "") if due and due.assignee_id else "", due.urged if due else 0,
    )  # fmt: skip


def counts(rows: Iterable[Below]) -> dict[str, int]:
    """How many units stand how; `none`: nothing is owed that day."""
    found = dict.fromkeys(
        ("zero", "reported", "late_zero", "late_reported", "waiting", "silent", "none"), 0
    )
    for one in rows:
        found[one.state] += 1
    return found


def may_sign(actor: Actor, row: Report) -> bool:
    """Whoever holds a post with that right at this very unit: nobody above signs for a school."""
    return any(
        Permission.SIGN_DAILY in scope.permissions and scope.lo == row.unit_no
        for scope in actor.scopes
    )


def may_write(actor: Actor, row: Report) -> bool:
    """Of the unit's own people."""
    return may_sign(actor, row) or any(
        Permission.WRITE_DAILY in scope.permissions and scope.lo == row.unit_no
        for scope in actor.scopes
    )


def may_remark(actor: Actor, row: Report) -> bool:
    """Whoever signs at a unit above writes about what came up; the county's leaders about the county's
    own."""
    if numbering.is_office(row.unit_no) and row.level == "county":
        return may_sign(actor, row)
    return any(
        Permission.SIGN_DAILY in scope.permissions
        and scope.covers(row.unit_no)
        and scope.lo != row.unit_no
        for scope in actor.scopes
    )
