"""`xiaoan simulate`: what opening would lead to, on the people on record; or a kept comparison once more."""

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.simulations import queries, services
from xiaoan.simulations.rules import drawing, running, settings

LIMITS = (
    "No effect of a measure is validated against field data. Contact chances in class, dormitory and school "
    "are our own choice. Read intervals and differences, not single numbers."
)


class Command(BaseCommand):
    help = (
        "Compare ways of opening schools; nothing is kept. `again` reckons a kept comparison anew."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        run: ArgumentParser = actions.add_parser("run", help="compare ways of opening")
        run.add_argument("disease", choices=sorted(settings.ILLNESSES))
        run.add_argument("ways", nargs="+", choices=sorted(settings.WAYS), metavar="WAY",
                         help=f"the first is compared with: {', '.join(settings.WAYS)}")  # fmt: skip
        run.add_argument("--school", type=int, default=None, help="number of a school; else all")
        run.add_argument("--replicates", type=int, default=100)
        run.add_argument(
            "--imports", type=float, default=5.0, help="infections from outside a week"
        )
        run.add_argument("--close-at", type=int, default=5)
        run.add_argument("--coverage", type=float, default=70.0, help="vaccinated pupils, per cent")
        run.add_argument("--days", type=int, default=settings.DAYS)
        run.add_argument("--seed", type=int, default=1)
        run.add_argument("--processes", type=int, default=1)
        run.add_argument("--json", action="store_true", help="everything, for programs")
        again: ArgumentParser = actions.add_parser("again", help="a kept comparison anew")
        again.add_argument("id", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["action"] == "again":
                self._again(options["id"])
            else:
                self._run(options)
        except NotFound:
            raise CommandError("there is no such comparison, school or county") from None
        except ValueError as fault:
            raise CommandError(str(fault)) from None

    def _run(self, given: dict[str, Any]) -> None:
        if given["replicates"] < 2 or given["days"] < 7:
            raise CommandError("at least 2 replicates of at least 7 days")
        chosen = drawing.Chosen(given["close_at"], given["coverage"] / 100, given["imports"])
        asked = running.Asked(
            given["disease"], tuple(given["ways"]), given["seed"], given["replicates"], chosen,
            given["days"],
        )  # fmt: skip
        with acting_as(system("simulations")) as actor:
            unit = given["school"]
            place = directory.county() if unit is None else directory.place(unit)
            people = services.people_of(actor, place.interval, clock.today())
        found = running.run(asked, people, processes=given["processes"])
        if given["json"]:
            self.stdout.write(json.dumps({"people": people.sizes, "ways": found.ways}))
            return
        self.stdout.write(f"{people.sizes}, seed {asked.seed}, {settings.VERSION}")
        self.stdout.write(LIMITS)
        for way, one in found.ways.items():
            least, _low, median, _high, most = one["of"]["infections"]["five"]
            self.stdout.write(
                f"{way}: {median:,.0f} infected (95 %: {least:,.0f}-{most:,.0f}); an outbreak in "
                f"{one['any_outbreak']:.2f} of the replicates; pupil-days lost "
                f"{one['of']['lost']['five'][2]:,.0f}"
            )
            if one["apart"]:
                apart = one["apart"]["infections"]
                self.stdout.write(
                    f"  against the first: {apart['mean']:+,.1f} ± {apart['error']:,.1f}"
                )

    def _again(self, run_id: UUID) -> None:
        with acting_as(system("simulations")) as actor:
            kept = queries.run(actor, run_id)
            place = directory.place(kept.unit_no)
            people = services.people_of(actor, place.interval, clock.today())
        if kept.state != "done":
            raise CommandError(f"it is {kept.state}")
        if people.mark != kept.crowd["mark"]:
            raise CommandError(
                "the people on record have changed since; it cannot come out the same"
            )
        if kept.version != settings.VERSION:
            raise CommandError(f"it was reckoned by {kept.version}, here is {settings.VERSION}")
        found = running.run(services.to_reckon(kept), people)
        same = json.loads(json.dumps(found.ways)) == kept.found
        self.stdout.write("the same" if same else "something else came out")
        if not same:
            raise CommandError("a comparison must come out the same from its seed")
