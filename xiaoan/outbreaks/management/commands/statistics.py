"""`xiaoan statistics run|places`: the statistical layers over a day; where schools are."""

import csv
import datetime as dt
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.scope import acting_as
from xiaoan.outbreaks.services import statistics

COLUMNS = ("code", "longitude", "latitude")


class Command(BaseCommand):
    help = "Run the statistical layers over a school day, or say where schools are."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        run = actions.add_parser("run", help="look at one day; running again adds nothing")
        run.add_argument("--day", type=_day, default=None, help="ISO date; today, unless given")
        places: ArgumentParser = actions.add_parser(
            "places", help="CSV of schools with the columns code, longitude, latitude (degrees)"
        )
        places.add_argument("file", type=Path, metavar="FILE.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with acting_as(system("outbreaks")) as actor:
                if options["action"] == "run":
                    self._run(statistics.look_at_day(actor, options["day"] or clock.today()))
                else:
                    found = _read(options["file"])
                    unknown = statistics.set_positions(actor, found)
                    self.stdout.write(f"{len(found) - len(unknown)} schools placed")
                    for code in unknown:
                        self.stderr.write(f"no school has the code {code!r}")
        except Refusal as refused:
            raise CommandError(str(refused) or "there is no county yet") from None

    def _run(self, looked: statistics.Looked | None) -> None:
        if looked is None:
            self.stdout.write("no school day: nothing was looked at")
            return
        self.stdout.write(
            f"{looked.day}: {looked.classes} classes over {looked.days} school days; {looked.shown} new on "
            f"the list, {looked.kept} kept beside or below it"
        )
        if looked.too_short:
            self.stdout.write("too few school days on record: nothing can be expected yet")
        if not looked.scanned:
            self.stdout.write("no school has coordinates: the layer of space was left out")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no date; write it as 2026-11-23") from error


def _read(file: Path) -> dict[str, tuple[float, float]]:
    """Code → degrees; every fault named with its line."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{file}: {error}; name a CSV file in UTF-8") from error
    found = {}
    for number, row in enumerate(rows, start=2):
        missing = [name for name in COLUMNS if not (row.get(name) or "").strip()]
        if missing:
            raise CommandError(f"{file}, line {number}: {', '.join(missing)} is missing")
        found[row["code"].strip()] = _degrees(file, number, row)
    return found


def _degrees(file: Path, number: int, row: dict[str, str]) -> tuple[float, float]:
    try:
        x, y = float(row["longitude"]), float(row["latitude"])
    except ValueError as error:
        raise CommandError(f"{file}, line {number}: degrees are numbers such as 117.12") from error
    if not (-180 <= x <= 180 and -90 <= y <= 90):
        raise CommandError(
            f"{file}, line {number}: longitude lies within ±180 and latitude within ±90"
        )
    return x, y
