"""Check a copy of the journal without Xiaoan, without Django and without its database.

    xiaoan journal dump > journal.jsonl
    python verify_journal.py journal.jsonl [--seals FOLDER …] [--receipts SLIP …] [--key KEY …]

It needs the package `cryptography`. Exit 0 and the heads if everything holds; 1 and what does not; 2 if
something cannot be read. `--seals`: seal files kept outside, or folders of them. `--receipts`: slips as pages
show them (1042000-318-7fa91c03be) or as printed for a day (S812-7fa9…), or files of them. `--key`: the keys
to trust, as printed for a day. Who holds the database can rehash a chain, but not what lies elsewhere.

An entry's hash is SHA-256 of `0x04 | previous | SHA-256(salt | unit_no kind actor at body) | school_id n`,
or if it has no salt (older entries) of `0x00 | previous | school_id n unit_no kind actor at body`: fields as
UTF-8 text separated by 0x1F, `at` in UTC with microseconds, the salt of exactly 16 bytes. The first of a
chain has number 1 and a previous hash of 32 zero bytes. How entries and seals are made: docs/decisions/0027
and 0026.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("install the package cryptography first: pip install cryptography", file=sys.stderr)
    sys.exit(2)

GENESIS = "00" * 32
SAID = ("unit_no", "kind", "actor", "at", "body")
PLACE = {"school_id", "n", "previous", "hash"}
# An older entry, one with a salt, the head of a chain: with just these fields, no other.
FORMS = (PLACE | {*SAID}, PLACE | {*SAID, "salt"}, {"head", "n", "hash"})
SALT = 16
Heads = dict[int, tuple[int, str]]


class Promises(defaultdict[tuple[int, int], list[tuple[str, str]]]):
    """By chain and number: the digits a hash begins with, and who says so."""

    def __init__(self) -> None:
        super().__init__(list)


def joined(entry: Any, names: Iterable[str]) -> bytes:
    return "\x1f".join(str(entry[name]) for name in names).encode()


def digest(entry: Any) -> str:
    """The hash that the entry ought to have; of one shown by its place alone, by its commitment."""
    previous, place = bytes.fromhex(entry["previous"]), ("school_id", "n")
    if "commitment" in entry:
        told = bytes.fromhex(entry["commitment"])
    elif "salt" in entry:
        salt = bytes.fromhex(entry["salt"])
        if len(salt) != SALT:  # else digits of unit_no could move into it, and the hash stay
            raise ValueError(f"a salt of {len(salt)} bytes")
        told = sha256(salt + joined(entry, SAID)).digest()
    else:
        return sha256(b"\0" + previous + joined(entry, place + SAID)).hexdigest()
    return sha256(b"\4" + previous + told + joined(entry, place)).hexdigest()


def read_entry(line: str, forms: Iterable[set[str]] = FORMS) -> Any:
    """An entry or head, in one of these forms; ValueError if it is in none, or could be read two ways."""
    entry = json.loads(line, object_pairs_hook=once)
    if set(entry) not in forms:
        raise ValueError("unexpected fields")
    for name, size in (("hash", 32), ("previous", 32), ("commitment", 32), ("salt", SALT)):
        digits = entry.get(name, "00" * size)
        if bytes.fromhex(digits).hex() != digits or len(digits) != 2 * size:
            raise ValueError(f"{name} is not written as {size} bytes are")
    return entry


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A field said twice is read by some as the first, by others as the second."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field twice")
    return found


def fault(entry: Any, last: tuple[int, str]) -> str:
    """What is wrong with an entry that follows `last` (number, hash); '' if nothing."""
    if entry["n"] != last[0] + 1:
        return f"number {entry['n']} follows {last[0]}"
    if entry["previous"] != last[1]:
        return "previous hash differs"
    return "" if entry["hash"] == digest(entry) else "content does not match its hash"


@lru_cache(maxsize=1000)
def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_seal(line: str) -> Any:
    """A seal, with its hash and its heads by chain; written otherwise than seals are, it is none."""
    found = json.loads(line)
    seal, signature = found["seal"], bytes.fromhex(found["signature"])
    text = json.dumps(seal, sort_keys=True, separators=(",", ":"))
    if line != f'{{"seal":{text},"signature":"{signature.hex()}"}}':
        raise ValueError("not written as seals are")
    signed = b"\2" + text.encode()
    heads = {int(place): (int(n), str(known)) for place, n, known in seal["heads"]}
    more = {
        "signature": signature,
        "signed": signed,
        "hash": sha256(signed + signature).hexdigest(),
    }
    return {
        **seal,
        **more,
        "heads": heads,
        "no": int(seal["no"]),
        "key": bytes.fromhex(seal["key"]),
    }


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def root_of(heads: Heads) -> str:
    leaves = [f"{place}\x1f{n}\x1f{own}".encode() for place, (n, own) in sorted(heads.items())]
    return root([sha256(b"\0" + leaf).digest() for leaf in leaves]).hex()


def holds(seal: Any, heads: Heads, before: Any) -> bool:
    """Move `heads` on to those of the seal: whether none goes back, and they have its root."""
    moved = seal["heads"]
    is_on = all(moved.get(place, head)[0] >= head[0] for place, head in heads.items())
    is_all = not seal["whole"] or heads.keys() <= moved.keys()
    heads.update(moved)
    # Nothing moved: the root is that of the seal before, and need not be worked out again.
    top = before["root"] if before and not moved else root_of(heads)
    counted = [len(heads), sum(n for n, _ in heads.values()), top]
    return is_on and is_all and counted == [seal["chains"], seal["entries"], seal["root"]]


def follow(row: list[Any], keys: set[str]) -> Iterator[str]:
    """What is wrong with seals that follow one another; the last signature answers for those before."""
    heads: Heads = {}
    for before, seal in pairwise([None, *row]):
        said = f"seal {seal['no']}"
        if before and (seal["no"], seal["previous"]) != (before["no"] + 1, before["hash"]):
            yield f"{said} does not follow seal {before['no']}"
        if before and seal["key"] != before["key"]:
            yield from unsigned(before)
            if seal["key"].hex() not in {before["next"], *keys}:
                yield f"{said} is by a key that seal {before['no']} did not announce"
        if (seal["whole"] or heads) and not holds(seal, heads, before):
            yield f"{said} does not hold what its heads say"
    for seal in row[-1:]:
        yield from unsigned(seal)
        if keys and seal["key"].hex() not in keys:
            yield f"seal {seal['no']} is by a key that is not trusted"


def unsigned(seal: Any) -> Iterator[str]:
    if not is_signed(seal["key"], seal["signed"], seal["signature"]):
        yield f"seal {seal['no']} is not signed by its key"


def promised(own: list[Any], outside: list[Any]) -> tuple[Promises, list[str]]:
    """What entries must be, by chain and number; and which seals are not what they should be."""
    faults, promises = [], Promises()
    if own and (own[0]["no"], own[0]["previous"], own[0]["whole"]) != (1, GENESIS, True):
        faults.append(f"seal {own[0]['no']} is the first, but not seal 1")
    kept = {seal["no"]: seal["hash"] for seal in own}
    for name, seal in [("seal", one) for one in own] + [("outside seal", one) for one in outside]:
        # What lies outside is one of the seals that `follow` looks at, or a fault.
        if kept.get(seal["no"]) != seal["hash"]:
            faults.append(f"{name} {seal['no']} is not the one in the record")
        for place, (n, known) in seal["heads"].items():
            promises[place, n].append((known, f"{name} {seal['no']}"))
    return promises, faults


def hold_slips(slips: Iterable[str], promises: Promises, own: list[Any]) -> Iterator[str]:
    """Receipts become promises; a seal on paper must be one of the record's own."""
    for slip in ("".join(slip.split()).lower() for slip in slips):
        first, *second, digits = slip.split("-")
        if len(digits) < 10:
            raise ValueError(f"{slip} is not a receipt")
        if second:
            promises[int(first), int(second[0])].append((digits, f"receipt {slip}"))
        elif not any(s["hash"].startswith(digits) for s in own if s["no"] == int(first[1:])):
            yield f"seal {slip} on paper is not in the record"


