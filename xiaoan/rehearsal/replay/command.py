"""`xiaoan replay`: the command line, and the scratch server it brings along."""

import argparse
import json
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from xiaoan.rehearsal.replay import sheet


def main(words: list[str]) -> int:
    """0 = replayed; 1 = the file is at fault; 2 = wrong usage (argparse)."""
    given = _parser().parse_args(words)
    columns = sheet.Columns(
        person=given.person,
        class_=given.class_,
        day=given.day,
        dormitory=given.dormitory,
        symptoms=given.symptoms,
        until=given.until,
    )
    try:
        lines = sheet.read(given.file, columns)
    except sheet.SheetError as fault:
        sys.stderr.write(f"{given.file}: {fault}\n")
        return 1
    for refusal in lines.refused:
        sys.stderr.write(f"{refusal}\n")
    with tempfile.TemporaryDirectory(prefix="xiaoan-replay-") as folder:
        return _replay(lines, given, Path(folder))


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
        parser.add_argument(f"--{name}", required=True, metavar="COL", help=text, dest=_safe(name))
    for name, text in (
        ("dormitory", "column with the dormitory room"),
        ("symptoms", "column with symptoms, separated by ; or 、"),
        ("until", "column with the last day ill"),
    ):
        parser.add_argument(f"--{name}", default="", metavar="COL", help=text)
    parser.add_argument(
        "--calendar", default="", choices=["", "cn"], help="school days only (cn); else every day"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line a signal")
    return parser


def _safe(name: str) -> str:
    return "class_" if name == "class" else name


def _replay(lines: sheet.LineList, given: argparse.Namespace, folder: Path) -> int:
    embedded = import_module("xiaoan.embedded")
    place = embedded.start(folder / "pg", durable=False)
    os.environ.update(
        XIAOAN_MODE="demo",
        XIAOAN_HOME=str(folder),
        XIAOAN_KEY_FILE=str(folder / "keys"),
        DATABASE_URL=place.app,
        XIAOAN_OWNER_DATABASE_URL=place.owner,
    )
    try:
        import_module("django").setup()
        school = import_module("xiaoan.rehearsal.replay.school")
        for line in school.replay(lines, calendar=given.calendar):
            sys.stdout.write(
                (json.dumps(line, ensure_ascii=False) if given.json else _say(line)) + "\n"
            )
            sys.stdout.flush()
    finally:
        import_module("django.db").connections.close_all()
        embedded.stop(folder / "pg")
    return 0


def _say(line: dict[str, object]) -> str:
    if "summary" in line:
        return json.dumps(line["summary"], ensure_ascii=False)
    return "{day}: {rule} {level} {unit}: {count} ({basis})".format(**line)
