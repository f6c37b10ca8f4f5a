"""The project itself as a Django app: once all others are loaded, it connects them."""

import datetime as dt
from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from xiaoan.kernel import clock


class Xiaoan(AppConfig):
    name = "xiaoan"

    def ready(self) -> None:
        # Not imported above: the map names models, which exist only from here on.
        import_module("xiaoan.wiring").connect()
        import_module("xiaoan.web.logs").set_up()
        if settings.XIAOAN_RULE_OVERLAYS or settings.XIAOAN_JURISDICTION:
            check_rules()
        _set_demonstration_clock(Path(settings.XIAOAN_CLOCK_FILE))


def check_rules() -> None:
    """An overlay or a place that the rule file does not know stops the start, and says which it knows."""
    try:
        import_module("xiaoan.outbreaks.queries").rules_on(clock.today())
    except ValueError as error:
        told = f"XIAOAN_RULE_OVERLAYS or XIAOAN_JURISDICTION: {error}."
        raise ImproperlyConfigured(told) from error


def _set_demonstration_clock(file: Path) -> None:
    """The demonstration runs on its own morning: the file says how many seconds it is ahead."""
    if settings.DEMO and file.exists():
        clock.shift(dt.timedelta(seconds=float(file.read_text())))
