"""`python -m bench.tamper [--mutants N]`: a million mutants of small sealed journals, by product and script.

Every bit of a copy and of the seals outside, every cut, deletion, doubling and exchange; and forgeries in
which whoever did it holds database and seal key. The script, in plain Python, looks at every SHARE-th.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django

SHARE = 20


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.tamper")
    parser.add_argument("--mutants", type=int, default=1_000_000)
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaoan.settings")
    os.environ.setdefault("XIAOAN_MODE", "demo")
    django.setup()
    began = time.perf_counter()
    counts: Counter[str] = Counter()
    seed = 0
    while counts["mutants"] < given.mutants:
        for what in _looked_at(seed):
            counts[what] += 1
        seed += 1
        print(f"{time.perf_counter() - began:7.0f} s  {dict(counts)}", flush=True)
    counts["worlds"] = seed
    counts["seconds"] = round(time.perf_counter() - began)
    file = Path(__file__).parent / "tamper.json"
    file.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n")
    return 1 if counts["missed"] or counts["missed by the script"] else 0


def _looked_at(seed: int) -> Iterator[str]:
    """What became of each mutant of one world."""
    from tests.journal import worlds

    world = worlds.build(seed)
    for number, (copy, outside, answers) in enumerate(_mutants(world)):
        yield "mutants"
        seen = worlds.seen_soon_by_product(copy, outside, world.receipts)
        # After the last seal and the last receipt nothing outside knows of an entry yet.
        yield "seen" if seen else "missed" if answers else "in the window"
        if number % SHARE == 0:
            yield "by the script"
            if worlds.seen_by_script(copy, outside, world.receipts) != seen:
                yield "missed by the script"


def _mutants(world: Any) -> Iterator[tuple[bytes, bytes, bool]]:
    """A copy, the seals outside, and whether a seal or receipt answers for what was done."""
    from tests.journal import worlds

    for _name, copy, changed in worlds.crude(world):
        yield copy, changed, True
    outside = worlds.carried(world)
    for _name, other, others in worlds.forged(world):
        answers = worlds.covered(world, others, by_seals=True, by_receipts=True)
        yield worlds.dump(other), outside, answers


if __name__ == "__main__":
    sys.exit(main())
