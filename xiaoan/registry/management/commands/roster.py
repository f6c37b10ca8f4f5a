"""`xiaoan roster template|check|import`: a roster from a file, at once, as the system."""

import datetime as dt
import json
import tempfile
from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiaoan.kernel import clock
from xiaoan.kernel.actor import system
from xiaoan.kernel.errors import Refusal
from xiaoan.registry import queries
from xiaoan.registry import services as registry

# The order in which the figures are told; `left` people are not rows of the sheet.
TOLD = ("rows", "new", "changed", "identical", "moved", "left", "doubtful", "refused")
MOST_NAMED = 20


class Command(BaseCommand):
    """Figures on stdout, everything else on stderr. `check` ends with 1 if a row is refused."""

    help = "Check or import a roster (.xlsx, .csv), or write the template to fill in."
    # Looking over models and addresses takes a second, and says nothing about a sheet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        blank = actions.add_parser("template", help="the sheet to fill in")
        blank.add_argument("out", type=Path, metavar="OUT.xlsx")
        check = actions.add_parser("check", help="what the sheet would do; nothing is written")
        enter = actions.add_parser("import", help="bring the sheet in, school by school")
        enter.add_argument("--dry-run", action="store_true", help="as check, and end with 0")
        enter.add_argument(
            "--all-or-nothing", action="store_true", help="import nothing while a row is refused"
        )
        enter.add_argument(
            "--complete",
            action="store_true",
            help="the sheet names every pupil of its schools: who is not in it has left",
        )
        enter.add_argument("--from", dest="since", default="", metavar="DAY", help="first day")
        for one in (check, enter):
            _about_file(one)

    def handle(self, *args: Any, **options: Any) -> None:
        self.json = options.get("json", False)
        try:
            if options["action"] == "template":
                self._template(options["out"])
            elif options["action"] == "check" or options["dry_run"]:
                self._check(options)
            else:
                self._import(options)
        except registry.Unreadable as fault:
            raise CommandError(queries.of_sheet({"code": fault.code, **fault.values})) from None
        except Refusal as refused:
            raise CommandError(str(refused)) from None

    def _template(self, out: Path) -> None:
        _refuse_out(out)
        content = registry.template(system("roster"))
        try:
            with out.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise CommandError(f"{out} exists. Name another file, or remove it first.") from None
        except OSError as fault:
            raise CommandError(f"{out} cannot be written: {fault.strerror}.") from None
        self.stderr.write(f"{out} is written. Fill it in, then: xiaoan roster check {out}")

    def _check(self, options: dict[str, Any]) -> None:
        path = _file(options)
        with _keeping(options) as kept:
            judged = registry.judge(
                system("roster"), path, complete=options.get("complete", False),
                progress=self._progress, keep=kept,
            )  # fmt: skip
            self._tell(judged.rows, judged.counts())
            self._name_faults(judged)
            self._write_errors(path, options["errors"], judged, kept)
        if judged.faults and options["action"] == "check":
            raise CommandError(f"{len(judged.faults)} rows cannot be taken.")

    def _import(self, options: dict[str, Any]) -> None:
        path = _file(options)
        with _keeping(options) as kept:
            done, judged = registry.import_now(
                system("roster"), path, mode="all" if options["all_or_nothing"] else "good",
                complete=options["complete"], since=_day(options["since"]),
                progress=self._progress, keep=kept,
            )  # fmt: skip
            self._tell(done.rows_total, done.counts)
            self._name_faults(judged)
            self._write_errors(path, options["errors"], judged, kept)
        if done.state != "done":
            raise CommandError(queries.of_sheet(done.fault) or done.state)

    def _progress(self, rows: int) -> None:
        self.stderr.write(f"\r{rows} rows", ending="")

    def _tell(self, rows: int, counts: dict[str, int]) -> None:
        self.stderr.write("")
        told = {"rows": rows, **counts}
        if self.json:
            self.stdout.write(json.dumps({name: told[name] for name in TOLD}))
        else:
            self.stdout.write("  ".join(f"{name} {told[name]}" for name in TOLD))

    def _write_errors(
        self, path: Path, out: Path | None, judged: registry.Judgement, kept: BinaryIO | None
    ) -> None:
        """The sheet with its errors; a half written one is never left under the name."""
        if out is None:
            return
        half = out.with_name(f".{out.name}.half")
        try:
            with half.open("wb") as file:
                registry.write_errors(path, judged.faults, file, kept)
            half.replace(out)
        except OSError as fault:
            raise CommandError(f"{out} cannot be written: {fault.strerror}.") from None
        finally:
            half.unlink(missing_ok=True)
        self.stderr.write(f"{out}: {len(judged.faults)} rows with errors")

    def _name_faults(self, judged: registry.Judgement) -> None:
        for number in sorted(judged.faults)[:MOST_NAMED]:
            for fault in judged.faults[number]:
                column = queries.HEADS.get(fault.field, fault.field)
                said = queries.sentence(fault.code, fault.values)
                self.stderr.write(f"{number} {column}: {said}")
        if len(judged.faults) > MOST_NAMED:
            self.stderr.write(f"… {len(judged.faults) - MOST_NAMED} more rows (--errors OUT.xlsx)")


def _about_file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--errors", type=Path, metavar="OUT.xlsx", help="the sheet with its errors")
    parser.add_argument("--json", action="store_true", help="figures as one JSON object")


def _keeping(options: dict[str, Any]) -> AbstractContextManager[BinaryIO | None]:
    """A file without a name for the sheet as it is read, where it is to be written again."""
    return tempfile.TemporaryFile() if options["errors"] else nullcontext()


def _file(options: dict[str, Any]) -> Path:
    path: Path = options["file"]
    if not path.is_file():
        raise CommandError(f"{path} is not there.")
    if options["errors"]:
        _refuse_out(options["errors"])
        if options["errors"].resolve() == path.resolve():
            raise CommandError(
                "--errors: the sheet itself would be overwritten. Name another file."
            )
    return path


def _refuse_out(out: Path) -> None:
    if out.suffix.lower() != ".xlsx":
        raise CommandError(f"{out}: the name of a workbook ends in .xlsx.")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise CommandError(f"--from {text}: write a day as YYYY-MM-DD.") from None
