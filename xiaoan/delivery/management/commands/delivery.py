"""`xiaoan delivery bounce < letter`: a letter that came back is put down."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from xiaoan.delivery.rules.bounces import LARGEST
from xiaoan.delivery.services import bounces

# sysexits.h: a mail server keeps the letter and tries again.
_LATER = 75


class Command(BaseCommand):
    """Exit 0 whatever was in the letter, so that a mail server sends no report about a report; 75 while the
    database is away."""

    help = "Read letters that came back (RFC 3464), on stdin or from files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["bounce"])
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for name, raw in _letters(options["files"]):
                self._tell(name, bounces.take(raw))
        except OperationalError as error:
            raise CommandError(
                "The database is away. The letter is to be tried again.", returncode=_LATER
            ) from error

    def _tell(self, name: str, moved: int | None) -> None:
        if moved is None:
            self.stderr.write(f"{name}: no report about a letter of ours; left alone.")
        else:
            self.stdout.write(f"{name}: {moved} messages.")


def _letters(files: list[Path]) -> list[tuple[str, bytes]]:
    if not files:
        return [("stdin", sys.stdin.buffer.read(LARGEST))]
    try:
        return [(str(path), path.read_bytes()[:LARGEST]) for path in files]
    except OSError as error:
        raise CommandError(str(error)) from error
