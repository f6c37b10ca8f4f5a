"""Notices: sent in the background, owed when not confirmed, waiting for a second person."""

from xiaoan.duties.queries import kinds as duty_kinds
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.journal.services import hear
from xiaoan.notices import events as notices
from xiaoan.notices import tasks as notices_tasks
from xiaoan.notices.queries import announced
from xiaoan.notices.queries import duty_kinds as notices_duties
from xiaoan.notices.queries import waiting as notices_waiting
from xiaoan.reopening import events as reopening
from xiaoan.reopening.queries import told as opening_told
from xiaoan.web import waiting


def connect() -> None:
    hear(notices.NoticeReleased, notices_tasks.on_released)
    hear(reopening.OpeningDecided, notices_tasks.on_opening)
    opening_told.connect(announced.of_openings)
    for due in notices_duties.KINDS:
        duty_kinds.connect(due)
    duty_starts.connect(notices_duties.INBOX)
    for waits in notices_waiting.KINDS:
        waiting.connect(waits)
