"""What a seal is, byte for byte. scripts/verify_journal.py computes the same; a test holds both together.

The head of a chain is a leaf, `SHA-256(0x00 | chain 0x1F n 0x1F hash)`, the fields as text, the hash in hex.
The heads of all chains, by number of the chain, make a tree as in RFC 6962 §2.1: `SHA-256(0x01 | left |
right)`, split at the largest power of two below their count. Its root stands for the whole county.

A seal is JSON with sorted keys and no spaces; it is signed (Ed25519) over `0x02 | text`, and its hash, which
the next seal names, is `SHA-256(0x02 | text | signature)`: the last signature answers for all before it.
It names the heads that moved since the seal before; the first of a day names all, so that one day's
seals can be read without those before.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIRST = "00" * 32
# Chain → number and hash (hex) of its newest entry.
Heads = dict[int, tuple[int, str]]
_SHAPE: dict[str, type] = {
    "at": str, "chains": int, "entries": int, "heads": list, "key": str, "next": str, "no": int,
    "previous": str, "root": str, "whole": bool,
}  # fmt: skip


@dataclass(frozen=True)
class Seal:
    """A seal as it was signed. `key` is the public key; `next` the one that will sign after it, or ""."""

    body: str
    signature: bytes
    hash: str
    no: int
    at: dt.datetime
    chains: int
    entries: int
    heads: Heads
    key: str
    next: str
    previous: str
    root: str
    whole: bool

    @property
    def slip(self) -> str:
        """How a seal is named on paper: its number and its hash."""
        return f"S{self.no}-{self.hash}"


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def leaf(chain: int, n: int, own: str) -> bytes:
    return sha256(b"\0" + f"{chain}\x1f{n}\x1f{own}".encode()).digest()


def root_of(heads: Mapping[int, tuple[int, str]]) -> str:
    """The county's root over the heads of its chains."""
    return _root([leaf(chain, *heads[chain]) for chain in sorted(heads)]).hex()


def _root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + _root(leaves[:half]) + _root(leaves[half:])).digest()


@dataclass(frozen=True)
class Before:
    """Where the seals stand: the number, hash and heads of the last one (none yet: 0)."""

    no: int = 0
    hash: str = FIRST
    heads: tuple[tuple[int, tuple[int, str]], ...] = ()


def body(
    before: Before, heads: Heads, at: str, key: str, *, whole: bool, upcoming: str = ""
) -> str:
    """The text of the next seal."""
    known = {} if whole else dict(before.heads)
    moved = {chain: head for chain, head in heads.items() if known.get(chain) != head}
    return canonical(
        {
            "at": at,
            "chains": len(heads),
            "entries": sum(n for n, _ in heads.values()),
            "heads": [[chain, *moved[chain]] for chain in sorted(moved)],
            "key": key,
            "next": upcoming,
            "no": before.no + 1,
            "previous": before.hash,
            "root": root_of(heads),
            "whole": whole,
        }
    )


def signed(text: str) -> bytes:
    """What the signature is over."""
    return b"\2" + text.encode()


def seal(text: str, signature: bytes) -> Seal:
    """A seal from its text. ValueError if it is none."""
    try:
        found = json.loads(text)
        _refuse_other_shapes(text, found)
        heads = {chain: (n, own) for chain, n, own in found.pop("heads")}
        at = dt.datetime.strptime(found.pop("at"), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"not a seal: {error}") from error
    own = sha256(signed(text) + signature).hexdigest()
    return Seal(body=text, signature=signature, hash=own, at=at, heads=heads, **found)


def _refuse_other_shapes(text: str, found: Any) -> None:
    if canonical(found) != text:
        raise ValueError("not written as seals are")
    if {name: type(value) for name, value in found.items()} != _SHAPE:
        raise ValueError("other fields than a seal has")
    for chain, n, own in found["heads"]:
        if (type(chain), type(n), len(bytes.fromhex(own))) != (int, int, 32):
            raise ValueError("not a head of a chain")


def line(one: Seal) -> str:
    """A seal as a line of a file outside."""
    return f'{{"seal":{one.body},"signature":"{one.signature.hex()}"}}'


def read(text: str) -> Seal:
    """A seal from such a line, which must be as `line` writes it. ValueError if it is not."""
    try:
        found = json.loads(text)
        one = seal(canonical(found["seal"]), bytes.fromhex(found["signature"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a seal: {error!r}") from error
    if line(one) != text:
        raise ValueError("not written as seals are")
    return one


def is_signed(one: Seal) -> bool:
    """Whether the signature is that of the key which the seal names."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(one.key))
        key.verify(one.signature, signed(one.body))
    except (InvalidSignature, ValueError):
        return False
    return True
