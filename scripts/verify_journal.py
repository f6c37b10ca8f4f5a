"""Check a copy of the journal without Xiaoan, without Django and without its database.

    xiaoan journal dump > journal.jsonl
    python verify_journal.py journal.jsonl [--seals FOLDER …] [--receipts SLIP …] [--key KEY …]

Exit 0 and the heads if everything holds; exit 1 and what does not; exit 2 if something cannot be read.
`--seals`: seal files that were kept outside, or folders of them. `--receipts`: slips as pages show them
(1042000-318-7fa91c03be) or as printed for a day (S812-7fa9…), or files of them. `--key`: the keys to
trust, as printed for a day. Whoever can rewrite the database can rehash a chain, but not what lies elsewhere.

Each entry's hash is SHA-256 over `0x00 | previous hash | fields`, the fields as UTF-8 text separated by
0x1F: school_id, n, unit_no, kind, actor, at (UTC, microseconds), body. The first entry of a chain
has number 1 and a previous hash of 32 zero bytes. How seals are made: docs/decisions/0026.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from hashlib import sha256, sha512
from itertools import chain
from pathlib import Path
from typing import Any

GENESIS = "00" * 32
FIELDS = ("school_id", "n", "unit_no", "kind", "actor", "at", "body")
KEYS = {*FIELDS, "previous", "hash"}
Point = tuple[int, int, int, int]
Heads = dict[int, tuple[int, str]]
Promises = dict[tuple[int, int], list[tuple[str, str]]]

# Ed25519 (RFC 8032), the half that checks.
P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def added(a: Point, b: Point) -> Point:
    low, high = (a[1] - a[0]) * (b[1] - b[0]), (a[1] + a[0]) * (b[1] + b[0])
    t, z = 2 * a[3] * b[3] * D, 2 * a[2] * b[2]
    e, f, g, h = high - low, z - t, z + t, high + low
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(n: int, a: Point) -> Point:
    total: Point = (0, 1, 1, 0)
    while n:
        total, a, n = added(total, a) if n & 1 else total, added(a, a), n >> 1
    return total


def point(data: bytes) -> Point:
    y = int.from_bytes(data, "little")
    y, sign = y & (1 << 255) - 1, y >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (sign and not x):
        raise ValueError("not a point")
    x = x if x & 1 == sign else P - x
    return x, y, 1, x * y % P


BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


@lru_cache(maxsize=1000)
def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    except ValueError:
        return False
    told = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % ORDER
    x, y, z, _ = times(s, BASE)
    u, v, w, _ = added(r, times(told, a))
    return s < ORDER and not (x * w - u * z) % P and not (y * w - v * z) % P


def digest(entry: dict[str, Any]) -> str:
    """The hash that the entry ought to have."""
    text = "\x1f".join(str(entry[name]) for name in FIELDS)
    return sha256(b"\0" + bytes.fromhex(entry["previous"]) + text.encode()).hexdigest()


def fault(entry: dict[str, Any], last: tuple[int, str]) -> str:
    """What is wrong with an entry that follows `last` (number, hash); '' if nothing."""
    if entry["n"] != last[0] + 1:
        return f"number {entry['n']} follows {last[0]}"
    if entry["previous"] != last[1]:
        return "previous hash differs"
    if entry["hash"] != digest(entry):
        return "content does not match its hash"
    return ""


def read_seal(line: str) -> Any:
    """A seal, with its hash and its heads by chain; written otherwise than seals are, it is none."""
    found = json.loads(line)
    seal, signature = found["seal"], bytes.fromhex(found["signature"])
    text = json.dumps(seal, sort_keys=True, separators=(",", ":"))
    if line != f'{{"seal":{text},"signature":"{signature.hex()}"}}':
        raise ValueError("not written as seals are")
    signed = b"\2" + text.encode()
    own = sha256(signed + signature).hexdigest()
    heads = {int(place): (int(n), str(known)) for place, n, known in seal["heads"]}
    more = {"signature": signature, "signed": signed, "hash": own, "heads": heads}
    return {**seal, **more, "no": int(seal["no"]), "key": bytes.fromhex(seal["key"])}


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def follow(row: list[Any], name: str, keys: set[str]) -> Iterator[str]:
    """What is wrong with seals that follow one another; the last signature answers for those before."""
    heads: Heads = {}
    before = None
    for seal in row:
        said = f"{name} {seal['no']}"
        if before and (seal["no"], seal["previous"]) != (before["no"] + 1, before["hash"]):
            yield f"{said} does not follow {name} {before['no']}"
        if before and seal["key"] != before["key"]:
            yield from signature_of(before, name)
            if seal["key"].hex() not in {before["next"], *keys}:
                yield f"{said} is by a key that {name} {before['no']} did not announce"
        if (seal["whole"] or heads) and not holds(seal, heads, before):
            yield f"{said} does not hold what its heads say"
        before = seal
    yield from signature_of(row[-1], name) if row else ()
    if row and keys and row[-1]["key"].hex() not in keys:
        yield f"{name} {row[-1]['no']} is by a key that is not trusted"


def signature_of(seal: Any, name: str) -> Iterator[str]:
    if not is_signed(seal["key"], seal["signed"], seal["signature"]):
        yield f"{name} {seal['no']} is not signed by its key"


def holds(seal: Any, heads: Heads, before: Any) -> bool:
    """Move `heads` on to those of the seal: whether none goes back, and they have its root."""
    moved = seal["heads"]
    is_on = all(moved.get(place, head)[0] >= head[0] for place, head in heads.items())
    is_all = not seal["whole"] or heads.keys() <= moved.keys()
    heads.update(moved)
    # Nothing moved: the root is that of the seal before, and need not be worked out again.
    top = before["root"] if before and not moved else _root(heads)
    counted = [len(heads), sum(n for n, _ in heads.values()), top]
    return is_on and is_all and counted == [seal["chains"], seal["entries"], seal["root"]]


def _root(heads: Heads) -> str:
    leaves = [f"{place}\x1f{n}\x1f{own}".encode() for place, (n, own) in sorted(heads.items())]
    return root([sha256(b"\0" + leaf).digest() for leaf in leaves]).hex()


def rows(seals: Iterable[Any]) -> Iterator[list[Any]]:
    """Seals from outside, each once, in rows without gaps."""
    row: list[Any] = []
    for seal in sorted({s["hash"]: s for s in seals}.values(), key=lambda s: (s["no"], s["hash"])):
        if row and (seal["no"], seal["previous"]) != (row[-1]["no"] + 1, row[-1]["hash"]):
            yield row
            row = []
        row.append(seal)
    if row:
        yield row


def promised(own: list[Any], outside: list[Any], keys: set[str]) -> tuple[Promises, list[str]]:
    """What entries must be, by chain and number; and what is wrong with the seals themselves."""
    faults = [*follow(own, "seal", keys)]
    if own and (own[0]["no"], own[0]["previous"], own[0]["whole"]) != (1, GENESIS, True):
        faults.append(f"seal {own[0]['no']} is the first, but not seal 1")
    promises: Promises = {}
    promise(promises, own, "seal")
    kept = {seal["no"]: seal["hash"] for seal in own}
    for row in rows(outside):
        promise(promises, row, "outside seal")
        faults += follow(row, "outside seal", keys)
        other = [seal["no"] for seal in row if kept.get(seal["no"]) != seal["hash"]]
        faults += [f"outside seal {no} is not the one in the record" for no in other]
    return promises, faults


def promise(promises: Promises, row: list[Any], name: str) -> None:
    for seal in row:
        for place, (n, known) in seal["heads"].items():
            promises.setdefault((place, n), []).append((known, f"{name} {seal['no']}"))


def hold_slips(slips: Iterable[str], promises: Promises, own: list[Any]) -> Iterator[str]:
    """Receipts become promises; a seal on paper must be one of the record's own."""
    for slip in ("".join(slip.split()).lower() for slip in slips):
        first, *second, digits = slip.split("-")
        if len(digits) < 10:
            raise ValueError(f"{slip} is not a receipt")
        if second:
            place = int(first), int(second[0])
            promises.setdefault(place, []).append((digits, f"receipt {slip}"))
        elif not any(s["hash"].startswith(digits) for s in own if s["no"] == int(first[1:])):
            yield f"seal {slip} on paper is not in the record"


