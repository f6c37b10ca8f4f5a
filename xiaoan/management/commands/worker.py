"""`xiaoan worker`: the background worker and its timetable."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from xiaoan.kernel import queues, turns


class Command(BaseCommand):
    """One process is enough for a county; jobs of a second one do not disturb it."""

    help = "Run background jobs until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is waiting, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        with app.replace_connector(queues.worker_connector()) as with_worker:
            with_worker.run_worker(
                wait=not options["once"],
                concurrency=turns.PLACES,
                install_signal_handlers=True,
                listen_notify=not options["once"],
                delete_jobs="successful",
            )
