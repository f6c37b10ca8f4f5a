"""`xiaoan detect FILE.csv --method NAME`: a detector on counts, as CSV. Needs no settings and no database."""

import argparse
import csv
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from xiaoan.epidemiology.arrays import Detected
from xiaoan.epidemiology.methods import METHODS, UnknownOption, detect
from xiaoan.epidemiology.tables import Wide, read_wide


def main(words: Sequence[str]) -> int:
    """Reads, calls, prints; gives the exit status."""
    parser = _parser()
    given = parser.parse_args(words)
    pairs = [word.partition("=") for word in given.option]
    for word, (name, sign, _value) in zip(given.option, pairs, strict=True):
        if not (name and sign):
            parser.error(f"--option {word}: write it as name=value")
    if given.last is not None and given.last < 1:
        parser.error("--last must be at least 1")
    try:
        data = read_wide(given.file)
        found = detect(
            data, given.method, {name: value for name, _sign, value in pairs}, given.last
        )
    except UnknownOption as error:
        parser.error(f"{given.method}: {error}")
    except (ValueError, OSError) as error:
        return failed(given.file, error)
    head = ["series", "date", "observed", "expected", "upper", "alarm", *found.more]
    return printed(head, _rows(data, found))


def failed(file: Path, error: ValueError | OSError) -> int:
    """Says what is wrong with a file; the exit status of input that is at fault."""
    said = f"{file}: {error.strerror}" if isinstance(error, OSError) else f"{file}: {error}"
    sys.stderr.write(f"{said}.\n")
    return 1


def printed(head: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """A table on stdout; whoever reads may stop early (`| head`)."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    try:
        writer.writerow(head)
        writer.writerows(rows)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def written(value: float) -> str:
    """Ten digits, empty for nothing."""
    return "" if np.isnan(value) else f"{value:.10g}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xiaoan detect",
        description="Run a detector on a wide CSV: `date` and a column a series; an empty cell is missing.",
        epilog=_methods(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--method", required=True, choices=list(METHODS), metavar="NAME")
    parser.add_argument(
        "--option", nargs="+", action="extend", default=[], metavar="k=v", help="see below"
    )
    parser.add_argument("--last", type=int, metavar="N", help="the last N dates only")
    return parser


def _rows(data: Wide, found: Detected) -> Iterator[list[str]]:
    """One row a series and date that has a baseline."""
    observed = data.counts[:, found.days]
    stated = found.decided | ~np.isnan(found.expected) | ~np.isnan(found.upper)
    for row, name in enumerate(data.names):
        for at, day in enumerate(found.days):
            if stated[row, at]:
                alarm = str(int(found.alarm[row, at])) if found.decided[row, at] else ""
                numbers = (observed[row, at], found.expected[row, at], found.upper[row, at])
                more = [written(values[row, at]) for values in found.more.values()]
                yield [name, data.labels[day], *map(written, numbers), alarm, *more]


def _methods() -> str:
    """Every method with its options and their defaults."""
    lines = ["methods, and the defaults of their options (auto: worked out from the file):"]
    for name, method in METHODS.items():
        options = " ".join(f"{key}={_default(value)}" for key, value in method.options.items())
        lines += [f"  {name}: {method.about}", f"      {options}"]
    return "\n".join(lines)


def _default(value: Any) -> str:
    if value is None:
        return "auto"
    if isinstance(value, tuple):
        return ",".join(f"{part:g}" for part in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
