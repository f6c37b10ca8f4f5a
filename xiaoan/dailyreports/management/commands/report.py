"""`xiaoan report daily`: the daily report of a unit and day, as a file."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries, rules
from xiaoan.dailyreports.queries import papers
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor, system
from xiaoan.kernel.errors import Refusal
from xiaoan.kernel.scope import acting_as
from xiaoan.web import official, pdf
from xiaoan.web import papers as files

FORMATS = ("docx", "pdf", "xlsx")


class Command(BaseCommand):
    """What was signed last, as it was signed; what nobody has signed is drafted of what is known now, and
    says so."""

    help = "Write the daily report of a school, township or county."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        daily = actions.add_parser("daily", help="the daily report of a unit and day")
        daily.add_argument("--unit", required=True, metavar="CODE", help="code as in the roster")
        daily.add_argument("--day", required=True, metavar="DAY", help="YYYY-MM-DD")
        daily.add_argument("--format", required=True, choices=FORMATS)
        daily.add_argument("--out", required=True, type=Path, metavar="FILE")
        daily.add_argument(
            "--at", default="", metavar="INSTANT", help="as it had been signed by then"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        day, at = _day(options["day"]), _instant(options["at"])
        kind, out = options["format"], options["out"]
        try:
            files.refuse_out(out, kind)
            with acting_as(system("report")) as actor, translation.override("zh-hans"):
                place = _unit(options["unit"], day)
                told, no = _told(actor, place, day, at)
                content = _content(told, kind)
            files.write_out(out, content)
        except Refusal as refused:
            raise CommandError(str(refused)) from None
        said = f"version {no}, as signed" if no else "draft of now, not signed"
        self.stderr.write(f"{out}: {place.name} {day.isoformat()}, {said}")


def _told(
    actor: Actor, place: directory.Place, day: dt.date, at: dt.datetime | None
) -> tuple[dict[str, Any], int]:
    """What stands on the paper, and the number of the version (0: a draft)."""
    row = queries.on(actor, place.no, day)
    if row is None:
        if at:
            raise CommandError(f"{place.name} owed no report for {day.isoformat()}.")
        return papers.of_now(place.no, day), 0
    no = queries.as_known_at(row, at) if at else row.versions
    if at and not no:
        raise CommandError(
            f"By {at.isoformat()} no version was signed. Leave --at out for a draft."
        )
    if not no:  # a kept draft may be hours old
        return papers.of_now(place.no, day, queries.words_of(row)), 0
    return papers.of_report(row, no), no


def _content(told: dict[str, Any], kind: str) -> bytes:
    mark = _("命令行导出于 %(at)s") % {"at": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%d %H:%M}"}
    if kind == "xlsx":
        return papers.xlsx(told, mark)
    paper = papers.official_paper(told, mark)
    return pdf.pdf(paper) if kind == "pdf" else official.docx(paper)


def _unit(code: str, day: dt.date) -> directory.Place:
    place = directory.coded(code.strip())
    if place is None or place.kind not in rules.LEVELS:
        raise CommandError(f"No school, township or county has the code {code}.{_codes()}")
    if not place.is_open_on(day):
        raise CommandError(f"{place.name} was not open on {day.isoformat()}.")
    return place


def _codes() -> str:
    """The codes of the county and its townships, which no roster names."""
    county = directory.county()
    known = [county, *directory.places_inside(county.interval, "township")]
    return " " + "; ".join(f"{one.name}: {one.code}" for one in known) + "."


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--day {text}: write a day as YYYY-MM-DD.") from None
    if not clock.FIRST_DAY <= day <= clock.today():
        raise CommandError(
            f"--day {text}: there is no report of a day to come (today is {clock.today()})."
        )
    return day


def _instant(text: str) -> dt.datetime | None:
    if not text:
        return None
    found = clock.read(text)
    if found is None:
        raise CommandError(f"--at {text}: write an instant as YYYY-MM-DDTHH:MM, local time.")
    return found
