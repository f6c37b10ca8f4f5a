"""Opening dates as other apps may read them. What was decided is public: these take no actor, only
a scope."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from xiaoan.directory import queries as directory
from xiaoan.directory import rules as numbering
from xiaoan.kernel import clock
from xiaoan.reopening import rules
from xiaoan.reopening.models import Opening as Row


@dataclass(frozen=True)
class Opening:
    """A decision about a stage at a place: version `no`; `day` where `what` is "date".
    `moved_from`: the day that was announced before, if another was. Words are in 简体中文 as they were
    written."""

    id: UUID
    place_no: int
    stage: str
    no: int
    what: str
    day: dt.date | None
    moved_from: dt.date | None
    document: str
    directive_id: UUID | None
    note: str
    reason: str
    decided_at: dt.datetime


@dataclass(frozen=True)
class StageOpening:
    """What holds for a stage of a school: `opening` is None while nothing was decided for it.
    `is_own`: it was decided for the stage itself, not for the one it follows."""

    stage: rules.Stage
    opening: Opening | None
    is_own: bool


STAGE_CODES = tuple(rules.STAGES)
stages_of = rules.stages_of
_FIELDS = (
    "id", "unit_no", "stage", "no", "what", "day", "moved_from", "document", "directive_id", "note",
    "reason", "decided_at",
)  # fmt: skip


def stage_names() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """(code, name by language) of every stage, in the order of lists."""
    return tuple((code, stage.names) for code, stage in rules.STAGES.items())


def _read(rows: QuerySet[Row]) -> tuple[Opening, ...]:
    found = rows.order_by("unit_no", "stage", "no").values_list(*_FIELDS)
    return tuple(Opening(*row) for row in found)


def versions(places: Iterable[int] | None = None) -> tuple[Opening, ...]:
    """Every decision ever made (about these places), by place, stage and version: one look at a
    table that grows by decisions, not by days."""
    rows = Row.objects.all()
    return _read(rows if places is None else rows.filter(unit_no__in=set(places)))


def latest(found: Iterable[Opening]) -> dict[tuple[int, str], Opening]:
    """Of decisions the last of each place and stage."""
    return {(one.place_no, one.stage): one for one in sorted(found, key=lambda one: one.no)}


def openings() -> tuple[Opening, ...]:
    """What holds now wherever something was decided, by place and stage; lifted ones are left out."""
    return tuple(one for one in latest(versions()).values() if one.what != "lifted")


def opening_of(school_no: int, day: dt.date | None = None) -> tuple[StageOpening, ...]:
    """What holds for each stage of a school, as decided until the end of `day` (None: until now).

    NotFound: no such unit. A unit that is no school has no stages.
    """
    school = directory.place(school_no)
    above = numbering.ancestors(school_no)
    decided = versions(above)
    if day is not None:
        end = clock.at(day + dt.timedelta(days=1), dt.time())
        decided = tuple(one for one in decided if one.decided_at < end)
    return of_school(school.stage, above, latest(decided))


def of_school(
    school_stage: str, above: tuple[int, ...], current: Mapping[tuple[int, str], Opening]
) -> tuple[StageOpening, ...]:
    """As `opening_of`, from decisions already read (`latest`)."""
    found = []
    for stage in rules.stages_of(school_stage):
        holds = rules.holding(current, above, stage.code)
        found.append(StageOpening(stage, holds, holds is not None and holds.stage == stage.code))
    return tuple(found)
