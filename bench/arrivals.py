"""Slots for 3,000 pupils at 3 gates: how long, is everybody inside capacity, are households together.

    .venv/bin/python bench/arrivals.py [pupils]

Households: of one seed, 12 % of the pupils have a brother or sister in the school. Limit: 30 s (issue 11).
"""

import datetime as dt
import random
import sys
import time
from collections import Counter
from uuid import UUID

from xiaoan.arrivals.rules import families, setting, solving

DAY = dt.date(2026, 11, 30)
LIMIT_SECONDS = 30
SHARE = 0.12


def pupils(count: int, chance: random.Random) -> list[families.Pupil]:
    """Classes of 45 in six grades; one in twenty boards, one in twenty rides one of two buses."""
    found = []
    for n in range(count):
        number, seat = divmod(n, 45)
        grade, kind = 10_000 + number * 6 * 45 // count * 64, chance.random()
        line = 1 + n % 2 if 0.05 <= kind < 0.1 else 0
        pk = UUID(int=chance.getrandbits(128), version=4)
        found.append(families.Pupil(pk, grade + 1 + number, grade, seat + 1, kind < 0.05, line))
    return found


def world(count: int) -> tuple[setting.Setting, list[families.Group], dict[UUID, int]]:
    chance = random.Random(11)  # a bench, no secret
    people = pupils(count, chance)
    paired = chance.sample(people, int(count * SHARE) // 2 * 2)
    pairs = [(one.id, other.id) for one, other in zip(paired[::2], paired[1::2], strict=True)]
    kin = families.households(people, pairs)
    grades = sorted({one.grade_no for one in people})
    given = setting.Setting(
        (setting.Gate("东门", 4), setting.Gate("南门", 4), setting.Gate("西门", 3)), 20,
        dt.time(7), dt.time(9, 40), 20, tuple((no, DAY) for no in grades),
        (setting.Bus(1, dt.time(7, 45), 120, 0), setting.Bus(2, dt.time(8, 5), 120, 1)),
    )  # fmt: skip
    return given, families.groups(people, kin, given.day_of), kin


def measure(count: int) -> dict[str, float]:
    """What one plan costs, and whether it keeps its word."""
    given, groups, _kin = world(count)
    began = time.perf_counter()
    found = solving.solve(given, groups, LIMIT_SECONDS * 2 / 3)
    took = time.perf_counter() - began
    used = Counter(found.placed.values())
    several = [group for group in groups if len(group.members) > 1]
    return {
        "seconds": took, "placed": len(found.placed), "unplaced": len(found.unplaced),
        "over": sum(used[no] > cell.capacity for no, cell in enumerate(found.cells)),
        "households": len(several),
        "apart": sum(
            len({found.placed.get(one.id) for one in group.members}) > 1 for group in several
        ),
        "fullest": found.fullest, "gap": found.gap,
    }  # fmt: skip


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    found = measure(count)
    said = ", ".join(f"{name} {value:.4g}" for name, value in found.items())
    print(f"{count} pupils, 3 gates (limit {LIMIT_SECONDS} s): {said}")
    if found["seconds"] > LIMIT_SECONDS or found["over"] or found["apart"] or found["unplaced"]:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
