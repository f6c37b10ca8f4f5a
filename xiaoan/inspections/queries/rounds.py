"""Rounds: the list, one with what was marked, who may inspect."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.inspections import rules
from xiaoan.inspections.models import Finding, Mark, Round
from xiaoan.inspections.queries import seen_rounds, sheets_of
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere

INSPECTORS = (
    "county_leader", "bureau_officer", "township_liaison", "principal", "school_doctor", "logistics",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A round in a line."""

    id: UUID
    target_no: int
    target: str
    state: str
    day: dt.date
    is_planned: bool
    is_unannounced: bool
    inspector_id: UUID
    inspector: str
    office: str
    ok: int
    bad: int
    none: int
    ended_at: dt.datetime | None


@dataclass(frozen=True)
class Seen:
    """What was marked of an item; `mark` None: nothing yet."""

    item: rules.Item
    mark: Mark | None


@dataclass(frozen=True)
class Detail:
    """A round with its checklists, and item by item what was marked."""

    row: Row
    begun_at: dt.datetime | None
    place: str
    words: str
    signed: str
    notice_no: int | None
    notice: str
    lists: tuple[str, ...]
    sheets: tuple[tuple[rules.Checklist, tuple[Seen, ...]], ...]
    findings: tuple[Finding, ...]

    @property
    def left(self) -> int:
        return sum(seen.mark is None for _sheet, items in self.sheets for seen in items)


def page_of(
    actor: Actor, state: str, unit: tuple[int, int] | None, offset: int, size: int
) -> tuple[int, list[Row]]:
    """Rounds in sight, the latest first."""
    rows = seen_rounds(actor)
    if state:
        rows = rows.filter(state=state)
    if unit:
        rows = rows.filter(target_no__gte=unit[0], target_no__lt=unit[1])
    total = rows.count()
    return total, rows_of(
        actor, rows.order_by("-day", "-id").defer("sheets")[offset : offset + size]
    )


def mine(actor: Actor) -> list[Row]:
    """What the actor has planned for them or has begun and not closed."""
    rows = seen_rounds(actor).filter(
        inspector_id__in=[actor.user_id], state__in=["planned", "open"]
    )
    return rows_of(actor, rows.order_by("day", "id").defer("sheets")[:50])


def rows_of(actor: Actor, rows: Iterable[Round]) -> list[Row]:
    found = list(rows)
    places = directory.places({no for one in found for no in (one.target_no, one.office_no)})
    names = names_of(actor, {one.inspector_id for one in found})
    return [
        Row(
            one.pk, one.target_no, places[one.target_no].name, one.state, one.day, one.is_planned,
            one.is_unannounced, one.inspector_id, names.get(one.inspector_id, ""),
            places[one.office_no].name, one.ok, one.bad, one.none, one.ended_at,
        )
        for one in found
    ]  # fmt: skip


def detail(actor: Actor, round_id: UUID) -> Detail:
    """A round in the actor's sight."""
    row = seen_rounds(actor).filter(pk=round_id).first()
    if row is None:
        raise NotFound
    marks = {(one.list_code, one.item): one for one in Mark.objects.filter(round_id=row.pk)}
    sheets = tuple(
        (sheet, tuple(Seen(item, marks.get((sheet.code, item.code))) for item in sheet.items))
        for sheet in sheets_of(row)
    )
    findings = Finding.objects.filter(round_id=row.pk).order_by("-rank", "found_at", "id")
    return Detail(
        rows_of(actor, [row])[0], row.begun_at, row.place, row.words, row.signed, row.notice_no,
        notice_of(row), tuple(row.lists), sheets, tuple(findings),
    )  # fmt: skip


def notice_of(row: Round) -> str:
    """整改〔2026〕3号, of the office that inspected; "" without a finding."""
    if row.notice_no is None:
        return ""
    day = (row.ended_at or clock.now()).astimezone(clock.ZONE)
    return _("整改〔%(year)s〕%(n)s号") % {"year": day.year, "n": row.notice_no}


def names_of(actor: Actor, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of who inspects and mends: an inspector signs and is named on the notice, also to the school."""
    wanted = {one for one in ids if one}
    with everywhere("inspections") as system:
        return accounts.names(system, wanted)


def inspectors(actor: Actor) -> list[tuple[UUID, str]]:
    """Whom the actor may plan rounds for: of their own office or school, and of the townships below it."""
    held = [(s.lo, s.hi) for s in actor.scopes if Permission.INSPECT in s.permissions]
    units = {lo for lo, _hi in held}
    units |= {one.no for span in held for one in directory.places_inside(span, "township")}
    found = accounts.holders(actor, INSPECTORS, units, clock.today())
    return sorted({(one.user_id, one.name) for one in found}, key=lambda one: one[1])


def choosable(actor: Actor) -> list[directory.Place]:
    """The schools the actor may inspect."""
    today = clock.today()
    return [
        place
        for interval in actor.reach(Permission.INSPECT)
        for place in directory.places_inside(interval, "school", day=today)
    ]


def places_at(school_no: int) -> list[directory.Place]:
    """Where in a school something may be found: classes and places."""
    interval = (school_no, school_no + numbering.SCHOOL)
    kinds = ("class", "place", "canteen", "building", "gate", "observation", "bus", "dormitory")
    return directory.places_inside(interval, *kinds, day=clock.today())


def photo_is_of(round_id: UUID, photo_id: UUID) -> bool:
    """Whether a picture belongs to a mark of a round."""
    return Mark.objects.filter(round_id=round_id, photo_ids__contains=[photo_id]).exists()
