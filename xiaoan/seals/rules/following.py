"""Do seals follow one another, and what do they say of the entries? Pure: the database, a copy of it, and
files from outside are held to the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xiaoan.seals.rules import FIRST, Heads, Seal, is_signed, root_of


@dataclass
class Promises:
    """What entries must be: by chain and number, the digits their hash begins with, and who says so."""

    by_chain: dict[int, dict[int, tuple[str, str]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, chain: int, n: int, digits: str, said_by: str) -> None:
        wanted = self.by_chain.setdefault(chain, {})
        known, first = wanted.setdefault(n, (digits, said_by))
        if not (known.startswith(digits) or digits.startswith(known)):
            self.faults.append(f"{first} and {said_by} differ about entry {n} of chain {chain}")
        elif len(digits) > len(known):
            wanted[n] = (digits, said_by)

    def see(self, chain: int, n: int, own: bytes) -> None:
        """An entry goes by."""
        wanted = self.by_chain.get(chain)
        promised = wanted.pop(n, None) if wanted else None
        if promised and not own.hex().startswith(promised[0]):
            self.faults.append(f"{promised[1]} contradicts entry {n} of chain {chain}")

    def unseen(self) -> Iterator[str]:
        """What was promised and did not go by: told once per chain."""
        for chain in sorted(self.by_chain):
            for n, (_, said_by) in sorted(self.by_chain[chain].items())[:1]:
                yield f"entry {n} of chain {chain} is missing, which is named by {said_by}"


@dataclass
class Follower:
    """Takes seals in their order and holds each against the one before.

    `from_first`: the row begins with the first seal of all (the record's own seals do; what lies outside may
    begin anywhere, and its roots can be worked out from its first whole seal on).
    """

    trusted: frozenset[str] = frozenset()
    from_first: bool = True
    name: str = "seal"
    last: Seal | None = None
    heads: Heads = field(default_factory=dict)

    def take(self, one: Seal) -> Iterator[str]:
        """What is wrong with the next seal."""
        said = f"{self.name} {one.no}"
        if self.last is None:
            if self.from_first and (one.no, one.previous, one.whole) != (1, FIRST, True):
                yield f"{said} is the first, but not seal 1"
        else:
            yield from self._after(self.last, one, said)
        if one.whole or self.heads:
            yield from self._heads(one, said)
        self.last = one

    def end(self) -> Iterator[str]:
        """The last signature answers for every seal before it, since each names the one before."""
        if self.last:
            yield from self._signature(self.last)
            if self.trusted and self.last.key not in self.trusted:
                yield f"{self.name} {self.last.no} is by a key that is not trusted"

    def _after(self, last: Seal, one: Seal, said: str) -> Iterator[str]:
        if (one.no, one.previous) != (last.no + 1, last.hash):
            yield f"{said} does not follow {self.name} {last.no}"
        if one.key == last.key:
            return
        yield from self._signature(last)
        if one.key not in {last.next, *self.trusted}:
            yield f"{said} is by a key that {self.name} {last.no} did not announce"

    def _signature(self, one: Seal) -> Iterator[str]:
        if not is_signed(one):
            yield f"{self.name} {one.no} is not signed by its key"

    def _heads(self, one: Seal, said: str) -> Iterator[str]:
        for chain, (n, _) in one.heads.items():
            before = self.heads.get(chain, (0, ""))
            if n < before[0] or (n == before[0] and one.heads[chain] != before):
                yield f"{said} takes chain {chain} back from entry {before[0]} to {n}"
        if one.whole and self.heads.keys() - one.heads.keys():
            yield f"{said} leaves chains out"
        self.heads.update(one.heads)
        counted = (len(self.heads), sum(n for n, _ in self.heads.values()))
        if counted != (one.chains, one.entries):
            yield f"{said} counts other chains or entries than it names"
        # Nothing moved: the root is that of the seal before, and need not be worked out again.
        quiet = self.last is not None and not one.heads
        root = self.last.root if quiet and self.last else root_of(self.heads)
        if root != one.root:
            yield f"{said} has another root than its heads have"


def rows_of(outside: Iterable[Seal]) -> Iterator[list[Seal]]:
    """Seals from files outside, sorted into rows without gaps; the same seal twice is one seal.

    Two different seals of one number make two rows; each is compared with the record's own.
    """
    row: list[Seal] = []
    seen: set[str] = set()
    for one in sorted(outside, key=lambda seal: (seal.no, seal.hash)):
        if one.hash in seen:
            continue
        seen.add(one.hash)
        if row and (one.no, one.previous) == (row[-1].no + 1, row[-1].hash):
            row.append(one)
            continue
        if row:
            yield row
        row = [one]
    if row:
        yield row


def compared(outside: Iterable[Seal], own: Mapping[int, str]) -> Iterator[str]:
    """Seals that the record has otherwise or not at all: it was made anew, cut off, or is an older copy."""
    for one in sorted(outside, key=lambda seal: (seal.no, seal.hash)):
        kept = own.get(one.no)
        if kept is None:
            yield f"seal {one.no} outside, made at {one.at:%Y-%m-%d %H:%M} UTC, is not in the record"
        elif kept != one.hash:
            yield f"seal {one.no} outside is another than seal {one.no} in the record"
