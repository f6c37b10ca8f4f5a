"""Whatever is done to the record is seen where a seal outside or a receipt answers for it.

A seeded sample, by product and script; `python -m bench.tamper` looks at a million (docs/bench.md).
"""

import pytest

from tests.journal import worlds
from tests.journal.worlds import World, covered, dump, seen_by_product, seen_by_script

SEEN_BY = {"product": seen_by_product, "script": seen_by_script}
WORLD = worlds.build(2026)
OUTSIDE = worlds.carried(WORLD)


@pytest.mark.parametrize("by", SEEN_BY)
def test_the_whole_record_passes(by: str) -> None:
    seen = SEEN_BY[by]
    copy = dump(WORLD)
    assert not seen(copy, b"")
    assert not seen(copy, OUTSIDE, WORLD.receipts)


@pytest.mark.parametrize("by", SEEN_BY)
def test_a_bit_a_line_a_cut_is_seen(by: str) -> None:
    """Every 83rd mutant of each byte's bits; every deletion, doubling and exchange of lines,
    every salt of another length."""
    missed, count = [], 0
    for number, (name, copy, outside) in enumerate(worlds.crude(WORLD)):
        if number % 83 and not name.startswith(("line", "salt")):
            continue
        count += 1
        if not SEEN_BY[by](copy, outside):
            missed.append((number, name))
    assert missed == []
    assert count > 900


@pytest.mark.parametrize(("by", "stride"), [("product", 97), ("script", 401)])
def test_whoever_holds_database_and_seal_key_is_seen_from_outside(by: str, stride: int) -> None:
    """Every hash mended, every seal made anew: only what lies elsewhere tells, and it tells exactly what it
    answers for. What came after the last seal is the window: 60 seconds, unless a receipt covers it."""
    wrong, window = [], 0
    for name, other, others in worlds.forged(WORLD, stride):
        copy = dump(other)
        for outside, told in ((OUTSIDE, ()), (b"", WORLD.receipts), (OUTSIDE, WORLD.receipts)):
            answers = covered(WORLD, others, by_seals=bool(outside), by_receipts=bool(told))
            window += not answers
            # An older copy lacks a seal that lies outside, whatever was written in that minute.
            lacks = bool(outside) and len(other.seals) < len(WORLD.seals)
            if SEEN_BY[by](copy, outside, told) != (answers or lacks):
                wrong.append((name, bool(outside), bool(told)))
    assert wrong == []
    assert window > 0


@pytest.mark.parametrize("by", SEEN_BY)
def test_without_the_seal_key_the_record_itself_tells(by: str) -> None:
    """The chain rehashed to its end, the seals left as they are."""
    for name, other, others in worlds.forged(WORLD, 193):
        copy = dump(World(other.facts, WORLD.seals, WORLD.times, WORLD.receipts, WORLD.key))
        answers = covered(WORLD, others, by_seals=True, by_receipts=False)
        assert (name, SEEN_BY[by](copy, b"")) == (name, answers)
