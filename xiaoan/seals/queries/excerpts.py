"""Parts of the record for a copy that stands alone: entries, and with each the way to a seal over it."""

from collections.abc import Collection
from dataclasses import dataclass

from xiaoan.journal import queries as journal
from xiaoan.journal.rules import dump_line, place_line
from xiaoan.kernel.actor import Actor
from xiaoan.seals import rules
from xiaoan.seals.queries import seals
from xiaoan.seals.queries.slips import covering

# An entry is sealed within a minute: so many entries of a chain lie between at most (our own choice).
_LONGEST = 2000


@dataclass(frozen=True)
class Excerpt:
    """Lines as `xiaoan journal dump` writes them; what was not wanted and only leads to a seal, by its place
    alone. `uncovered`: entries no seal covers yet."""

    entries: list[str]
    seals: list[str]
    uncovered: list[tuple[int, int]]


def excerpt(actor: Actor, wanted: Collection[tuple[int, int]]) -> Excerpt:
    """The wanted entries, those up to the sealed head of their chain, and the seals."""
    lines: dict[tuple[int, int], str] = {}
    numbers: set[int] = set()
    uncovered = []
    wanted = frozenset(wanted)
    for school_id, n in sorted(wanted):
        fact = next(journal.facts(actor, school_id=school_id, n=n), None)
        if fact is None:
            continue
        lines[school_id, n] = dump_line(fact)
        one = covering(fact)
        if one is None:
            uncovered.append((school_id, n))
            continue
        numbers.add(one.no)
        head, _own = one.heads[school_id]
        last = min(head, n + _LONGEST)
        for other in journal.facts(actor, school_id=school_id, n__gt=n, n__lte=last):
            # An entry older than commitments can only be proved by showing it.
            shown = other.salt is None or (school_id, other.n) in wanted
            lines[school_id, other.n] = dump_line(other) if shown else place_line(other)
    told = [rules.line(one) for no in sorted(numbers) for one in seals(no, no)]
    return Excerpt([lines[where] for where in sorted(lines)], told, uncovered)
