"""The whole record against its seals, and against seals and receipts that were kept outside.

The same for the database and for a copy of it: only where entries and seals come from differs.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from xiaoan.journal import queries as journal
from xiaoan.journal import rules as chains
from xiaoan.kernel.actor import Actor
from xiaoan.seals import queries, rules
from xiaoan.seals.rules import following, slips

JournalHeads = dict[int, tuple[int, bytes]]


@dataclass(frozen=True)
class Outside:
    """What was kept where whoever holds the database does not reach; `keys` are those to be trusted."""

    seals: tuple[rules.Seal, ...] = ()
    told: tuple[slips.Slip, ...] = ()
    keys: frozenset[str] = frozenset()


@dataclass
class Verdict:
    """What was read, the first bad place of each chain, and what seals and receipts contradict."""

    entries: int = 0
    seals: int = 0
    breaks: list[chains.Break] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        broken = [
            f"chain {one.school_id} breaks at entry {one.n}: {one.reason}" for one in self.breaks
        ]
        return broken + self.faults


def check_record(actor: Actor, outside: Outside) -> Verdict:
    """The database. In one snapshot (see the command), else what is written meanwhile looks like a fault."""
    return _check(journal.links(), journal.heads(), queries.seals(), outside)


def check(
    facts: Iterable[chains.Fact], heads: JournalHeads, own: Iterable[rules.Seal], outside: Outside
) -> Verdict:
    """A copy; `facts` by chain and number, `own` by number."""
    return _check(map(chains.link_of, facts), heads, own, outside)


def _check(
    links: Iterable[chains.Link], heads: JournalHeads, own: Iterable[rules.Seal], outside: Outside
) -> Verdict:
    verdict = Verdict()
    promises = following.Promises()
    kept: dict[int, str] = {}

    def passing() -> Iterator[rules.Seal]:
        for one in own:
            kept[one.no] = one.hash
            verdict.seals += 1
            yield one

    verdict.faults += _follow(passing(), following.Follower(outside.keys), promises)
    for row in following.rows_of(outside.seals):
        follower = following.Follower(outside.keys, from_first=False, name="outside seal")
        verdict.faults += _follow(row, follower, promises)
    verdict.faults += following.compared(outside.seals, kept)
    verdict.faults += _told(outside.told, kept, promises)
    verdict.breaks += chains.breaks(_seen(links, promises, verdict), heads)
    verdict.faults += [*promises.faults, *promises.unseen()]
    return verdict


def _follow(
    row: Iterable[rules.Seal], follower: following.Follower, promises: following.Promises
) -> Iterator[str]:
    for one in row:
        yield from follower.take(one)
        said_by = f"{follower.name} {one.no}"
        for chain, (n, own) in one.heads.items():
            promises.add(chain, n, own, said_by)
    yield from follower.end()


def _told(
    told: Iterable[slips.Slip], kept: dict[int, str], promises: following.Promises
) -> Iterator[str]:
    for slip in told:
        if slip.chain is not None:
            promises.add(slip.chain, slip.n, slip.digits, f"receipt {slip}")
        elif not kept.get(slip.n, "").startswith(slip.digits):
            yield f"seal {slip} on paper is not in the record"


def _seen(
    links: Iterable[chains.Link], promises: following.Promises, verdict: Verdict
) -> Iterator[chains.Link]:
    by_chain, at, wanted = promises.by_chain, -1, dict[int, tuple[str, str]]()
    for link in links:
        school_id, n = link[0], link[1]
        verdict.entries += 1
        if school_id != at:
            at, wanted = school_id, by_chain.get(school_id, {})
        if n in wanted:
            promises.see(school_id, n, link[3])
        yield link


def read_dump(
    lines: Iterable[str],
) -> tuple[list[chains.Fact], JournalHeads, list[rules.Seal]]:
    """Entries, heads and seals of a copy. ValueError names the line that cannot be read."""
    own: list[rules.Seal] = []

    def without_seals() -> Iterator[str]:
        for number, line in enumerate(lines, start=1):
            if line.startswith('{"seal":'):
                own.append(_seal(line, f"line {number} of the dump"))
                # Its place is kept, so that the lines after it are named rightly.
                yield ""
            else:
                yield line

    facts, heads = chains.read_dump(without_seals())
    return facts, heads, own


def read_files(paths: Iterable[Path]) -> tuple[rules.Seal, ...]:
    """Seals of files, and of all `.jsonl` files below folders. ValueError names an unreadable line."""
    found = []
    for path in paths:
        files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        for file in files:
            for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), start=1):
                if line:
                    found.append(_seal(line, f"line {number} of {file.name}"))
    return tuple(found)


def _seal(line: str, where: str) -> rules.Seal:
    try:
        return rules.read(line)
    except ValueError as error:
        raise ValueError(f"{where} cannot be read: {error}") from error


_CONTRADICTED = """
select count(*) from unnest(%s::int[], %s::int[], %s::bytea[]) as sealed(chain, n, hash)
left join journal_entry e on e.school_id = sealed.chain and e.n = sealed.n
where e.hash is distinct from sealed.hash
"""


def contradicted(actor: Actor) -> int:
    """How many chains do not hold what the last seal says of them: a look, not the whole proof."""
    try:
        heads = queries.before().heads
    except ValueError:
        return 1  # a seal that cannot be read was changed
    if not heads:
        return 0
    columns = (
        [chain for chain, _ in heads],
        [n for _, (n, _own) in heads],
        [bytes.fromhex(own) for _, (_n, own) in heads],
    )
    with connection.cursor() as cursor:
        cursor.execute(_CONTRADICTED, columns)
        (count,) = cursor.fetchone()
    return int(count)
