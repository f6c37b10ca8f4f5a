"""Check a copy of the journal without Xiaoan, without Django and without its database.

    xiaoan journal dump > journal.jsonl
    python verify_journal.py journal.jsonl

Exit 0 and the heads if every chain is whole; exit 1 and the first bad place of each chain if not;
exit 2 if the file cannot be read. Compare the heads with the receipts and seals kept elsewhere: whoever
can rewrite the database can rehash a whole chain, but not what was printed yesterday.

Each entry's hash is SHA-256 over `0x00 | previous hash | fields`, the fields as UTF-8 text separated by
0x1F: school_id, n, unit_no, kind, actor, at (UTC, microseconds), body. The first entry of a chain
has number 1 and a previous hash of 32 zero bytes. The last lines of the copy name each chain's head.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

GENESIS = "00" * 32
FIELDS = ("school_id", "n", "unit_no", "kind", "actor", "at", "body")
KEYS = {*FIELDS, "previous", "hash"}


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


def verify(lines: Iterable[str]) -> tuple[dict[int, tuple[int, str]], list[str]]:
    """The heads found, and the first bad place of each chain. ValueError if a line cannot be read."""
    last: dict[int, tuple[int, str]] = {}
    heads: dict[int, tuple[int, str]] = {}
    broken: dict[int, str] = {}
    for entry in _entries(lines):
        if "head" in entry:
            heads[entry["head"]] = (entry["n"], entry["hash"])
            continue
        chain = entry["school_id"]
        reason = fault(entry, last.get(chain, (0, GENESIS)))
        if reason:
            broken.setdefault(chain, f"chain {chain} breaks at entry {entry['n']}: {reason}")
        last[chain] = (entry["n"], entry["hash"])
    for chain in heads.keys() | last.keys():
        if heads.get(chain) != last.get(chain):
            broken.setdefault(chain, f"chain {chain}: head differs from last entry")
    return last, [broken[chain] for chain in sorted(broken)]


def _entries(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
            if set(entry) != ({"head", "n", "hash"} if "head" in entry else KEYS):
                raise ValueError("unexpected fields")
            bytes.fromhex(entry["hash"] + entry.get("previous", ""))
        except (TypeError, ValueError) as error:
            raise ValueError(f"line {number} cannot be read: {error}") from error
        yield entry


def main(arguments: list[str]) -> int:
    try:
        heads, broken = verify(Path(arguments[0]).read_text(encoding="utf-8").splitlines())
    except (IndexError, OSError, ValueError) as error:
        print(f"verify_journal: {error}", file=sys.stderr)
        return 2
    for chain, (number, found) in sorted(heads.items()):
        print(f"{chain} {number} {found}")
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
