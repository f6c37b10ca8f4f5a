"""`xiaoan indicators check [--day D]`: every figure of a day held against what it is made of."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiaoan.indicators import services
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


class Command(BaseCommand):
    help = (
        "Recount the figures of a day (by default today) and name each that differs; 1 if one does."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument("--day", default="", help="YYYY-MM-DD, today or before")

    def handle(self, *args: Any, **options: Any) -> None:
        day = _day(options["day"])
        with acting_as(system("indicators")) as actor:
            checked = services.check(actor, day)
        for one in checked.found:
            self.stdout.write(
                f"{one.source:8} {one.unit_no:9} {one.key:32} {one.field:8} {one.was} != {one.should}"
            )
        self.stdout.write(
            f"{day}: {checked.figures} figures, {len(checked.found)} differ, "
            f"{len(checked.moved)} moved since they were kept"
        )
        if checked.found:
            raise CommandError(f"{len(checked.found)} figures differ")


def _day(text: str) -> dt.date:
    today = clock.today()
    try:
        day = dt.date.fromisoformat(text) if text else today
    except ValueError:
        raise CommandError(f"not a day: {text}; write it as 2026-11-23") from None
    if day > today:
        raise CommandError(f"{day} is not over yet and has no figures")
    return day