def verify(
    lines: Iterable[str],
    outside: Iterable[str] = (),
    slips: Iterable[str] = (),
    keys: Iterable[str] = (),
) -> tuple[dict[int, tuple[int, str]], list[str]]:
    """The heads found, and what does not hold. ValueError if a line cannot be read."""
    own: list[Any] = []
    entries = _after_seals(lines, own)
    first = next(entries, None)
    elsewhere = [read_seal(line) for line in outside]
    promises, faults = promised(own, elsewhere, {key.lower() for key in keys})
    faults += hold_slips(slips, promises, own)
    last: dict[int, tuple[int, str]] = {}
    heads: dict[int, tuple[int, str]] = {}
    broken: dict[int, str] = {}
    for entry in chain([first] if first else [], entries):
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


def _after_seals(lines: Iterable[str], own: list[Any]) -> Iterator[dict[str, Any]]:
    """The entries and heads of a copy; the seals before them go to `own`."""
    begun = False
    for number, line in enumerate(lines, start=1):
        try:
            if line.startswith('{"seal":') and not begun:
                own.append(read_seal(line))
                continue
            entry = json.loads(line)
            if set(entry) != ({"head", "n", "hash"} if "head" in entry else KEYS):
                raise ValueError("unexpected fields")
            bytes.fromhex(entry["hash"] + entry.get("previous", ""))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} cannot be read: {error}") from error
        begun = True
        yield entry


def lines_of(paths: Iterable[str], *, as_given: bool = False) -> list[str]:
    """The lines of files and of all .jsonl files below folders; `as_given`: what is no file is a line."""
    found: list[str] = []
    for path in map(Path, paths):
        if as_given and not path.is_file():
            found.append(str(path))
            continue
        files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        found += [line for file in files for line in file.read_text("utf-8").split("\n") if line]
    return found


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check a copy of the journal.")
    parser.add_argument("dump", type=Path)
    for name in ("--seals", "--receipts", "--key"):
        parser.add_argument(name, nargs="+", default=[])
    given = parser.parse_args(arguments)
    try:
        outside, slips = lines_of(given.seals), lines_of(given.receipts, as_given=True)
        with given.dump.open(encoding="utf-8", newline="\n") as file:
            copy = (line.removesuffix("\n") for line in file)
            heads, broken = verify(copy, outside, slips, given.key)
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
