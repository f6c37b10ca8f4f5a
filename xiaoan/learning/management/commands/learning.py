"""`xiaoan learning rebuild`: the sums of schools and townships, made anew from those of classes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from xiaoan.homework import services as homework
from xiaoan.kernel.actor import system
from xiaoan.kernel.scope import acting_as
from xiaoan.learning.services import sums


class Command(BaseCommand):
    help = "Make the read tables of homework and of the three rates anew; figures stay the same."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["rebuild"])

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(system("learning")) as actor:
            self.stdout.write(f"homework: {homework.rebuild(actor)} rows of classes")
        with acting_as(system("learning")) as actor:
            self.stdout.write(f"rates: {sums.rebuild(actor)} rows of schools and townships")
