"""Check a case file that was taken away (倒查案卷.zip) without Xiaoan, Django and its database.

    python verify_case.py case.zip [--key KEY …]

Exit 0 if everything holds, 1 and what does not, 2 if the archive cannot be read, 3 if everything holds but no
seal covers some entries yet, which are named: take the archive again a few minutes later. It holds:
0. no name is in the archive twice;
1. the manifest is signed by the key (given by --key, else by the one in the archive, which is then named:
   compare it with the key on a printed day page);
2. each file is the one in the manifest;
3. each step's words have the digest that the journal's entry named by its receipt says; whoever took it wrote
   the entry, at that time (people's names, and case.docx, stand on the signature alone); each digest covers
   that of the step before, and the manifest says how many steps there are and the last digest;
4. each entry, picked ones too, is there once, has the hash of its content, and follows the one before it;
   what only leads to a seal is shown by its place and a commitment alone, and tells nothing;
5. each entry leads to a head in a signed seal, but those that the manifest says no seal covered yet.

An archive is of one moment. Whether steps came after its last one, only the journal tells, or receipts that
people keep: hold the count and the last digest, which are printed, against these.
"""

import argparse
import json
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    print("install the package cryptography first: pip install cryptography", file=sys.stderr)
    sys.exit(2)

# It lies beside this one, here and in the archive.
sys.path.insert(0, str(Path(__file__).resolve().parent))
verify_journal = import_module("verify_journal")
STEP = "accountability.file_step_taken"
# An entry is shown whole, with a salt or (older) without, or by its place alone; never half and half.
WHOLE, LINK = verify_journal.ENTRY, {*verify_journal.PLACE, "previous", "commitment", "hash"}
FORMS = (WHOLE, WHOLE | {"salt"}, LINK)

# The step and its entry are written by one request.
SOON = timedelta(minutes=1)
Entries = dict[tuple[int, int], dict[str, Any]]


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def digest(step: dict[str, Any]) -> str:
    told = {name: step[name] for name in ("no", "kind", "text", "facts", "before") if name in step}
    written = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()


def is_signed(key: str, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A field said twice is read by some as the first, by others as the second."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field twice")
    return found


def read_entry(line: str) -> Any:
    """An entry in one of its forms; ValueError if it is in none, or could be read two ways."""
    entry = json.loads(line, object_pairs_hook=once)
    if set(entry) not in FORMS:
        raise ValueError("unexpected fields")
    for name, size in (("hash", 32), ("previous", 32), ("commitment", 32), ("salt", 16)):
        digits = entry.get(name, "00" * size)
        if bytes.fromhex(digits).hex() != digits or len(digits) != 2 * size:
            raise ValueError(f"{name} is not written as {size} bytes are")
    return entry


def digest_of(entry: Any) -> str:
    """The hash that an entry ought to have; of one shown by its place alone, by its commitment."""
    if "commitment" not in entry:
        return str(verify_journal.digest(entry))
    before, told = bytes.fromhex(entry["previous"]), bytes.fromhex(entry["commitment"])
    place = verify_journal.joined(entry, verify_journal.PLACE)
    return sha256(b"\4" + before + told + place).hexdigest()


def manifest_faults(parts: dict[str, bytes], keys: set[str]) -> Iterator[str]:
    signed = json.loads(parts["signature.json"])
    if keys and signed["key"] not in keys:
        yield f"signed by a key that is not trusted: {signed['key']}"
    signature = bytes.fromhex(signed["signature"])
    if not is_signed(signed["key"], b"\3" + parts["manifest.json"], signature):
        yield "the manifest is not what was signed"
    told = json.loads(parts["manifest.json"])["files"]
    for name in sorted(told.keys() | parts.keys() - {"manifest.json", "signature.json"}):
        content = parts.get(name)
        if content is None or sha256(content).hexdigest() != told.get(name):
            yield f"{name} is not the file of the manifest"


def read_entries(lines: list[str]) -> tuple[Entries, list[str]]:
    """The entries by chain and number; what is no entry, or said twice, is a fault and not looked at."""
    entries: Entries = {}
    faults = []
    for number, line in enumerate(lines, start=1):
        try:
            entry = read_entry(line)
            where = entry["school_id"], entry["n"]
            if where in entries:
                raise ValueError("the same entry twice")
            entries[where] = entry
        except (TypeError, ValueError) as error:
            faults.append(f"line {number} of journal.jsonl: {error}")
    return entries, faults


def entry_faults(entries: Entries) -> Iterator[str]:
    for (chain, n), entry in sorted(entries.items()):
        if digest_of(entry) != entry["hash"]:
            yield f"entry {n} of chain {chain}: content does not match its hash"
        before = entries.get((chain, n - 1))
        if before and before["hash"] != entry["previous"]:
            yield f"entry {n} of chain {chain} does not follow the one before"


_NAMED = ("file_id", "step_id", "no", "step", "digest")


