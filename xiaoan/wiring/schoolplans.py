"""开学方案 (一校一案): one school, one plan, each task with a name; complete, approved, then duties."""

from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.journal.services import hear
from xiaoan.reopening import events as reopening
from xiaoan.schoolplans import tasks
from xiaoan.schoolplans.queries import duty_kinds as plan_duties
from xiaoan.schoolplans.queries.waiting import TO_DECIDE, TO_GO_ON
from xiaoan.web import waiting


def connect() -> None:
    for kind in plan_duties.KINDS:
        duty_kinds.connect(kind)
    for waits in (TO_DECIDE, TO_GO_ON):
        waiting.connect(waits)
    hear(reopening.OpeningDecided, tasks.on_opening_decided)
