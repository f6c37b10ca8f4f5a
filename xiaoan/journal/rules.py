"""How an entry is hashed, and chained by the previous hash. Fields are UTF-8 text separated by 0x1F; `at` is
written in UTC with microseconds.

With a salt (each entry made since decision 27), `0x04 | previous hash (32) | commitment (32) | school_id n`,
the commitment being SHA-256 over `salt (16) | unit_no kind actor at body`: a copy can prove the place of
an entry by its commitment alone, and nobody finds out by trying what stands in it. A salt of another length
is refused: digits of `unit_no` could move into it, and one hash would stand for two entries.
Without one (older entries), `0x00 | previous hash (32) | school_id n unit_no kind actor at body`.

`journal_append` in the database and the stand-alone verifier compute the same; a test holds all together.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeAlias

GENESIS = bytes(32)
# Of an entry's hash, in its receipt: 40 bits, which nobody finds by trying against one entry.
DIGITS = 10
SALT = 16


@dataclass(frozen=True)
class Fact:
    """An entry as read back, or about to be written."""

    school_id: int
    n: int
    unit_no: int
    kind: str
    actor: str
    at: dt.datetime
    body: str
    previous: bytes
    hash: bytes
    salt: bytes | None = None

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass(frozen=True)
class Receipt:
    """What whoever wrote an entry keeps: with every later entry of the chain, it holds all before it."""

    school_id: int
    n: int
    hash: bytes

    @property
    def digits(self) -> str:
        return self.hash.hex()[:DIGITS]

    def __str__(self) -> str:
        return f"{self.school_id}-{self.n}-{self.digits}"


@dataclass(frozen=True)
class Break:
    """The first bad place of a chain."""

    school_id: int
    n: int
    reason: str


def canonical(payload: dict[str, Any]) -> str:
    """JSON with sorted keys and no spaces: one text for one value."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def instant(at: dt.datetime) -> str:
    # A third of what strftime costs: each entry is written so when a million are verified.
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")[:26] + "Z"


def commitment(fact: Fact) -> bytes:
    """What stands for all of an entry but its place in the chain. ValueError for an entry without a salt, or
    with one that is not 16 bytes."""
    if fact.salt is None:
        raise ValueError("older entries have no commitment")
    if len(fact.salt) != SALT:
        raise ValueError(f"a salt of {len(fact.salt)} bytes")
    return sha256(fact.salt + said(fact)).digest()


def said(fact: Fact) -> bytes:
    """All that an entry says, but its place in the chain."""
    told = (str(fact.unit_no), fact.kind, fact.actor, instant(fact.at), fact.body)
    return "\x1f".join(told).encode()


def digest_of(fact: Fact) -> bytes:
    if fact.salt is not None:
        commitment(fact)
    return _digest(link_of(fact))


# An entry as the chain holds it: school, number, previous hash, own hash, salt, what it says. A million of
# them are verified, where a tuple costs a third of a dataclass.
Link: TypeAlias = tuple[int, int, bytes, bytes, bytes | None, bytes]


def link_of(fact: Fact) -> Link:
    return fact.school_id, fact.n, fact.previous, fact.hash, fact.salt, said(fact)


def _digest(link: Link) -> bytes:
    school_id, n, previous, _own, salt, told = link
    if salt is None:
        return sha256(b"\0%b%d\x1f%d\x1f%b" % (previous, school_id, n, told)).digest()
    held = sha256(salt + told).digest()
    return sha256(b"\4%b%b%d\x1f%d" % (previous, held, school_id, n)).digest()


def breaks(links: Iterable[Link], heads: dict[int, tuple[int, bytes]]) -> Iterator[Break]:
    """The first bad place of each chain; `links` sorted by school and number."""
    last: dict[int, tuple[int, bytes]] = {}
    broken: set[int] = set()
    for link in links:
        school_id, number, own = link[0], link[1], link[3]
        if school_id in broken:
            continue
        n, previous = last.get(school_id, (0, GENESIS))
        reason = _fault(link, n, previous)
        if reason:
            broken.add(school_id)
            yield Break(school_id, number, reason)
        last[school_id] = (number, own)
    for school_id in sorted((heads.keys() | last.keys()) - broken):
        if heads.get(school_id) != last.get(school_id):
            yield Break(school_id, last.get(school_id, (0, b""))[0], "head differs from last entry")


def _fault(link: Link, n: int, previous: bytes) -> str:
    _school, number, before, own, salt, _told = link
    if number != n + 1:
        return f"number {number} follows {n}"
    if before != previous:
        return "previous hash differs"
    if salt is not None and len(salt) != SALT:
        return f"a salt of {len(salt)} bytes"
    if own != _digest(link):
        return "content does not match its hash"
    return ""


def dump_line(fact: Fact) -> str:
    """One entry as a line of JSON, for a copy outside the database."""
    values = {**fact.__dict__, "at": instant(fact.at)}
    values |= {"previous": fact.previous.hex(), "hash": fact.hash.hex()}
    del values["salt"]
    if fact.salt is not None:
        values["salt"] = fact.salt.hex()
    return json.dumps(values, ensure_ascii=False)


def place_line(fact: Fact) -> str:
    """An entry by its place in the chain alone: that it is there, and not what it says."""
    values = {
        "school_id": fact.school_id, "n": fact.n, "previous": fact.previous.hex(),
        "commitment": commitment(fact).hex(), "hash": fact.hash.hex(),
    }  # fmt: skip
    return json.dumps(values)


def dump_head(school_id: int, n: int, own: bytes) -> str:
    """The head of a chain as a line of the copy."""
    return json.dumps({"head": school_id, "n": n, "hash": own.hex()})


def read_dump(lines: Iterable[str]) -> tuple[list[Fact], dict[int, tuple[int, bytes]]]:
    """Entries and heads of a dump; empty lines are passed over. ValueError names the line that cannot be
    read, or is not written as `dump_line` writes: then somebody else wrote it."""
    facts: list[Fact] = []
    heads: dict[int, tuple[int, bytes]] = {}
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        try:
            values = json.loads(line)
            if "head" in values:
                chain, head = values["head"], (values["n"], bytes.fromhex(values["hash"]))
                written, heads[chain] = dump_head(chain, *head), head
            else:
                facts.append(_fact(values))
                written = dump_line(facts[-1])
            if written != line:
                raise ValueError("not written as entries are")
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} of the dump cannot be read: {error!r}") from error
    return facts, heads


def _fact(values: dict[str, Any]) -> Fact:
    at = dt.datetime.strptime(values.pop("at"), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)
    previous, own = bytes.fromhex(values.pop("previous")), bytes.fromhex(values.pop("hash"))
    salt = bytes.fromhex(values.pop("salt")) if "salt" in values else None
    if salt is not None and len(salt) != SALT:
        raise ValueError(f"a salt of {len(salt)} bytes")
    return Fact(**values, at=at, previous=previous, hash=own, salt=salt)
