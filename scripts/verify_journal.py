"""Check a copy of the journal without Xiaoan, without Django and without its database.

    xiaoan journal dump > journal.jsonl
    python verify_journal.py journal.jsonl [--seals FOLDER …] [--receipts SLIP …] [--key KEY …]

Exit 0 and the heads if everything holds; 1 and what does not; 2 if something cannot be read. `--seals`: seals
kept outside, files or folders of them. `--receipts`: slips as pages show them (1042000-318-7fa91c03be) or as
printed for a day (S812-7fa9…), or files of them. `--key`: the keys to trust, as printed for a day.
How entries and seals are made, byte for byte: docs/decisions/0027 and 0026.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("install the package cryptography first: pip install cryptography", file=sys.stderr)
    sys.exit(2)

PLACE, SAID = ("school_id", "n"), ("unit_no", "kind", "actor", "at", "body")
ENTRY, HEAD = {*PLACE, *SAID, "previous", "hash"}, {"head", "n", "hash"}
GENESIS = (0, "00" * 32)
Texts = Iterable[str]
Heads = dict[int, tuple[int, str]]
Verdict = tuple[Heads, list[str]]
# By name: the digits that its hash begins with, and who says so.
Promises = defaultdict[str, list[tuple[str, str]]]


def joined(entry: Any, names: Texts) -> bytes:
    return "\x1f".join(str(entry[name]) for name in names).encode()


def digest(entry: Any) -> str:
    """The hash that an entry ought to have. Older entries have no salt."""
    previous = bytes.fromhex(entry["previous"])
    if "salt" not in entry:
        return sha256(b"\0" + previous + joined(entry, PLACE + SAID)).hexdigest()
    salt = bytes.fromhex(entry["salt"])
    if len(salt) != 16 or salt.hex() != entry["salt"]:  # else digits of unit_no could move into it
        raise ValueError(f"a salt of {len(salt)} bytes, or not written as one")
    commitment = sha256(salt + joined(entry, SAID)).digest()
    return sha256(b"\4" + previous + commitment + joined(entry, PLACE)).hexdigest()


def read_entry(line: str) -> Any:
    """An entry, or the head of a chain. Written in another way, it could be read in two."""
    entry = json.loads(line)
    is_canonical = json.dumps(entry, ensure_ascii=False) == line
    if not is_canonical or set(entry) not in (ENTRY, ENTRY | {"salt"}, HEAD):
        raise ValueError("not written as entries are")
    return entry


def read_seal(line: str) -> Any:
    """A seal, its heads by chain, with its hash and what was signed."""
    found = json.loads(line)
    seal, signature = found["seal"], bytes.fromhex(found["signature"])
    text = json.dumps(seal, sort_keys=True, separators=(",", ":"))
    if line != f'{{"seal":{text},"signature":"{signature.hex()}"}}':
        raise ValueError("not written as seals are")
    signed = b"\2" + text.encode()
    heads = {chain: (n, own) for chain, n, own in seal["heads"]}
    own = sha256(signed + signature).hexdigest()
    return {**seal, "heads": heads, "hash": own, "signed": signed, "signature": signature}


def read(line: str, where: str) -> Any:
    try:
        return read_seal(line) if line.startswith('{"seal":') else read_entry(line)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where} cannot be read: {error!r}") from error


def root_of(heads: Heads) -> str:
    """The root of a tree over the heads of all chains, as in RFC 6962: an odd one goes up as it is."""
    leaves = [f"{chain}\x1f{n}\x1f{own}".encode() for chain, (n, own) in sorted(heads.items())]
    row = [sha256(b"\0" + leaf).digest() for leaf in leaves] or [sha256(b"").digest()]
    while len(row) > 1:
        pairs = [row[at : at + 2] for at in range(0, len(row), 2)]
        row = [sha256(b"\1" + b"".join(two)).digest() if two[1:] else two[0] for two in pairs]
    return row[0].hex()


def follow(seals: list[Any], trusted: set[str]) -> Iterator[str]:
    """What is wrong with the seals of the record, from the first on. Each names the heads that moved."""
    heads, known, root = Heads(), set[str](), root_of({})
    no, previous = GENESIS
    for seal in seals:
        heads.update(seal["heads"])
        root = root_of(heads) if seal["heads"] else root
        counted = (len(heads), sum(n for n, _ in heads.values()), root)
        if (seal["no"], seal["previous"]) != (no + 1, previous):
            yield f"seal {seal['no']} does not follow seal {no}"
        if (seal["chains"], seal["entries"], seal["root"]) != counted:
            yield f"seal {seal['no']} does not hold what its heads say"
        if known and seal["key"] not in known:
            yield f"seal {seal['no']} is by a key that seal {no} did not announce"
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(seal["key"]))
            key.verify(seal["signature"], seal["signed"])
        except (InvalidSignature, ValueError):
            yield f"seal {seal['no']} is not signed by its key"
        no, previous, known = seal["no"], seal["hash"], {seal["key"], seal["next"], *trusted}
    if trusted and seals and seals[-1]["key"] not in trusted:
        yield f"seal {no} is by a key that is not trusted"


def promised(outside: Texts, slips: Texts) -> Promises:
    """What seals outside and slips say, by name: of a seal (s812) or an entry (1042000-318)."""
    promises = Promises(list)
    for seal in (read(line, "a seal outside") for line in outside):
        promises[f"s{seal['no']}"].append((seal["hash"], "seal outside"))
    for slip in slips:
        name, _, digits = "".join(slip.split()).lower().rpartition("-")
        if len(digits) < 10:
            raise ValueError(f"{slip} is not a receipt")
        promises[name].append((digits, "receipt"))
    return promises


def hold(name: str, own: str, promises: Promises) -> list[str]:
    told = promises.pop(name, [])
    return [f"{who} contradicts {name}" for digits, who in told if not own.startswith(digits)]


def take(entry: Any, last: Heads, promises: Promises) -> list[str]:
    """What is wrong with an entry, which follows the last of its chain."""
    chain, n, own = entry["school_id"], entry["n"], entry["hash"]
    before, previous = last.get(chain, GENESIS)
    fits = (n, entry["previous"], own) == (before + 1, previous, digest(entry))
    last[chain] = (n, own)
    faults = [] if fits else [f"chain {chain} breaks at entry {n}, after {before}"]
    return faults + hold(f"{chain}-{n}", own, promises)


def verify(lines: Texts, outside: Texts = (), slips: Texts = (), keys: Texts = ()) -> Verdict:
    """The last entry of each chain, and what does not hold. ValueError if something cannot be read."""
    promises, last, heads = promised(outside, slips), Heads(), Heads()
    seals, faults = list[Any](), list[str]()
    for number, line in enumerate(lines, start=1):
        found = read(line, f"line {number}")
        if "heads" in found:
            seals.append(found)
            faults += hold(f"s{found['no']}", found["hash"], promises)
            for chain, (n, own) in found["heads"].items():
                promises[f"{chain}-{n}"].append((own, f"seal {found['no']}"))
        elif "head" in found:
            heads[found["head"]] = (found["n"], found["hash"])
        else:
            faults += take(found, last, promises)
    for chain in heads.keys() | last.keys():
        if heads.get(chain) != last.get(chain):
            faults.append(f"chain {chain}: head differs from last entry")
    faults += follow(seals, {key.lower() for key in keys})
    faults += [f"{name} is missing, named by {told[0][1]}" for name, told in promises.items()]
    return last, faults


def lines_of(name: str) -> Iterator[str]:
    """The lines of a file, or of all .jsonl files below a folder."""
    path = Path(name)
    for file in sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]:
        with file.open(encoding="utf-8", newline="\n") as lines:
            yield from (line.removesuffix("\n") for line in lines)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check a copy of the journal.")
    parser.add_argument("dump")
    for name in ("--seals", "--receipts", "--key"):
        parser.add_argument(name, nargs="+", default=[])
    given = parser.parse_args(arguments)
    try:
        outside = [line for name in given.seals for line in lines_of(name)]
        told = ([x] if not Path(x).is_file() else lines_of(x) for x in given.receipts)
        slips = [slip for group in told for slip in group if slip.strip()]
        heads, faults = verify(lines_of(given.dump), outside, slips, given.key)
    except (OSError, KeyError, TypeError, ValueError) as error:
        print(f"verify_journal: {error}", file=sys.stderr)
        return 2
    for chain, (n, own) in sorted(heads.items()):
        print(chain, n, own)
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
