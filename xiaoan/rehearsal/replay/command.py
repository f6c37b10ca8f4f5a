"""`xiaoan replay`: the command line, and the scratch server it brings along."""

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg

from xiaoan.rehearsal.replay import diary, sheet
from xiaoan.rehearsal.replay.table import SheetError


def main(words: list[str]) -> int:
    """0 = replayed; 1 = the file is at fault, or the place; 2 = wrong usage (argparse)."""
    given = _parser().parse_args(words)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # JSON is, whatever the terminal
    try:
        _replay_file(given)
    except SheetError as fault:
        sys.stderr.write(f"{given.file}: {fault}\n")
        return 1
    except BrokenPipeError:
        # Who reads along has seen enough (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.strerror}; mend that and replay again\n")
        return 1
    return 0


def _replay_file(given: argparse.Namespace) -> None:
    columns = sheet.Columns(
        person=given.person,
        class_=given.class_,
        day=given.day,
        dormitory=given.dormitory,
        symptoms=given.symptoms,
        until=given.until,
    )
    lines = sheet.read(given.file, columns)
    _tell(given, lines)
    stops = _Stops()
    with (
        tempfile.TemporaryDirectory(prefix="xiaoan-replay-", dir=_short_folder()) as folder,
        _scratch_server(Path(folder)),
        stops.heeded(),
        closing(_replay(lines, given.calendar)) as found,
    ):
        for line in found:
            print_line(line, as_json=given.json)


class _Stops:
    """Signals that end the program. While the scratch server comes or goes they wait: half a server
    would stay behind.
    """

    def __init__(self) -> None:
        self._wait = True
        self._came = 0
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._take)

    def _take(self, number: int, _frame: FrameType | None) -> None:
        self._came = self._came or number
        if not self._wait:
            sys.exit(128 + number)

    @contextmanager
    def heeded(self) -> Iterator[None]:
        self._wait = False
        if self._came:
            sys.exit(128 + self._came)
        try:
            yield
        finally:
            self._wait = True


def _short_folder() -> str | None:
    """Where the scratch server may live: the path of its socket must fit into 107 bytes."""
    return None if len(os.fsencode(tempfile.gettempdir())) < 60 else "/tmp"  # noqa: S108  # mkdtemp inside


def _tell(given: argparse.Namespace, lines: sheet.LineList) -> None:
    days = [spell.first - lines.moved for spell in lines.spells]
    notes = [*lines.notes, *diary.calendar_notes(given.calendar, days)]
    for sentence in (*sheet.first_of(list(lines.refused)), *notes):
        sys.stderr.write(f"{sentence}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xiaoan replay",
        description="Enter a real outbreak day by day into a scratch school and print the signals.",
    )
    parser.add_argument("file", type=Path, help="CSV, one row a person")
    for name, text in (
        ("person", "column with the person's id"),
        ("class", "column with the class"),
        ("day", "column with the first day ill: ISO date or whole number; empty = never ill"),
    ):
        parser.add_argument(
            f"--{name}", required=True, metavar="COL", help=text, dest=_safe(name),
            type=_column,
        )  # fmt: skip
    for name, text in (
        ("dormitory", "column with the dormitory room"),
        ("symptoms", "column with symptoms, separated by ; or 、"),
        ("until", "column with the last day ill"),
    ):
        parser.add_argument(f"--{name}", default="", metavar="COL", help=text, type=str.strip)
    parser.add_argument(
        "--calendar",
        default="",
        choices=diary.CALENDARS,
        help="school days: weekdays, or cn (weekdays with the national holidays on file); "
        "without it every day; day number 0 is a Monday",
    )
    parser.add_argument("--json", action="store_true", help="one JSON line a signal")
    return parser


def _column(name: str) -> str:
    if not name.strip():
        raise argparse.ArgumentTypeError("the name of a column is missing")
    return name.strip()


def _safe(name: str) -> str:
    return "class_" if name == "class" else name


def _replay(lines: sheet.LineList, calendar: str) -> Generator[dict[str, Any]]:
    run = import_module("xiaoan.rehearsal.replay.run")
    yield from run.replay(lines, calendar=calendar)


@contextmanager
def _scratch_server(folder: Path) -> Iterator[None]:
    """A database server that is gone afterwards, and Django on it."""
    embedded = import_module("xiaoan.embedded")
    try:
        place = _started(folder / "pg")
        os.environ.update(
            XIAOAN_MODE="demo",
            XIAOAN_HOME=str(folder),
            XIAOAN_KEY_FILE=str(folder / "keys"),
            DATABASE_URL=place.app,
            XIAOAN_OWNER_DATABASE_URL=place.owner,
        )
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaoan.settings")
        import_module("django").setup()
        yield
    finally:
        if "django.db" in sys.modules:
            import_module("django.db").connections.close_all()
        embedded.stop(folder / "pg")


def _started(folder: Path) -> Any:
    try:
        return import_module("xiaoan.embedded").start(folder, durable=False)
    except (OSError, RuntimeError, subprocess.SubprocessError, psycopg.Error) as error:
        sys.exit(f"the scratch server does not start ({error}); is there room in {folder.parent}?")


def print_line(line: dict[str, Any], *, as_json: bool) -> None:
    text = json.dumps(line, ensure_ascii=False) if as_json else _say(line)
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _say(line: dict[str, object]) -> str:
    if "summary" in line:
        return json.dumps(line["summary"], ensure_ascii=False)
    return "{day}: {rule} {level} {unit}: {count} ({basis})".format(**line)
