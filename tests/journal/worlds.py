"""A small journal with its seals, what was carried outside, and receipts; and all that can be done to it.

Pure, so that a million mutants can be looked at (bench/tamper.py does). `covered` is the oracle: it knows
what was sealed and receipted, and nothing of how it is checked.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scripts import verify_journal
from xiaoan.journal import rules as chains
from xiaoan.journal.rules import Fact
from xiaoan.seals import rules
from xiaoan.seals.queries import checking
from xiaoan.seals.rules import slips

START = dt.datetime(2026, 11, 23, 0, 58, 0, 123456, tzinfo=dt.UTC)
KINDS = ("screening.roll_call_submitted", "duties.done", "surveys.answer_given")
Place = tuple[int, int]
Heads = dict[int, tuple[int, bytes]]


@dataclass(frozen=True)
class World:
    """`facts` by chain and number; `times` when each seal was made and how far the chains were."""

    facts: tuple[Fact, ...]
    seals: tuple[rules.Seal, ...]
    times: tuple[tuple[dt.datetime, dict[int, int]], ...]
    receipts: tuple[slips.Slip, ...]
    key: Ed25519PrivateKey

    @property
    def heads(self) -> dict[int, tuple[int, bytes]]:
        return {fact.school_id: (fact.n, fact.hash) for fact in self.facts}


def build(seed: int) -> World:
    """Three chains, three seals a minute apart over the full hour, then entries that no seal has yet."""
    chance = np.random.default_rng(seed)
    key = Ed25519PrivateKey.from_private_bytes(chance.bytes(32))
    facts: list[Fact] = []
    times = []
    for minute in range(4):
        at = START + dt.timedelta(minutes=minute)
        for chain in (0, 1000, 2000):
            for _ in range(1 if minute == 3 else chance.integers(0 if minute else 1, 3)):
                facts.append(_next(facts, chain, at, chance))
        if minute < 3:
            reached = {f.school_id: f.n for f in facts}
            times.append((at + dt.timedelta(seconds=30), reached))
    facts.sort(key=lambda fact: (fact.school_id, fact.n))
    later = [f for f in facts if f.n > 1]
    chosen = [later[i] for i in chance.choice(len(later), 2, replace=False)]
    receipts = tuple(slips.read(str(chains.Receipt(f.school_id, f.n, f.hash))) for f in chosen)
    seals = sealed(tuple(facts), tuple(times), key)
    return World(tuple(facts), seals, tuple(times), receipts, key)


def _next(facts: list[Fact], chain: int, at: dt.datetime, chance: np.random.Generator) -> Fact:
    before = [fact for fact in facts if fact.school_id == chain]
    payload = {"slot": "晨午晚"[chance.integers(3)], "present": int(chance.integers(20, 55))}
    fact = Fact(
        school_id=chain, n=len(before) + 1, unit_no=chain + int(chance.integers(10)),
        kind=KINDS[chance.integers(3)], actor=f"0190b2d0-0000-7000-8000-{chance.integers(10):012}",
        at=at + dt.timedelta(microseconds=int(chance.integers(10**6))),
        body=chains.canonical(payload), previous=before[-1].hash if before else chains.GENESIS,
        hash=b"", salt=chance.bytes(16) if before else None,
    )  # fmt: skip
    return replace(fact, hash=chains.digest_of(fact))


def sealed(
    facts: tuple[Fact, ...],
    times: tuple[tuple[dt.datetime, dict[int, int]], ...],
    key: Ed25519PrivateKey,
) -> tuple[rules.Seal, ...]:
    """The seals over `facts` as made at those times: by the product, or by who stole its key."""
    made: list[rules.Seal] = []
    before = rules.Before()
    by_place = {(f.school_id, f.n): f.hash.hex() for f in facts}
    name = key.public_key().public_bytes_raw().hex()
    for at, reached in times:
        heads = {c: (n, by_place[c, n]) for c, n in reached.items() if (c, n) in by_place}
        whole = not made or made[-1].at.hour != at.hour
        text = rules.body(before, heads, chains.instant(at), name, whole=whole)
        made.append(rules.seal(text, key.sign(rules.signed(text))))
        before = rules.Before(made[-1].no, made[-1].hash, tuple(heads.items()))
    return tuple(made)


def dump(world: World) -> bytes:
    """As `xiaoan journal dump` writes it."""
    lines = [rules.line(one) for one in world.seals]
    lines += [chains.dump_line(fact) for fact in world.facts]
    lines += [chains.dump_head(chain, n, own) for chain, (n, own) in world.heads.items()]
    return "".join(f"{line}\n" for line in lines).encode()


def carried(world: World) -> bytes:
    """The files outside."""
    return "".join(f"{rules.line(one)}\n" for one in world.seals).encode()


def seen_by_product(copy: bytes, outside: bytes, told: tuple[slips.Slip, ...] = ()) -> bool:
    """Whether `xiaoan journal verify --from-file` would say something. ValueError is a refusal to read."""
    try:
        facts, heads, own = checking.read_dump(copy.decode().split("\n"))
        elsewhere = tuple(rules.read(line) for line in outside.decode().split("\n") if line)
    except ValueError:
        return True
    return bool(checking.check(facts, heads, own, checking.Outside(elsewhere, told)).sentences)


@lru_cache(maxsize=1000)
def _read(line: str) -> tuple[list[Fact], Heads, list[rules.Seal]]:
    return checking.read_dump([line])


def seen_soon_by_product(copy: bytes, outside: bytes, told: tuple[slips.Slip, ...] = ()) -> bool:
    """The same, with the lines that were looked at before not read again: for a million mutants."""
    facts: list[Fact] = []
    heads: Heads = {}
    own: list[rules.Seal] = []
    elsewhere: list[rules.Seal] = []
    try:
        for line in copy.decode().split("\n"):
            more, head, seal = _read(line)
            facts += more
            heads |= head
            own += seal
        for line in outside.decode().split("\n"):
            elsewhere += _read(line)[2] if line else ()
    except ValueError:
        return True
    beside = checking.Outside(tuple(elsewhere), told)
    return bool(checking.check(facts, heads, own, beside).sentences)


def seen_by_script(copy: bytes, outside: bytes, told: tuple[slips.Slip, ...] = ()) -> bool:
    """The same of scripts/verify_journal.py."""
    try:
        lines = copy.decode().removesuffix("\n").split("\n") if copy else []
        elsewhere = [line for line in outside.decode().split("\n") if line]
        return bool(verify_journal.verify(lines, elsewhere, map(str, told))[1])
    except (KeyError, TypeError, ValueError):
        return True


def flipped(data: bytes) -> Iterator[bytes]:
    """One bit of each byte after another."""
    for index in range(len(data)):
        for bit in range(8):
            yield data[:index] + bytes((data[index] ^ 1 << bit,)) + data[index + 1 :]


def crude(world: World) -> Iterator[tuple[str, bytes, bytes]]:
    """What does not even mend the hashes: name, copy, files outside."""
    copy, outside = dump(world), carried(world)
    for changed in flipped(copy):
        yield "bit of the copy", changed, outside
    for changed in flipped(outside):
        yield "bit of a seal outside", copy, changed
    for length in range(len(copy) - 1):  # without the end of its last line it says the same
        yield "copy cut off", copy[:length], outside
    yield from _salted(world, outside)
    lines = copy.splitlines(keepends=True)
    for i, line in enumerate(lines):
        yield "line deleted", b"".join(lines[:i] + lines[i + 1 :]), outside
        if not line.startswith(b'{"head"'):  # said twice, a head says the same
            yield "line doubled", b"".join([*lines[: i + 1], *lines[i:]]), outside
        for j in range(i):
            if lines[j][:8] == line[:8] != b'{"head":' and _of(lines[j]) == _of(line):
                other = [*lines]
                other[i], other[j] = other[j], other[i]
                yield "lines swapped", b"".join(other), outside


def _salted(world: World, outside: bytes) -> Iterator[tuple[str, bytes, bytes]]:
    for index, fact in enumerate(world.facts):
        for salted in other_salts(fact):
            facts = (*world.facts[:index], salted, *world.facts[index + 1 :])
            yield "salt of another length", dump(replace(world, facts=facts)), outside


def other_salts(fact: Fact) -> Iterator[Fact]:
    """Its salt longer or shorter, the hash left. Digits moved between salt and unit: what is hashed stays,
    byte for byte, and only the length tells."""
    if fact.salt is None:
        return
    unit = str(fact.unit_no)
    for count in range(1, len(unit)):
        yield _with(fact, salt=fact.salt + unit[:count].encode(), unit_no=int(unit[count:]))
    if fact.salt[-1:] in b"123456789":
        yield _with(fact, salt=fact.salt[:-1], unit_no=int(fact.salt[-1:].decode() + unit))
    for salt in (fact.salt + b"\0", fact.salt[1:], fact.salt[:-1], fact.salt * 2, b""):
        yield _with(fact, salt=salt)


def _of(line: bytes) -> bytes:
    """Whose line: chains may stand in any order, the entries of one may not."""
    return line.split(b", ", 1)[0]


def forged(world: World, stride: int = 1) -> Iterator[tuple[str, World, frozenset[Place]]]:
    """By whoever holds database and seal key: every hash mended, the heads, and all seals made anew. With it,
    the entries that are not what they were. Of the single edits every `stride`-th."""
    for name, index, changed in islice(_edits(world), 0, None, stride):
        yield name, *_mended(world, index, changed)
    yield from _wholes(world)


def _edits(world: World) -> Iterator[tuple[str, int, Fact | None]]:
    """Another entry, or none, in the place of each."""
    for i, fact in enumerate(world.facts):
        for name in ("body", "actor", "kind"):
            for text in _texts(getattr(fact, name)):
                yield name, i, _with(fact, **{name: text})
        for bit in range(30):
            yield "unit", i, _with(fact, unit_no=fact.unit_no ^ 1 << bit)
            yield "instant", i, _with(fact, at=fact.at - dt.timedelta(microseconds=1 << bit))
        for salt in flipped(fact.salt or b""):
            yield "salt", i, _with(fact, salt=salt)
        yield "without its salt", i, _with(fact, salt=None if fact.salt else bytes(16))
        yield "deleted", i, None


def _with(fact: Fact, **changed: Any) -> Fact:
    return replace(fact, **changed)


def _texts(text: str) -> Iterator[str]:
    for changed in flipped(text.encode()):
        try:
            decoded = changed.decode()
        except UnicodeDecodeError:
            continue  # the database holds text only
        if "\0" not in decoded:
            yield decoded


def _mended(world: World, index: int, changed: Fact | None) -> tuple[World, frozenset[Place]]:
    """The chain from there on rehashed; the entries that are others now."""
    old = world.facts[index]
    facts = [*world.facts[:index], *([changed] if changed else []), *world.facts[index + 1 :]]
    return _rehashed(world, facts, {old.school_id})


def _rehashed(world: World, facts: list[Fact], touched: set[int]) -> tuple[World, frozenset[Place]]:
    last: dict[int, tuple[int, bytes]] = {}
    for at, fact in enumerate(facts):
        n, previous = last.get(fact.school_id, (0, chains.GENESIS))
        if fact.school_id in touched:
            mended = replace(fact, n=n + 1, previous=previous)
            facts[at] = replace(mended, hash=chains.digest_of(mended))
        last[fact.school_id] = (facts[at].n, facts[at].hash)
    now = {(f.school_id, f.n): f.hash for f in facts}
    others = {(f.school_id, f.n) for f in world.facts if now.get((f.school_id, f.n)) != f.hash}
    made = sealed(tuple(facts), world.times, world.key)
    return replace(world, facts=tuple(facts), seals=made), frozenset(others)


def _wholes(world: World) -> Iterator[tuple[str, World, frozenset[Place]]]:
    """Two entries exchanged, one put in, two chains exchanged, older copies."""
    for i, fact in enumerate(world.facts):
        following = world.facts[i + 1 : i + 2]
        if following and following[0].school_id == fact.school_id:
            facts = [*world.facts[:i], following[0], fact, *world.facts[i + 2 :]]
            yield "exchanged", *_rehashed(world, facts, {fact.school_id})
        facts = [*world.facts[: i + 1], fact, *world.facts[i + 1 :]]
        yield "put in", *_rehashed(world, facts, {fact.school_id})
    moved = [replace(f, school_id={1000: 2000, 2000: 1000, 0: 0}[f.school_id]) for f in world.facts]
    moved.sort(key=lambda fact: (fact.school_id, fact.n))
    yield "two chains exchanged", *_rehashed(world, moved, {1000, 2000})
    for count, (_, reached) in enumerate(world.times, start=1):
        facts = [f for f in world.facts if f.n <= reached.get(f.school_id, 0)]
        gone = {(f.school_id, f.n) for f in world.facts} - {(f.school_id, f.n) for f in facts}
        older = replace(world, facts=tuple(facts), seals=world.seals[:count])
        yield "older copy restored", older, frozenset(gone)


def covered(world: World, others: frozenset[Place], *, by_seals: bool, by_receipts: bool) -> bool:
    """Whether a seal outside, or a receipt, answers for one of the entries that are others now."""
    reached = dict(world.times[-1][1]) if by_seals else {}
    held = {(chain, n) for chain, to in reached.items() for n in range(1, to + 1)}
    for slip in world.receipts if by_receipts else ():
        # An entry holds all before it: who changes one of them changes the receipt's.
        held |= {(slip.chain or 0, n) for n in range(1, slip.n + 1)}
    return bool(held & others)