def _against(case_id: str, step: dict[str, Any], entry: dict[str, Any]) -> Iterator[str]:
    told = json.loads(entry["body"])
    said = (STEP, case_id, step["id"], step["no"], step["kind"], step["digest"])
    if said != (entry["kind"], *(told[name] for name in _NAMED)):
        yield "the journal says something else"
    if told.get("before") != step.get("before"):
        yield "the journal names another step before it"
    if step["by_id"] != entry["actor"]:
        yield "another person wrote the journal's entry"
    if abs(instant(step["at"]) - instant(entry["at"])) > SOON:
        yield "the journal says another time"


def step_faults(case: dict[str, Any], entries: Entries) -> Iterator[str]:
    for no, step in enumerate(case["steps"], start=1):
        name = f"step {step['no']}"
        if step["no"] != no:
            yield f"{name} stands where step {no} should"
        if digest(step) != step["digest"]:
            yield f"{name}: the words do not match their digest"
        chain, n, digits = (step["receipt"] or "0-0-none").split("-")
        entry = entries.get((int(chain), int(n)))
        if entry is None or "body" not in entry or not entry["hash"].startswith(digits):
            yield f"{name}: no entry for its receipt"
            continue
        yield from (f"{name}: {fault}" for fault in _against(case["id"], step, entry))
        for picked in step["facts"].get("entries", ()):
            if entries.get((picked["school_id"], picked["n"])) != picked:
                yield f"{name}: picked entry {picked['n']} is not the journal's"


def row_faults(case: dict[str, Any], entries: Entries, told: dict[str, Any]) -> Iterator[str]:
    """Each step covers the one before; the manifest has their count and the last; none is left out that the
    journal shows."""
    steps = case["steps"]
    last, covers = "", False
    for step in steps:
        covers |= "before" in step  # steps older than that cover themselves alone
        if covers and step.get("before") != last:
            yield f"step {step['no']} does not cover the one before"
        last = step["digest"]
    if told != {"count": len(steps), "last": last}:
        yield f"the manifest names {told['count']} steps, and another last one"
    known = {step["id"] for step in steps}
    for (chain, n), entry in sorted(entries.items()):
        if entry.get("kind") != STEP:
            continue
        body = json.loads(entry["body"])
        if body["file_id"] == case["id"] and body["step_id"] not in known:
            yield f"entry {n} of chain {chain} is of a step that is left out"


def seal_faults(entries: Entries, seals: list[Any], not_yet: set[tuple[int, int]]) -> Iterator[str]:
    heads = {(chain, n): own for one in seals for chain, (n, own) in one["heads"].items()}
    for chain, n in sorted(entries):
        at = n
        while (chain, at) not in heads and (chain, at + 1) in entries:
            at += 1
        if heads.get((chain, at)) != entries[chain, at]["hash"] and (chain, n) not in not_yet:
            yield f"entry {n} of chain {chain} does not lead to a seal"


def uncovered(parts: dict[str, bytes]) -> set[tuple[int, int]]:
    """Chain and number of each entry that no seal covered when the archive was made."""
    return {(chain, n) for chain, n in json.loads(parts["manifest.json"])["uncovered"]}


def twice(names: list[str]) -> list[str]:
    """A reader takes one of the two, and nobody knows which."""
    return [
        f"{one} is in the archive twice" for one in sorted({n for n in names if names.count(n) > 1})
    ]


def check(parts: dict[str, bytes], keys: set[str]) -> list[str]:
    lines = parts["journal.jsonl"].decode().splitlines()
    entries, unread = read_entries(lines)
    case = json.loads(parts["case.json"], object_pairs_hook=once)
    told = json.loads(parts["manifest.json"], object_pairs_hook=once)
    seals = [verify_journal.read_seal(line) for line in parts["seals.jsonl"].decode().splitlines()]
    bad = [
        f"seal {one['no']} is not signed by a key that is trusted"
        for one in seals
        if not is_signed(one["key"], one["signed"], one["signature"])
        or (keys and one["key"] not in keys)
    ]
    open_ones = uncovered(parts)
    return [
        *manifest_faults(parts, keys),
        *unread,
        *entry_faults(entries),
        *step_faults(case, entries),
        *row_faults(case, entries, told["steps"]),
        *bad,
        *seal_faults(entries, seals, open_ones),
    ]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Check a case file.")
    parser.add_argument("archive")
    parser.add_argument("--key", nargs="+", default=[])
    given = parser.parse_args(arguments)
    try:
        with zipfile.ZipFile(given.archive) as archive:
            faults = twice(archive.namelist())
            parts = {name: archive.read(name) for name in archive.namelist()}
        faults += check(parts, {key.lower() for key in given.key})
        open_ones = sorted(uncovered(parts))
        key = json.loads(parts["signature.json"])["key"]
        told = json.loads(parts["manifest.json"])["steps"]
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        print(f"verify_case: {error!r}", file=sys.stderr)
        return 2
    print(f"key {key}")
    print(f"steps {told['count']}, the last {told['last']}")
    for line in faults:
        print(line, file=sys.stderr)
    for chain, n in open_ones:
        print(f"no seal covers entry {n} of chain {chain} yet", file=sys.stderr)
    return 1 if faults else 3 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
