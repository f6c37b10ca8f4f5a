"""Official warnings a person may see, and who has answered them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.kernel import ciphers, clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import inside, visible
from xiaoan.statutory import rules
from xiaoan.statutory.models import OfficialWarning, Target

FILE_PLACE = "statutory_warning.file"
# Whoever enters or answers warnings, or sees the reports of a place, sees its warnings.
SEES = (Permission.SEE_REPORTS, Permission.ENTER_WARNINGS, Permission.ANSWER_WARNINGS)


@dataclass(frozen=True)
class WarningRow:
    """One warning of a list, with how many of the schools in the actor's sight have read and answered it."""

    id: UUID
    kind: str
    level: str
    issuer: str
    number: str
    title: str
    area: str
    issued_on: dt.date
    valid_from: dt.date
    valid_until: dt.date
    answer_at: dt.datetime
    is_over: bool
    schools: int
    read: int
    answered: int


@dataclass(frozen=True)
class TargetRow:
    """A school of a warning. `read`, `answer`: done, late, missed, due, or over (ended unanswered)."""

    id: UUID
    school_id: int
    school: str
    read: str
    read_at: dt.datetime | None
    read_by: str
    answered: str
    answered_at: dt.datetime | None
    answered_by: str
    answer: str
    may_answer: bool


@dataclass(frozen=True)
class WarningDetail:
    """One warning with its text and its schools, those without an answer first."""

    row: WarningRow
    text: str
    file_name: str
    entered_at: dt.datetime
    entered_by: str
    targets: list[TargetRow]


def page_of_warnings(actor: Actor, offset: int, limit: int) -> tuple[int, list[WarningRow]]:
    """How many warnings the actor sees, and one page: those in force first, then the newest."""
    rows = _seen(actor)
    page = list(rows.order_by("-valid_until", "-entered_at", "id")[offset : offset + limit])
    return rows.count(), _rows(actor, page)


def _seen(actor: Actor) -> QuerySet[OfficialWarning]:
    mine = _targets(actor).values("warning_id")
    entered = inside(actor.reach(Permission.ENTER_WARNINGS))
    return OfficialWarning.objects.filter(entered | Q(pk__in=mine)).defer("file", "text")


def _targets(actor: Actor) -> QuerySet[Target]:
    return visible(Target.objects.all(), actor, Permission.SEE_REPORTS)


def _rows(actor: Actor, found: Iterable[OfficialWarning]) -> list[WarningRow]:
    rows = list(found)
    counted: dict[UUID, Any] = {
        one["warning_id"]: one
        for one in _targets(actor)
        .filter(warning_id__in=[row.pk for row in rows])
        .values("warning_id")
        .annotate(
            schools=Count("id"),
            read=Count("id", filter=Q(read_at__isnull=False)),
            answered=Count("id", filter=Q(answered_at__isnull=False)),
        )
        .order_by("warning_id")
    }
    today = clock.today()
    same = (
        "kind", "level", "issuer", "number", "title", "area", "issued_on", "valid_from", "valid_until",
        "answer_at",
    )  # fmt: skip
    return [
        WarningRow(
            id=row.pk,
            is_over=row.valid_until < today,
            **{name: getattr(row, name) for name in same},
            schools=_n(counted, row.pk, "schools"),
            read=_n(counted, row.pk, "read"),
            answered=_n(counted, row.pk, "answered"),
        )
        for row in rows
    ]


def _n(counted: dict[UUID, Any], warning_id: UUID, name: str) -> int:
    return int(counted[warning_id][name]) if warning_id in counted else 0


def warning(actor: Actor, warning_id: UUID) -> WarningDetail:
    """One warning; NotFound if it is not there, or not addressed to anybody in the actor's sight."""
    if not _seen(actor).filter(pk=warning_id).exists():
        raise NotFound
    row = OfficialWarning.objects.defer("file").get(pk=warning_id)
    targets = list(_targets(actor).filter(warning_id=warning_id).order_by("unit_no"))
    who = {one for t in targets for one in (t.read_by_id, t.answered_by_id) if one}
    names = accounts.names(actor, who | {row.entered_by_id})
    places = directory.places({one.school_id for one in targets})
    found = [_target(actor, one, row, places, names) for one in targets]
    return WarningDetail(
        _rows(actor, [row])[0], row.text, row.file_name, row.entered_at,
        names.get(row.entered_by_id, ""), sorted(found, key=lambda one: bool(one.answered_at)),
    )  # fmt: skip


def _target(
    actor: Actor,
    one: Target,
    row: OfficialWarning,
    places: dict[int, directory.Place],
    names: dict[UUID, str],
) -> TargetRow:
    over = row.valid_until < clock.today()
    return TargetRow(
        one.pk, one.school_id, places[one.school_id].name, _stands(one.read_at, one.read_due_at, over=over),
        one.read_at, names.get(one.read_by_id, "") if one.read_by_id else "",
        _stands(one.answered_at, one.answer_due_at, over=over), one.answered_at,
        names.get(one.answered_by_id, "") if one.answered_by_id else "", one.answer,
        one.answered_at is None and actor.may(Permission.ANSWER_WARNINGS, one.school_id),
    )  # fmt: skip


def _stands(done_at: dt.datetime | None, due_at: dt.datetime, *, over: bool) -> str:
    if done_at is not None:
        return "late" if rules.is_late(done_at, due_at) else "done"
    return "missed" if over or rules.is_late(clock.now(), due_at) else "due"


def target(actor: Actor, target_id: UUID) -> tuple[WarningDetail, TargetRow]:
    """One school's part of a warning, with the warning; NotFound as `warning`."""
    row = _targets(actor).filter(pk=target_id).first()
    if row is None:
        raise NotFound
    found = warning(actor, row.warning_id)
    return found, next(one for one in found.targets if one.id == target_id)


def file_of(actor: Actor, warning_id: UUID) -> tuple[str, bytes]:
    """The paper of a warning: its name and content; NotFound where there is none."""
    found = warning(actor, warning_id)
    row = OfficialWarning.objects.get(pk=found.row.id)
    if row.file is None:
        raise NotFound
    return row.file_name, ciphers.unseal_bytes(row.file, place=FILE_PLACE, row=row.pk)


def titles(actor: Actor, target_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What the warnings of schools are called, by the school's row."""
    rows = dict(
        visible(
            Target.objects.filter(pk__in=set(target_ids)), actor, Permission.MY_DUTIES
        ).values_list("id", "warning_id")
    )
    named = dict(
        OfficialWarning.objects.filter(pk__in=set(rows.values())).values_list("id", "title")
    )
    return {pk: named.get(of, "") for pk, of in rows.items()}


def addressable(actor: Actor) -> list[directory.Place]:
    """The units a warning can be addressed to: the county, its townships, its schools."""
    return [
        place
        for interval in actor.reach(Permission.ENTER_WARNINGS)
        for place in directory.places_inside(interval, "county", "township", "school")
    ]
