"""开学方案 (一校一案): one school, one plan, each task with a name; complete, approved, then duties."""

from collections.abc import Sequence

from xiaoan.accounts import events as accounts
from xiaoan.directory import rules as numbering
from xiaoan.directory.queries import Place
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.journal.services import hear
from xiaoan.reopening import events as reopening
from xiaoan.reopening import queries as dates
from xiaoan.schoolplans import tasks
from xiaoan.schoolplans.queries import duty_kinds as plan_duties
from xiaoan.schoolplans.queries import openings
from xiaoan.schoolplans.queries.waiting import TO_DECIDE, TO_GO_ON
from xiaoan.web import waiting


def connect() -> None:
    for kind in plan_duties.KINDS:
        duty_kinds.connect(kind)
    for waits in (TO_DECIDE, TO_GO_ON):
        waiting.connect(waits)
    openings.connect(_days)
    hear(reopening.OpeningDecided, tasks.on_opening_decided)
    for post in (accounts.RoleGranted, accounts.RoleEnded):
        hear(post, tasks.on_position)


def _days(schools: Sequence[Place]) -> dict[int, list[openings.StageDay]]:
    """What is decided of each school's stages, in one look."""
    current = dates.latest(dates.versions())
    return {
        school.no: [
            openings.StageDay(one.stage.code, one.stage.names["zh-hans"], one.opening.day)
            for one in dates.of_school(school.stage, numbering.ancestors(school.no), current)
            if one.opening and one.opening.day
        ]
        for school in schools
    }
