"""Good sheets changed at random are read or refused with a remedy, within the limits of the child.

A few hundred each time; many by `python -m tests.workbooks.mill 20000`.
"""

import resource
from collections import Counter
from pathlib import Path

from tests.workbooks.books import No, Outcome, Table, outcome
from tests.workbooks.forked import outcomes
from tests.workbooks.mutants import CSV, HEADS, WAYS, XLSX, Mutant, mutant
from xiaoan.workbooks.reading import STANDARD
from xiaoan.workbooks.refusals import CODES

HOW_MANY = 400
STARTED = 20
# The reader itself failed: it has a sentence, but none that says what is wrong with the sheet.
NOT_EXPECTED = {"reader_failed", "reader_died", "too_slow", "too_much_memory"}


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


def test_mutants_are_read_or_refused() -> None:
    mutants = [mutant(number) for number in range(HOW_MANY)]
    sheets = [("good.xlsx", XLSX), ("a.csv", CSV.encode()), *((m.name, m.content) for m in mutants)]
    good, plain, *found = outcomes(sheets, HEADS)
    assert isinstance(good, Table)
    assert isinstance(plain, Table)
    assert (len(good.rows), len(plain.rows)) == (4, 3)
    wrong = {m.number: fault(m, read, good) for m, read in zip(mutants, found, strict=True)}
    assert {number: what for number, what in wrong.items() if what} == {}
    assert {m.way for m in mutants} == WAYS
    # A mill that only makes broken files, or only harmless ones, grinds nothing.
    told = Counter(read.code if isinstance(read, No) else "read" for read in found)
    assert HOW_MANY / 10 < told["read"] < HOW_MANY * 0.9


def test_mutants_are_read_in_a_started_child_as_in_a_forked_one(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    mutants = [mutant(number) for number in range(STARTED)]
    started = [outcome(m.content, tmp_path, name=m.name, heads=HEADS) for m in mutants]
    assert started == outcomes([(m.name, m.content) for m in mutants], HEADS)
    # Kilobytes: the largest of all children that were waited for; other tests have larger ones.
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    assert largest == before or largest << 10 <= STANDARD.memory_bytes
