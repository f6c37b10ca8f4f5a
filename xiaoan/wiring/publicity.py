"""Opening dates and what the public sees of the county."""

from xiaoan.directory import events as directory
from xiaoan.journal.services import hear
from xiaoan.publicity import events as publicity
from xiaoan.publicity import tasks as publicity_tasks
from xiaoan.publicity.queries import edition
from xiaoan.publicity.queries.waiting import TO_APPROVE
from xiaoan.reopening import events as reopening
from xiaoan.reopening.queries.waiting import TO_DECIDE
from xiaoan.web import copies, waiting


def connect() -> None:
    waiting.connect(TO_DECIDE)
    waiting.connect(TO_APPROVE)
    copies.connect(copies.Shelf("/public/", edition.current, edition.language_of, edition.query_of))
    # What the public page says of: a fact about it turns the edition, and no copy of before is shown again.
    for event in (
        reopening.OpeningDecided, publicity.TextPublished, publicity.TextWithdrawn,
        publicity.TextPinned, directory.UnitOpened, directory.UnitChanged, directory.UnitClosed,
    ):  # fmt: skip
        hear(event, publicity_tasks.on_change, publicity_tasks.on_changes)
