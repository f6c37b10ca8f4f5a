"""`xiaoan county open`: the county itself, its townships, and the first people who may do the rest."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.directory import queries as directory_queries
from xiaoan.directory import rules as numbering
from xiaoan.directory import services as directory
from xiaoan.directory.rules import identity
from xiaoan.directory.rules.holidays import named_days
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.scope import acting_as
from xiaoan.screening import services as screening

LOGIN = "officer-{}"
# Letters and digits that are not taken for each other when read aloud.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_SIGNS = 14


class Command(BaseCommand):
    """All or nothing, and again without harm: what is there stays, what is missing is added."""

    help = "Open the county with its townships, and accounts for its first officers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["open"])
        parser.add_argument("name", help="the name of the county")
        parser.add_argument("--township", action="append", default=[], metavar="NAME")
        parser.add_argument(
            "--officer", action="append", default=[], metavar="NAME", help="two or more, best"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        names = [_named(one) for one in (options["name"], *options["township"])]
        officers = [_named(one) for one in options["officer"]]
        with acting_as(system("county")) as actor:
            opened = _county(actor, names[0])
            for township in names[1:]:
                opened += _township(actor, township)
            accounts_made = [made for name in officers if (made := _officer(actor, name))]
        for unit in opened:
            self.stdout.write(f"opened {unit}")
        for login, name, password in accounts_made:
            self.stdout.write(f"{name}: account {login}, password {password} (shown once)")


def _named(text: str) -> str:
    found = identity.read_label(text, field="name", longest=40)
    if not isinstance(found, str) or not found:
        raise CommandError(f"{text[:40]!r} is no name; write one of 1 to 40 visible characters.")
    return found


def _county(actor: Actor, name: str) -> list[str]:
    try:
        there = directory_queries.county()
    except NotFound:
        _open(actor, numbering.COUNTY, numbering.COUNTY, None, "county", name)
        _first_calendar(actor)
        return [name]
    if there.name != name:
        raise CommandError(f"this installation is of {there.name}; it holds one county.")
    return []


def _first_calendar(actor: Actor) -> None:
    """National holidays on file, and times to begin with: the officers change both in the pages."""
    today = clock.today()
    for year in (today.year, today.year + 1):
        for one in named_days(year):
            directory.set_calendar_day(
                actor, numbering.COUNTY, one.day, one.is_school_day, one.note, one.source
            )
    screening.set_slots(
        actor,
        [
            screening.NewSlot(numbering.COUNTY, stage, slot, opens, due, slot == "evening")
            for stage, slots in screening.FIRST_TIMES.items()
            for slot, (opens, due) in slots.items()
        ],
    )


def _township(actor: Actor, name: str) -> list[str]:
    county = directory_queries.county()
    there = directory_queries.places_inside(county.interval, "township")
    if name in {one.name for one in there}:
        return []
    no = max((one.no for one in there), default=numbering.COUNTY) + numbering.TOWNSHIP
    if no + numbering.TOWNSHIP > county.end:
        raise CommandError("the county has no number left for another township.")
    _open(actor, no, numbering.TOWNSHIP, numbering.COUNTY, "township", name)
    return [name]


def _open(actor: Actor, no: int, size: int, above: int | None, kind: str, name: str) -> None:
    unit = directory.NewUnit(
        no=no, end=no + size, parent_no=above, kind=kind, name=name, code=f"{kind}-{no}",
        school_id=0, opened=clock.today(),
    )  # fmt: skip
    directory.open_unit(actor, unit)


def _officer(actor: Actor, name: str) -> tuple[str, str, str] | None:
    """An account with a password that is shown once; None if somebody of this name is an officer."""
    county, today = directory_queries.county(), clock.today()
    holders = accounts_queries.holders(actor, ["bureau_officer"], [county.no], today)
    if name in {one.name for one in holders}:
        return None
    login = LOGIN.format(secrets.token_hex(3))
    password = "".join(secrets.choice(SIGNS) for _n in range(PASSWORD_SIGNS))
    new = accounts.NewAccount(login, name, 0, county.no, password=password)
    user = accounts.open_account(actor, new)
    accounts.grant_role(actor, user, "bureau_officer", county.no, county.end, 0, today)
    return login, name, password
