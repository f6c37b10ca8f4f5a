"""Learning platforms: accounts follow the class of their pupil; what waits is on the due list."""

from xiaoan.directory.services import holding
from xiaoan.platforms.queries import waiting as platforms_waiting
from xiaoan.web import waiting


def connect() -> None:
    holding.have_follow("platforms_account")
    for waits in platforms_waiting.KINDS:
        waiting.connect(waits)
