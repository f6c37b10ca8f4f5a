"""Good sheets changed at random are read or refused with a remedy, within the limits of the child.

A few hundred each time; `XIAOAN_MUTANTS=20000` for the long run, `XIAOAN_MUTANTS_FROM=n` to go on at n.
"""

import os
import resource
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.workbooks.books import No, Outcome, Table, outcome
from tests.workbooks.mutants import CSV, HEADS, WAYS, XLSX, Mutant, mutant
from xiaoan.workbooks.reading import STANDARD
from xiaoan.workbooks.refusals import CODES

HOW_MANY = int(os.environ.get("XIAOAN_MUTANTS", "200"))
FIRST = int(os.environ.get("XIAOAN_MUTANTS_FROM", "0"))
# The reader itself failed: it has a sentence, but none that says what is wrong with the sheet.
NOT_EXPECTED = {"reader_failed", "reader_died", "too_slow", "too_much_memory"}


def read(one: Mutant, folder: Path) -> tuple[Mutant, Outcome, float]:
    began = time.monotonic()
    place = folder / str(one.number)
    place.mkdir()
    found = outcome(one.content, place, name=one.name, heads=HEADS)
    (place / one.name).unlink()
    return one, found, time.monotonic() - began


def fault(one: Mutant, found: Outcome, good: Table) -> str:
    """What is wrong with what was read of a mutant; nothing is as it should be."""
    if isinstance(found, No):
        known = CODES.keys() - NOT_EXPECTED
        return "" if found.code in known else f"{found.code} {found.values}"
    if one.exact and (found.columns, found.rows) != (good.columns, good.rows):
        return "read as other words"
    if any(len(cells) != len(found.columns) for _, cells in found.rows):
        return "a row of another width"
    numbers = [number for number, _ in found.rows]
    return "" if numbers == sorted(set(numbers)) else "rows out of order"


def test_mutants_are_read_or_refused(tmp_path: Path) -> None:
    (tmp_path / "good").mkdir()
    good = outcome(XLSX, tmp_path / "good", heads=HEADS)
    assert isinstance(good, Table)
    assert len(good.rows) == 4
    plain = outcome(CSV.encode(), tmp_path / "good", name="a.csv", heads=HEADS)
    assert isinstance(plain, Table)
    faults = []
    ways: Counter[str] = Counter()
    told: Counter[str] = Counter()
    slowest = 0.0
    mutants = (mutant(number) for number in range(FIRST, FIRST + HOW_MANY))
    with ThreadPoolExecutor(2) as readers:
        for one, found, took in readers.map(lambda m: read(m, tmp_path), mutants):
            wrong = fault(one, found, good)
            if wrong:
                faults.append((one.number, one.way, wrong))
            ways[one.way] += 1
            told[found.code if isinstance(found, No) else "read"] += 1
            slowest = max(slowest, took)
    assert faults == []
    assert ways.keys() == WAYS
    # A mill that only makes broken files, or only harmless ones, grinds nothing.
    assert HOW_MANY / 10 < told["read"] < HOW_MANY * 0.9
    assert slowest < STANDARD.seconds
    # Kilobytes: the largest of all children that were waited for.
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10 <= STANDARD.memory_bytes
    report = tmp_path.parent / "mutants.txt"
    report.write_text(f"{told.most_common()}\n{ways.most_common()}\nslowest {slowest:.2f} s\n")
