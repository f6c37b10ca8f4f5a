"""`xiaoan rt FILE.csv --si-mean M --si-sd S`: instantaneous reproduction numbers, as CSV."""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from xiaoan.epidemiology.reproduction import (
    LEAST_CASES,
    Reproduction,
    reproduction_number,
    serial_interval,
)
from xiaoan.epidemiology.tables import read_wide
from xiaoan.management.detect import failed, printed, written

HEAD = ["series", "t_start", "t_end", "mean", "std", "q025", "median", "q975", "cases", "shown"]


def main(words: Sequence[str]) -> int:
    """Prints every window; `shown` says which have cases enough to be shown to anybody."""
    given = _parser().parse_args(words)
    try:
        data = read_wide(given.file)
        found = reproduction_number(
            data.counts,
            serial_interval(given.si_mean, given.si_sd, data.counts.shape[1]),
            window=given.window,
            prior_mean=given.prior_mean,
            prior_sd=given.prior_sd,
        )
    except (ValueError, OSError) as error:
        return failed(given.file, error)
    rows = ([name, *line] for row, name in enumerate(data.names) for line in _windows(found, row))
    return printed(HEAD, rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="xiaoan rt",
        description="Reproduction numbers (Cori 2013) of a wide CSV of incidence, a row a day. t_start and "
        f"t_end count rows from 1; shown is 1 with at least {LEAST_CASES} cases in the window.",
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--si-mean", type=float, required=True, help="serial interval, days")
    parser.add_argument("--si-sd", type=float, required=True, help="its standard deviation, days")
    parser.add_argument("--window", type=int, default=7, help="days (7)")
    parser.add_argument("--prior-mean", type=float, default=5.0, help="mean of the prior (5)")
    parser.add_argument("--prior-sd", type=float, default=5.0, help="its standard deviation (5)")
    return parser


def _windows(found: Reproduction, row: int) -> Iterator[list[str]]:
    numbers = (found.mean, found.sd, found.low, found.median, found.high, found.cases)
    for at in range(found.first.size):
        days = [str(found.first[at] + 1), str(found.last[at] + 1)]
        shown = str(int(found.shown[row, at]))
        yield [*days, *(written(values[row, at]) for values in numbers), shown]
