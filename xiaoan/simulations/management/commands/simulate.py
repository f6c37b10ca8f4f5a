"""`xiaoan simulate` on the people on record, or a kept comparison once more."""

import argparse
import json
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.simulations import queries, services
from xiaoan.simulations.management import simulate as alone
from xiaoan.simulations.rules import made, running, scenario, settings
from xiaoan.simulations.rules.crowd import Crowd
from xiaoan.simulations.rules.reading import Faulty


class Command(BaseCommand):
    help = "Compare ways of opening schools as a scenario file says; nothing is kept. See docs/simulation.md."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        alone.arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        given = argparse.Namespace(**options)
        fault = alone.amiss(given)
        if fault:
            raise CommandError(fault)
        try:
            if given.again is not None:
                self._again(given.again)
            else:
                self._run(given)
        except NotFound:
            raise CommandError("there is no such comparison, school or county") from None
        except Faulty as faults:
            raise CommandError(alone.sentences(given.file, faults)) from None
        except ValueError as other:
            raise CommandError(str(other)) from None

    def _run(self, given: argparse.Namespace) -> None:
        asked = alone.read(given)
        people, names = of_record(asked)
        alone.reckoned(given, asked, people, names, self.stdout.write)

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


def of_record(asked: scenario.Scenario) -> tuple[Crowd, list[str]]:
    """The people that a scenario is about, and the names of their schools in order."""
    if asked.people.county is not None:
        return made.made(asked.people.county, asked.study.seed), asked.people.county.names
    with acting_as(system("simulations")) as actor:
        county = directory.county()
        interval = county.interval
        if asked.people.kind == "school":
            said = asked.people.school
            schools = directory.places_inside(interval, "school")
            found = [one for one in schools if said in (one.code, str(one.no))]
            if not found:
                raise Faulty(
                    [
                        f"population.school: no school has the number or code {said!r}; write one on record"
                    ]
                )
            interval = found[0].interval
        people = services.people_of(actor, interval, clock.today())
        names = {no: one.name for no, one in directory.places(people.schools).items()}
    return people, [names.get(no, "") for no in people.schools]
