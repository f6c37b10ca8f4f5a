"""`xiaoan journal verify`, `dump`, `asof`: is the record as written, and as sealed; what did it say then?"""

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from xiaoan.directory import queries as directory
from xiaoan.journal import queries as journal
from xiaoan.journal import rules as entries
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.scope import acting_as
from xiaoan.seals import queries
from xiaoan.seals.queries import checking, past
from xiaoan.seals.rules import slips

UNITS = ("county", "township", "school", "grade", "class")


class Command(BaseCommand):
    """Exit 1 and the first bad places if anything does not fit."""

    help = (
        "Check the journal (chains, seals, what was kept outside), or read a unit as of an instant."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify", "dump", "asof"])
        parser.add_argument("--unit", metavar="CODE", help="asof: code as in the roster")
        parser.add_argument("--at", metavar="INSTANT", help="asof: YYYY-MM-DDTHH:MM[+HH:MM]")
        parser.add_argument("--from-file", type=Path, help="check a dump instead of the database")
        parser.add_argument(
            "--seals", type=Path, nargs="+", default=[], help="seal files kept outside, or folders"
        )
        parser.add_argument(
            "--receipts", nargs="+", default=[], help="receipts and seals on paper, or a file"
        )
        parser.add_argument("--key", nargs="+", default=[], help="the only keys to trust")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "dump":
            self._dump()
            return
        if options["action"] == "asof":
            self._as_of(options)
            return
        try:
            verdict = _verdict(options)
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        self._tell(verdict, as_json=options["json"])
        if verdict.sentences:
            first, *more = verdict.sentences
            raise CommandError(
                f"{first[0].upper()}{first[1:]}. "
                + (f"{len(more)} more. " if more else "")
                + "Compare with the receipts and seals kept outside the database."
            )

    def _tell(self, verdict: checking.Verdict, *, as_json: bool) -> None:
        if as_json:
            found = {
                "entries": verdict.entries,
                "seals": verdict.seals,
                "breaks": [one.__dict__ for one in verdict.breaks],
                "faults": verdict.faults,
            }
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(f"{verdict.entries} entries, {verdict.seals} seals")

    def _as_of(self, options: dict[str, Any]) -> None:
        """The unit as known at the instant. The look is a fact of the journal, as one on the page is."""
        for name in ("unit", "at"):
            if not options[name]:
                raise CommandError(f"journal asof needs --{name}.", returncode=2)
        at = clock.read(options["at"])
        if at is None:
            raise CommandError(f"--at {options['at']}: write an instant as YYYY-MM-DDTHH:MM.")
        try:
            with acting_as(system("asof")) as actor:
                found = past.told(actor, _unit(options["unit"], at), at)
        except Refusal as refused:
            raise CommandError(str(refused)) from None
        indent = None if options["json"] else 2
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=indent))

    def _dump(self) -> None:
        with transaction.atomic():
            _one_snapshot()
            with acting_as(system("dump")) as actor:
                for line in queries.lines():
                    self.stdout.write(line)
                for fact in journal.facts(actor):
                    self.stdout.write(entries.dump_line(fact))
                for school_id, (n, found) in journal.heads().items():
                    self.stdout.write(entries.dump_head(school_id, n, found))


def _unit(code: str, at: dt.datetime) -> directory.Place:
    place = directory.coded(code.strip())
    if place is None or place.kind not in UNITS:
        raise CommandError(f"No county, township, school, grade or class has the code {code}.")
    if not place.is_open_on(at.astimezone(clock.ZONE).date()):
        raise CommandError(f"{place.name} was not open on that day.")
    return place


def _verdict(options: dict[str, Any]) -> checking.Verdict:
    outside = checking.Outside(
        checking.read_files(options["seals"]),
        tuple(slips.read(text) for text in _texts(options["receipts"])),
        frozenset(key.lower() for key in options["key"]),
    )
    if options["from_file"]:
        with options["from_file"].open(encoding="utf-8") as file:
            facts, heads, own = checking.read_dump(line.rstrip("\n") for line in file)
        return checking.check(facts, heads, own, outside)
    with transaction.atomic():
        _one_snapshot()
        with acting_as(system("verify")) as actor:
            return checking.check_record(actor, outside)


def _texts(given: list[str]) -> list[str]:
    """Slips as typed; a name of a file stands for its lines."""
    found: list[str] = []
    for text in given:
        path = Path(text)
        found += path.read_text(encoding="utf-8").split("\n") if path.is_file() else [text]
    return [text for text in found if text.strip()]


def _one_snapshot() -> None:
    """What is written meanwhile belongs to neither the entries nor the heads."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read")
