"""Small counts in tables whose totals are printed too: which cells are told, which only as "<5" or "≥5", so
that no small one can be worked out from the others. Pure.

A county is the sum of its townships, a township of its schools: a tree of sums. Under `SMALL` a count is told
as few; then, as long as any few can be worked out exactly, the smallest other count beside it, or the total,
is told as "≥5". What can be worked out is reckoned by bounds going up and down the tree until nothing
changes, which in a tree of sums is exact. Primary and complementary suppression: Willenborg & de Waal,
Elements of Statistical Disclosure Control (2001), ch. 4 (from memory, M); the choice of the smallest
neighbour is ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from xiaoan.counselling.rules import SMALL

FEW, MANY = f"<{SMALL}", f"≥{SMALL}"
_NO_END = 1 << 30
Bounds = tuple[int, int]


@dataclass
class Node:
    """A unit: its count (of a unit with units below it their sum), and whether the number is told."""

    no: int
    count: int = 0
    below: "list[Node]" = field(default_factory=list)
    told: bool = True

    @property
    def is_few(self) -> bool:
        return 0 < self.count < SMALL

    def bounds(self) -> Bounds:
        """What the printed cell alone says."""
        if self.told:
            return self.count, self.count
        return (1, SMALL - 1) if self.is_few else (SMALL, _NO_END)

    def shown(self) -> str:
        return str(self.count) if self.told else FEW if self.is_few else MANY


def tell(root: Node) -> dict[int, str]:
    """Unit → what is printed of it, for a whole tree at once: each page of a part prints the same."""
    nodes = _all(root)
    for node in nodes:
        node.told = not node.is_few
    above = {child.no: node for node in nodes for child in node.below}
    while (open_now := _worked_out(nodes)) is not None:
        _hide_one_more(open_now, above, nodes)
    return {node.no: node.shown() for node in nodes}


def _all(root: Node) -> list[Node]:
    """The tree, a unit before those below it; sums are made of what is below."""
    found = [root]
    for node in found:
        found.extend(node.below)
    for node in reversed(found):
        if node.below:
            node.count = sum(child.count for child in node.below)
    return found


def _worked_out(nodes: list[Node]) -> Node | None:
    """A small count that the printed cells give away; None if there is none."""
    known = bounds_of(nodes)
    return next((n for n in nodes if n.is_few and known[n.no][0] == known[n.no][1]), None)


def bounds_of(nodes: list[Node]) -> dict[int, Bounds]:
    """Unit → least and most that it can be, by all printed cells together."""
    known = {node.no: node.bounds() for node in nodes}
    changed = True
    while changed:
        changed = False
        for node in nodes:
            if node.below:
                changed |= _tighten(node, known)
    return known


def _tighten(node: Node, known: dict[int, Bounds]) -> bool:
    lows = sum(known[child.no][0] for child in node.below)
    highs = min(_NO_END, sum(known[child.no][1] for child in node.below))
    low, high = known[node.no]
    low, high = max(low, lows), min(high, highs)
    new: dict[int, Bounds] = {node.no: (low, high)}
    for child in node.below:
        least, most = known[child.no]
        others_low = lows - least
        others_high = highs - most if highs < _NO_END else _NO_END
        new[child.no] = (max(least, low - others_high), min(most, high - others_low))
    changed = any(known[no] != bound for no, bound in new.items())
    known.update(new)
    return changed


def _hide_one_more(few: Node, above: Mapping[int, Node], nodes: list[Node]) -> None:
    """The smallest told count beside it; where there is none, the total; so on up; else any that is left."""
    node = few
    while node.no in above:
        parent = above[node.no]
        beside = [one for one in parent.below if one.told and one.count >= SMALL]
        if beside:
            min(beside, key=lambda one: (one.count, one.no)).told = False
            return
        if parent.told:
            parent.told = False
            return
        node = parent
    left = [one for one in nodes if one.told and one.count >= SMALL]
    if not left:
        few.told = False
        raise ValueError("nothing is left to hide")
    min(left, key=lambda one: (one.count, one.no)).told = False
