"""Are reports of the same rumour put together, and those of another kept apart? `python -m bench.rumours`

Invented texts (rumours_texts.py) come one by one, as they would; each joins the item of the most similar
text or begins one. Counted in pairs of reports: precision, recall, F1; beside two naive ways (the same text;
difflib's ratio at the threshold that is best on the tuning seeds). The thresholds of the product are tuned
on the seeds and claims of TUNING only.
"""

import argparse
import difflib
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from zlib import crc32

from bench import rumours_texts as texts
from bench.rumours_texts import Said
from xiaoan.directory.rules.characters import simplified
from xiaoan.rumours.rules import alike

TUNE, MEASURE = range(1, 6), range(101, 111)


@dataclass
class Found:
    """Pairs of reports: rightly together, wrongly together, wrongly apart; the right item was among those
    near."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    near: Counter[str] = field(default_factory=Counter)

    def add(self, truth: Sequence[int], items: Sequence[int]) -> None:
        for a, b in combinations(range(len(truth)), 2):
            same, put = truth[a] == truth[b], items[a] == items[b]
            self.right += same and put
            self.wrong += put and not same
            self.missed += same and not put

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


@dataclass
class Prepared:
    """Texts with their prints, and for each the candidates among those before it."""

    said: Sequence[Said]
    prints: list[alike.Print] = field(default_factory=list)
    candidates: list[list[int]] = field(default_factory=list)


def prepared(said: Sequence[Said]) -> Prepared:
    """Prints, and candidates by winnowed pieces, as the database finds them."""
    found = Prepared(said)
    index: dict[int, list[int]] = defaultdict(list)
    places = [
        alike.folded(name, simplified) for name in (*texts.FILLS["school"], *texts.FILLS["town"])
    ]
    for no, one in enumerate(said):
        plain = alike.folded(one.text, simplified)
        made = alike.print_of(plain, lambda piece: crc32(piece.encode()), places)
        counts = Counter(other for gram in made.grams for other in index[gram])
        found.candidates.append([other for other, _n in counts.most_common(alike.MOST_CANDIDATES)])
        found.prints.append(made)
        for gram in made.grams:
            index[gram].append(no)
    return found


def by_product(known: Prepared, same: float = alike.SAME) -> tuple[list[int], Counter[str]]:
    """As `rumours.services` does it: joins the item of the most similar text, or begins one."""
    items: list[int] = []
    named: dict[int, dict[str, frozenset[int]]] = {}
    begun: set[int] = set()
    near: Counter[str] = Counter()
    for no, one in enumerate(known.said):
        made = known.prints[no]
        scored = [
            (alike.score(made, known.prints[other], named[items[other]]), items[other])
            for other in known.candidates[no]
        ]
        joined, others = alike.best(scored, same)
        item = no if joined is None else joined
        items.append(item)
        named[item] = alike.together([named.get(item, {}), made.anchors])
        near["seen"] += one.rumour in begun
        shown = {
            known.said[each].rumour for each in (*([] if joined is None else [joined]), *others)
        }
        near["offered"] += one.rumour in begun and one.rumour in shown
        begun.add(one.rumour)
    return items, near


def by_text(said: Sequence[Said]) -> list[int]:
    """The very same text."""
    first: dict[str, int] = {}
    return [first.setdefault(one.text, no) for no, one in enumerate(said)]


def by_ratio(said: Sequence[Said], least: float) -> list[int]:
    """difflib's ratio against every text before, from a threshold on."""
    items: list[int] = []
    for no, one in enumerate(said):
        best, at = least, no
        matcher = difflib.SequenceMatcher(b=one.text, autojunk=False)
        for other in range(no):
            matcher.set_seq1(said[other].text)
            if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best:
                value = matcher.ratio()
                if value >= best:
                    best, at = value, items[other]
        items.append(at)
    return items


def over(
    seeds: Iterable[int], templates: tuple[str, ...], way: Callable[[Sequence[Said]], list[int]]
) -> Found:
    found = Found()
    for seed in seeds:
        said = texts.seeded(seed, templates, _script())
        found.add([one.rumour for one in said], way(said))
    return found


def _script() -> dict[int, str]:
    """Simplified → traditional characters, one each (OpenCC, a tool of developers)."""
    from opencc import OpenCC  # only where it is installed

    every = sorted(set("".join((*texts.TUNING, *texts.MEASURING))))
    return {ord(c): OpenCC("s2t").convert(c) for c in every}


def _line(name: str, found: Found, seconds: float) -> str:
    return (
        f"{name:<34}{found.precision:>10.3f}{found.recall:>8.3f}{found.f1:>8.3f}"
        f"{found.right:>9}{found.wrong:>7}{found.missed:>8}{seconds:>9.1f}"
    )


def tune() -> float:
    """Every threshold on the tuning half; gives difflib's best."""
    sets = [texts.seeded(seed, texts.TUNING, _script()) for seed in TUNE]
    known = [prepared(said) for said in sets]
    for same in (0.26, 0.3, 0.34, 0.38, 0.42, 0.46, 0.5, 0.54, 0.58, 0.62):
        found = Found()
        for each in known:
            found.add([one.rumour for one in each.said], by_product(each, same)[0])
        print(f"product {same:.2f}  {found.precision:.3f} {found.recall:.3f} {found.f1:.3f}")
    reached = {}
    for least in (0.5, 0.6, 0.7, 0.8):
        reached[least] = over(TUNE, texts.TUNING, partial(by_ratio, least=least)).f1
        print(f"difflib {least:.2f}  {reached[least]:.3f}", flush=True)
    return max(reached, key=lambda least: reached[least])


def main() -> None:
    """Measure; with --tune the thresholds on the other half first."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--tune", action="store_true")
    asked.add_argument("--ratio", type=float, default=0.6, help="difflib's threshold")
    given = asked.parse_args()
    ratio = tune() if given.tune else given.ratio
    near: Counter[str] = Counter()

    def product(said: Sequence[Said]) -> list[int]:
        items, offered = by_product(prepared(said))
        near.update(offered)
        return items

    ways: tuple[tuple[str, Callable[[Sequence[Said]], list[int]]], ...] = (
        ("the same text", by_text), (f"difflib ratio ≥ {ratio:.2f}", lambda said: by_ratio(said, ratio)),
        (f"product (≥ {alike.SAME:.2f})", product),
    )  # fmt: skip
    print(
        f"{'':<34}{'precision':>10}{'recall':>8}{'F1':>8}{'right':>9}{'wrong':>7}{'missed':>8}{'seconds':>9}"
    )
    for name, way in ways:
        begun = time.perf_counter()
        found = over(MEASURE, texts.MEASURING, way)
        print(_line(name, found, time.perf_counter() - begun))
    print(
        f"the right item joined or offered from {alike.NEAR:.2f} on: {near['offered']}/{near['seen']}"
    )


if __name__ == "__main__":
    main()
