"""No small count can be worked out from what is printed beside it: tried against every county that would
print the same."""

import itertools
import random

import pytest

from xiaoan.counselling.rules import SMALL
from xiaoan.counselling.rules.telling import FEW, MANY, Node, tell


def county(*townships: list[int]) -> Node:
    return Node(
        0,
        below=[
            Node(10 * n, below=[Node(10 * n + m, count) for m, count in enumerate(schools, 1)])
            for n, schools in enumerate(townships, 1)
        ],
    )


def fits(count: int, printed: str) -> bool:
    if printed == FEW:
        return 0 < count < SMALL
    return count >= SMALL if printed == MANY else count == int(printed)


def possible(
    townships: tuple[list[int], ...], printed: dict[int, str], most: int
) -> list[set[int]]:
    """School by school the counts that fit all that is printed, tried one by one."""
    cells = [(10 * n + m, n) for n, one in enumerate(townships, 1) for m in range(1, len(one) + 1)]
    ways = [[c for c in range(most + 1) if fits(c, printed[no])] for no, _town in cells]
    found: list[set[int]] = [set() for _cell in cells]
    for counts in itertools.product(*ways):
        towns = dict.fromkeys(range(1, len(townships) + 1), 0)
        for (_no, town), count in zip(cells, counts, strict=True):
            towns[town] += count
        fitting = all(fits(total, printed[10 * n]) for n, total in towns.items())
        if fitting and fits(sum(counts), printed[0]):
            for seen, count in zip(found, counts, strict=True):
                seen.add(count)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_every_small_count_could_be_another(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311  # counts to try
    townships = tuple([draw.choice((0, 0, 1, 2, 4, 5, 6, 9)) for _s in range(2)] for _t in range(2))
    printed = tell(county(*townships))
    found = possible(townships, printed, most=24)
    flat = [count for one in townships for count in one]
    for count, seen in zip(flat, found, strict=True):
        assert count in seen
        if 0 < count < SMALL:
            assert len(seen) > 1, (townships, printed)


def test_one_small_count_beside_large_ones_takes_the_next_with_it() -> None:
    printed = tell(county([3, 8, 20], [40, 50]))
    assert printed == {
        0: "121", 10: "31", 11: FEW, 12: MANY, 13: "20", 20: "90", 21: "40", 22: "50",
    }  # fmt: skip


def test_nothing_small_nothing_hidden() -> None:
    printed = tell(county([0, 8], [5, 50]))
    assert printed == {0: "63", 10: "8", 11: "0", 12: "8", 20: "55", 21: "5", 22: "50"}


def test_alone_in_its_township_the_total_goes_too() -> None:
    assert tell(county([0, 3], [40, 50]))[10] == FEW
    # 93 less 90 would be 3: the other township is told as many.
    assert tell(county([0, 3], [40, 50]))[20] == MANY
