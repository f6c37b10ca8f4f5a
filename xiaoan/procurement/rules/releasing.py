"""Who may send an order alone: nobody what no requisition asked for, nobody more than so much."""

from collections.abc import Iterable
from dataclasses import dataclass

# From the strictest to the laxest: whoever leads the buying office; that, or another buyer.
RELEASERS = ("leader", "either")


@dataclass(frozen=True)
class Release:
    """Above `fen` an order is released by a second person, one of `who`. `is_ours`: nobody has set it."""

    fen: int
    who: str = RELEASERS[-1]
    is_ours: bool = True

    def needs_second(self, total: int, *, asked: bool) -> bool:
        """Whether another than wrote an order of `total` fen sends it; `asked`: by a requisition."""
        return not asked or total > self.fen

    def is_laxer_than(self, others: Iterable["Release"]) -> bool:
        """More may be sent alone than by one of the others, or by more people."""
        return any(
            self.fen > one.fen or RELEASERS.index(self.who) > RELEASERS.index(one.who)
            for one in others
        )
