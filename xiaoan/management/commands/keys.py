"""`xiaoan keys new FILE`: make the key file of an installation."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiaoan.kernel import ciphers


class Command(BaseCommand):
    """Never overwrites: what was sealed under the old keys would be lost."""

    help = "Make a key file (keep it outside the database and its backups)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["new"])
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            descriptor = os.open(options["file"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise CommandError(f"{options['file']} exists; it was left as it is.") from error
        with os.fdopen(descriptor, "w") as file:
            file.write(ciphers.new_keys())