def verify(
    lines: Iterable[str],
    outside: Iterable[str] = (),
    slips: Iterable[str] = (),
    trusted: Iterable[str] = (),
) -> tuple[Heads, list[str]]:
    """The heads found, and what does not hold. ValueError if a line cannot be read."""
    own: list[Any] = []
    last, heads, broken = Heads(), Heads(), dict[int, str]()
    entries = after_seals(lines, own)
    first = [one for one in [next(entries, None)] if one]
    promises, faults = promised(own, [read_seal(line) for line in outside])
    faults += [*follow(own, {key.lower() for key in trusted}), *hold_slips(slips, promises, own)]
    for entry in chain(first, entries):
        if "head" in entry:
            heads[entry["head"]] = (entry["n"], entry["hash"])
            continue
        number, place = entry["n"], entry["school_id"]
        reason = fault(entry, last.get(place, (0, GENESIS)))
        if reason:
            broken.setdefault(place, f"chain {place} breaks at entry {number}: {reason}")
        for digits, who in promises.pop((place, number), ()):
            if not entry["hash"].startswith(digits):
                faults.append(f"{who} contradicts entry {number} of chain {place}")
        last[place] = (number, entry["hash"])
    for place in heads.keys() | last.keys():
        if heads.get(place) != last.get(place):
            broken.setdefault(place, f"chain {place}: head differs from last entry")
    missing = {place: f"entry {n} of chain {place} is missing" for place, n in sorted(promises)}
    return last, [*(broken[place] for place in sorted(broken)), *faults, *missing.values()]


def after_seals(lines: Iterable[str], own: list[Any]) -> Iterator[Any]:
    """The entries and heads of a copy; the seals before them go to `own`."""
    begun = False
    for number, line in enumerate(lines, start=1):
        try:
            if line.startswith('{"seal":') and not begun:
                own.append(read_seal(line))
                continue
            entry = read_entry(line)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} cannot be read: {error}") from error
        begun = True
        yield entry


def lines_of(paths: Iterable[str], *, as_given: bool = False) -> Iterator[str]:
    """The lines of files and of all .jsonl files below folders; `as_given`: what is no file is a line."""
    for path in map(Path, paths):
        if as_given and not path.is_file():
            yield str(path)
            continue
        for file in sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]:
            yield from (line for line in file.read_text("utf-8").split("\n") if line)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check a copy of the journal.")
    parser.add_argument("dump", type=Path)
    for name in ("--seals", "--receipts", "--key"):
        parser.add_argument(name, nargs="+", default=[])
    given = parser.parse_args(arguments)
    try:
        slips = lines_of(given.receipts, as_given=True)
        with given.dump.open(encoding="utf-8", newline="\n") as file:
            copy = (line.removesuffix("\n") for line in file)
            heads, broken = verify(copy, lines_of(given.seals), slips, given.key)
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"verify_journal: {error}", file=sys.stderr)
        return 2
    for place, (number, found) in sorted(heads.items()):
        print(f"{place} {number} {found}")
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
