"""`xiaoan demo build`: the fictional county, replacing whatever the embedded database holds."""

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xiaoan.kernel.errors import Refusal
from xiaoan.management.commands.serve import make_keys
from xiaoan.rehearsal.demo import Built, build
from xiaoan.rehearsal.demo.plan import DAY


class Command(BaseCommand):
    """Refused outside the demonstration's mode: it empties the database."""

    help = "Build the demonstration: a fictional county on a school morning at 08:05."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["build"])
        parser.add_argument("--people", type=int, default=200_000, help="pupils and staff")
        parser.add_argument("--seed", type=int, default=2026, help="the same county each time")
        parser.add_argument("--day", type=dt.date.fromisoformat, default=DAY, help="YYYY-MM-DD")
        parser.add_argument("--workers", type=int, help="processes (default: one per core)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demonstration replaces the whole database. Set XIAOAN_MODE=demo to build it."
            )
        make_keys()
        try:
            built = build(
                options["people"], options["seed"], options["day"], self.stderr.write,
                options["workers"],
            )  # fmt: skip
        except (ValueError, Refusal) as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join(_summary(built)))


def _summary(built: Built) -> list[str]:
    incidents = built.plan.history.incidents
    names = ", ".join(f"{seat} {name}" for seat, name in built.untold)
    lines = [
        f"青禾县 {built.plan.day} 08:05, built in {built.seconds:.0f} s.",
        f"Gastro-enteritis: {incidents.school.name}. Varicella: {incidents.varicella.name}.",
        f"{incidents.school.name} {incidents.silent.name} has not reported; ill there: {names}.",
        f"Password of these people: {built.password}",
        "Some posts are asked for a second factor with it; the buttons on the sign-in page skip that.",
    ]
    return lines + [f"  {one.login:24} {one.name}  {one.unit}" for one in built.offered]
