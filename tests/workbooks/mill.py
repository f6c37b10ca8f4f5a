"""Grinds many mutants: `python -m tests.workbooks.mill COUNT [FIRST]`; ends with 1 if one went wrong."""

import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.workbooks.books import No, Table
from tests.workbooks.forked import read
from tests.workbooks.mutants import HEADS, XLSX, Mutant, mutant
from tests.workbooks.test_mutations import fault


def main() -> None:
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    told: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    faults: list[tuple[int, str, str]] = []
    slowest, largest = 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        good, _ = read(_written(Path(folder), Mutant(0, "", "good.xlsx", XLSX)), HEADS)
        assert isinstance(good, Table)
        for number in range(first, first + count):
            one = mutant(number)
            began = time.monotonic()
            found, memory = read(_written(Path(folder), one), HEADS)
            slowest, largest = max(slowest, time.monotonic() - began), max(largest, memory)
            wrong = fault(one, found, good)
            if wrong:
                faults.append((number, one.way, wrong))
            told[found.code if isinstance(found, No) else "read"] += 1
            ways[one.way] += 1
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    out = sys.stdout.write
    out(f"{count} mutants from {first}: {told.most_common()}\n{ways.most_common()}\n")
    out(f"slowest {slowest:.2f} s, largest child {largest >> 20} MB, this process {ours} MB\n")
    out(f"wrong: {faults}\n")
    sys.exit(bool(faults))


def _written(folder: Path, one: Mutant) -> Path:
    path = folder / one.name
    path.write_bytes(one.content)
    return path


if __name__ == "__main__":
    main()
