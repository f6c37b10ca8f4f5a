"""`xiaoan journal verify [--from-file DUMP] [--json]`: is the record as it was written?"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiaoan.journal import queries, rules
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as


class Command(BaseCommand):
    """Exit 1 and the first bad place of each chain if anything does not fit."""

    help = "Check the hash chains of the journal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["verify", "dump"])
        parser.add_argument("--from-file", type=Path, help="check a dump instead of the database")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "dump":
            self._dump()
            return
        if options["from_file"]:
            facts, heads = rules.read_dump(options["from_file"].read_text().splitlines())
            count, found = len(facts), list(rules.breaks(facts, heads))
        else:
            with acting_as(system("verify")) as actor:
                count, found = queries.verify(actor)
        if options["json"]:
            self.stdout.write(json.dumps({"entries": count, "breaks": [b.__dict__ for b in found]}))
        else:
            self.stdout.write(f"{count} entries")
        if found:
            first = found[0]
            raise CommandError(
                f"Chain {first.school_id} breaks at entry {first.n}: {first.reason}. "
                "Compare with the receipts and seals kept outside the database."
            )

    def _dump(self) -> None:
        with acting_as(system("dump")) as actor:
            for fact in queries.facts(actor):
                self.stdout.write(rules.dump_line(fact))
            for school_id, (n, found) in queries.heads().items():
                self.stdout.write(json.dumps({"head": school_id, "n": n, "hash": found.hex()}))
