"""The rumour desk: what it owes, what waits there, and that anybody may report from the due list."""

from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.journal.services import hear
from xiaoan.rumours import events, tasks
from xiaoan.rumours.queries import duty_kinds as rumours_duties
from xiaoan.rumours.queries.waiting import TO_APPROVE, TO_READ
from xiaoan.web import waiting


def connect() -> None:
    duty_kinds.connect(rumours_duties.KIND)
    duty_starts.connect(rumours_duties.REPORT)
    for waits in (TO_APPROVE, TO_READ):
        waiting.connect(waits)
    hear(events.ItemStepped, tasks.on_stepped)
