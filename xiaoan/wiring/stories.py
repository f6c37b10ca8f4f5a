"""Stories of good deeds: what is to be decided, and whose consent is asked."""

from xiaoan.stories.queries.waiting import TO_AGREE, TO_DECIDE
from xiaoan.web import waiting


def connect() -> None:
    for kind in (TO_DECIDE, TO_AGREE):
        waiting.connect(kind)
