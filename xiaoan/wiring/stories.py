"""Stories of good deeds: where they are told and read, what is to be decided, and whose consent is asked."""

from xiaoan.duties.queries import starts as duty_starts
from xiaoan.stories.queries.waiting import START, TO_AGREE, TO_DECIDE
from xiaoan.web import waiting


def connect() -> None:
    duty_starts.connect(START)
    for kind in (TO_DECIDE, TO_AGREE):
        waiting.connect(kind)
