"""开学条件核验: a gate that is computed from the record, inspected, decided by named persons."""

from xiaoan.duties import events as duties
from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.investigations import events as investigations
from xiaoan.journal.services import hear
from xiaoan.readiness import tasks
from xiaoan.readiness.queries import duty_kinds as readiness_duties
from xiaoan.readiness.queries.waiting import TO_PUBLISH, TO_SIGN
from xiaoan.reopening import events as reopening
from xiaoan.web import waiting


def connect() -> None:
    """Facts that are rare and shut or open a gate are looked at once; all else within ten minutes."""
    for event in (
        investigations.EventOpened, investigations.EventClosed, investigations.EventExcluded,
        investigations.EventReopened,
    ):  # fmt: skip
        hear(event, tasks.on_fact)
    hear(reopening.OpeningDecided, tasks.on_county)
    hear(duties.LevelDecided, tasks.on_county)
    for kind in readiness_duties.KINDS:
        duty_kinds.connect(kind)
    waiting.connect(TO_SIGN)
    waiting.connect(TO_PUBLISH)
