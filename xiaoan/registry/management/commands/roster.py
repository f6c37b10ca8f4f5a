"""`xiaoan roster template|check|import`: a roster from a file, at once, as the system."""

import datetime as dt
import json
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
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
            with registry.undisturbed():
                self._act(options)
        except registry.Unreadable as fault:
            raise CommandError(queries.of_sheet({"code": fault.code, **fault.values})) from None
        except Refusal as refused:
            raise CommandError(str(refused)) from None

    def _act(self, options: dict[str, Any]) -> None:
        if options["action"] == "template":
            self._template(options["out"])
        elif options["action"] == "check" or options["dry_run"]:
            self._check(options)
        else:
            self._import(options)

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
        with _Errors(path, options["errors"]) as errors:
            judged = registry.judge(
                system("roster"), path, complete=options.get("complete", False),
                progress=self._progress, keep=errors.kept,
            )  # fmt: skip
            errors.begin(judged)
            self._tell(judged.rows, judged.counts())
            self._name_faults(judged)
            self._say(errors.end(judged))
        if judged.faults and options["action"] == "check":
            raise CommandError(f"{len(judged.faults)} rows cannot be taken.")

    def _import(self, options: dict[str, Any]) -> None:
        path = _file(options)
        with _Errors(path, options["errors"]) as errors:
            done, judged = registry.import_now(
                system("roster"), path, mode="all" if options["all_or_nothing"] else "good",
                complete=options["complete"], since=_day(options["since"]),
                progress=self._progress, keep=errors.kept, seen=errors.begin,
            )  # fmt: skip
            self._tell(done.rows_total, done.counts)
            self._name_faults(judged)
            self._say(errors.end(judged))
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

    def _say(self, text: str) -> None:
        if text:
            self.stderr.write(text)

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


class _Errors:
    """The sheet with its errors, where one is asked for; a half written one is never left there."""

    def __init__(self, path: Path, out: Path | None) -> None:
        self.kept: BinaryIO | None = None
        self._path, self._out = path, out
        self._beside: registry.ErrorsBeside | None = None

    def __enter__(self) -> "_Errors":
        if self._out:
            self._half = self._out.with_name(f".{self._out.name}.half")
            with _writing(self._out):
                self._file = self._half.open("w+b")
            self.kept = tempfile.TemporaryFile()  # closed below
            self._beside = registry.ErrorsBeside(self._path, self._file, self.kept)
        return self

    def begin(self, judged: registry.Judgement) -> None:
        """What is wrong is known: it is written while the rest is done."""
        if self._beside:
            self._beside.begin(judged.faults)

    def end(self, judged: registry.Judgement) -> str:
        """All is done; gives what to say of the sheet."""
        if self._beside is None or self._out is None:
            return ""
        with _writing(self._out):
            self._beside.end(judged.faults)
            self._file.close()
            self._half.replace(self._out)
        return f"{self._out}: {len(judged.faults)} rows with errors"

    def __exit__(self, *_fault: object) -> None:
        if self._beside and self.kept:
            self._beside.stop()
            self.kept.close()
            self._file.close()
            self._half.unlink(missing_ok=True)


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise CommandError(f"{out} cannot be written: {fault.strerror}.") from None


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
