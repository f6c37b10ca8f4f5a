"""Stories of good deeds: where they are told and read, what is to be decided, and whose consent is asked."""

from xiaoan.directory import events as directory
from xiaoan.duties.queries import starts as duty_starts
from xiaoan.journal.services import hear
from xiaoan.stories import tasks
from xiaoan.stories.queries.waiting import START, TO_AGREE, TO_DECIDE
from xiaoan.web import waiting


def connect() -> None:
    duty_starts.connect(START)
    for kind in (TO_DECIDE, TO_AGREE):
        waiting.connect(kind)
    hear(directory.GuardiansChanged, tasks.on_guardians)
