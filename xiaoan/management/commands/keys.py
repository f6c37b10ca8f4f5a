"""`xiaoan keys new FILE`, `… seal FILE`, `… counselling FILE`: make the key files of an installation."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiaoan.kernel import ciphers
from xiaoan.seals.queries import keys

_FRESH = {"new": ciphers.new_keys, "seal": keys.new_line, "counselling": ciphers.new_line}


class Command(BaseCommand):
    """Never overwrites: what was sealed under the old keys would be lost.

    `seal --next` adds a further key to a file of seal keys: the seals go over to it. `counselling --next`
    does so to that of counselling: new words are sealed by it, those before open by theirs.
    """

    help = "Make a key file (keep it outside the database and its backups)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["new", "seal", "counselling"])
        parser.add_argument("file", type=Path)
        parser.add_argument("--next", action="store_true", help="add the key that is to follow")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["next"]:
            self._add(options["action"], options["file"])
            return
        try:
            descriptor = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise CommandError(f"{options['file']} exists; it was left as it is.") from error
        with os.fdopen(descriptor, "w") as file:
            file.write(_FRESH[options["action"]]())

    def _add(self, action: str, path: Path) -> None:
        if action == "new" or not path.is_file():
            raise CommandError(
                "--next adds to a file of seal or counselling keys that is there already."
            )
        line = keys.new_line() if action == "seal" else ciphers.new_line(path.read_text())
        with path.open("a") as file:
            file.write(line)
