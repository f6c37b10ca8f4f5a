"""The project itself as a Django app: once all others are loaded, it connects them."""

import datetime as dt
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings

from xiaoan.kernel import clock


class Xiaoan(AppConfig):
    name = "xiaoan"

    def ready(self) -> None:
        # Not imported above: the map names models, which exist only from here on.
        import_module("xiaoan.wiring").connect()
        import_module("xiaoan.web.logs").set_up()
        _set_demonstration_clock(Path(settings.XIAOAN_CLOCK_FILE))


def _set_demonstration_clock(file: Path) -> None:
    """The demonstration runs on its own morning: the file says how many seconds it is ahead."""
    if settings.DEMO and file.exists():
        clock.shift(dt.timedelta(seconds=float(file.read_text())))
