"""What other offices ask for (报表与数据需求): forms filled from what is held, requests on record."""

from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.journal.services import hear
from xiaoan.returns import events, tasks
from xiaoan.returns.queries import duty_kinds as return_duties


def connect() -> None:
    for kind in return_duties.KINDS:
        duty_kinds.connect(kind)
    hear(events.RunAsked, tasks.on_run_asked)
