"""Every change of a chain is seen: each byte of each field, deletion, swap, doubling, truncation."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from scripts import verify_journal
from tests.journal.worlds import other_salts
from xiaoan.journal import rules
from xiaoan.journal.rules import Fact

SCRIPT = Path(verify_journal.__file__)
START = dt.datetime(2026, 11, 23, 7, 30, 0, 123456, tzinfo=dt.UTC)
TEXTS = ("kind", "actor", "body")
NUMBERS = ("school_id", "n", "unit_no")
Heads = dict[int, tuple[int, bytes]]


def chain(school_id: int, length: int) -> list[Fact]:
    """A whole chain of small entries."""
    made: list[Fact] = []
    previous = rules.GENESIS
    for n in range(1, length + 1):
        fact = Fact(
            school_id=school_id, n=n, unit_no=school_id + n, kind="screening.roll_call_submitted",
            actor="0190b2d0-0000-7000-8000-000000000001", at=START + dt.timedelta(seconds=n),
            body=rules.canonical({"slot": "晨", "present": 40 + n}), previous=previous, hash=b"",
            # As after the upgrade: the first entries of a chain are older than salts.
            salt=bytes(range(n, n + 16)) if n > 1 else None,
        )  # fmt: skip
        fact = replace(fact, hash=rules.digest_of(fact))
        previous = fact.hash
        made.append(fact)
    return made


FACTS = [*chain(1000, 4), *chain(2000, 2)]
HEADS: Heads = {1000: (4, FACTS[3].hash), 2000: (2, FACTS[5].hash)}


def in_product(facts: list[Fact], heads: Heads) -> bool:
    return (
        list(
            rules.breaks(map(rules.link_of, sorted(facts, key=lambda f: (f.school_id, f.n))), heads)
        )
        == []
    )


def dump(facts: list[Fact], heads: Heads) -> list[str]:
    lines = [rules.dump_line(fact) for fact in facts]
    return lines + [
        json.dumps({"head": school, "n": n, "hash": found.hex()})
        for school, (n, found) in heads.items()
    ]


def in_script(facts: list[Fact], heads: Heads) -> bool:
    ordered = sorted(facts, key=lambda f: (f.school_id, f.n))
    try:
        return verify_journal.verify(dump(ordered, heads))[1] == []
    except ValueError:
        return False  # a salt of another length: no copy of a journal


def bytes_flipped(value: bytes) -> Iterator[bytes]:
    for index in range(len(value)):
        for bit in range(8):
            broken = bytearray(value)
            broken[index] ^= 1 << bit
            yield bytes(broken)


def text_flipped(text: str) -> Iterator[str]:
    for broken in bytes_flipped(text.encode()):
        try:
            yield broken.decode()
        except UnicodeDecodeError:
            continue  # the database holds text only
    yield text[:-1]
    yield text + " "


def mutants() -> Iterator[tuple[str, list[Fact], Heads]]:
    for index, fact in enumerate(FACTS):
        for name, changed in changes(fact):
            yield f"{name} of {index}", [*FACTS[:index], changed, *FACTS[index + 1 :]], HEADS
        yield f"deleted {index}", FACTS[:index] + FACTS[index + 1 :], HEADS
        yield f"doubled {index}", [*FACTS, fact], HEADS
    yield from rearranged()
    for school, (n, found) in HEADS.items():
        for broken in bytes_flipped(found):
            yield "head's hash", FACTS, {**HEADS, school: (n, broken)}
        yield "head's number", FACTS, {**HEADS, school: (n + 1, found)}
        yield "head gone", FACTS, {k: v for k, v in HEADS.items() if k != school}


def altered(fact: Fact, name: str, value: Any) -> Fact:
    return replace(fact, **{name: value})


def changes(fact: Fact) -> Iterator[tuple[str, Fact]]:
    yield from single_changes(fact)
    yield "salt gone or new", altered(fact, "salt", None if fact.salt else bytes(16))
    for salted in other_salts(fact):
        yield "salt of another length", salted
    for micro in (1, 1000, 10**6, 60 * 10**6, 3600 * 10**6, 86_400 * 10**6):
        yield "at", replace(fact, at=fact.at + dt.timedelta(microseconds=micro))
    # The border between two fields is part of what is hashed.
    yield "border", replace(fact, kind=fact.kind + fact.actor[:1], actor=fact.actor[1:])
    # Rehashed by whoever changed it, without the entries after it.
    changed = replace(fact, body="{}")
    yield "rehashed", replace(changed, hash=rules.digest_of(changed))


def single_changes(fact: Fact) -> Iterator[tuple[str, Fact]]:
    """One bit of one field."""
    for name in TEXTS:
        for text in text_flipped(getattr(fact, name)):
            yield name, altered(fact, name, text)
    for name in NUMBERS:
        for bit in range(31):
            yield name, altered(fact, name, getattr(fact, name) ^ 1 << bit)
    for name in ("previous", "hash", "salt"):
        for found in bytes_flipped(getattr(fact, name) or b""):
            yield name, altered(fact, name, found)


def rearranged() -> Iterator[tuple[str, list[Fact], Heads]]:
    for a in range(4):
        for b in range(a):
            facts = list(FACTS)
            facts[a], facts[b] = replace(FACTS[b], n=a + 1), replace(FACTS[a], n=b + 1)
            yield f"swapped {a} and {b}", facts, HEADS
    for length in range(4):
        yield f"truncated to {length}", FACTS[:length] + FACTS[4:], HEADS
    moved = [replace(fact, school_id=3000 - fact.school_id) for fact in FACTS]
    yield "two schools' chains swapped", moved, {3000 - k: v for k, v in HEADS.items()}


def test_the_whole_chain_passes_and_every_mutant_is_found() -> None:
    assert (in_product(FACTS, HEADS), in_script(FACTS, HEADS)) == (True, True)
    missed, count = [], 0
    for name, facts, heads in mutants():
        count += 1
        if in_product(facts, heads) or in_script(facts, heads):
            missed.append(name)
    assert missed == []
    assert count > 8_000


def test_the_honest_limit_a_chain_rehashed_to_its_end_is_not_seen() -> None:
    """Only what was kept outside (receipts, seals) contradicts it: the head differs from theirs."""
    forged = [replace(f, body="{}") if f.n == 2 else f for f in FACTS[:4]]
    previous = rules.GENESIS
    for index, fact in enumerate(forged):
        changed = replace(fact, previous=previous)
        forged[index] = replace(changed, hash=rules.digest_of(changed))
        previous = forged[index].hash
    heads = {**HEADS, 1000: (4, previous)}
    assert in_product([*forged, *FACTS[4:]], heads)
    assert heads != HEADS


@pytest.mark.parametrize(
    ("damage", "code"),
    [(None, 0), ((0, '"n": 1', '"n": 7'), 1), ((1, "晨", "午"), 1), ((2, "{", "["), 2)],
)
def test_the_script_stands_alone(
    tmp_path: Path, damage: tuple[int, str, str] | None, code: int
) -> None:
    lines = dump(FACTS, HEADS)
    if damage:
        index, old, new = damage
        assert old in lines[index]
        lines[index] = lines[index].replace(old, new, 1)
    file = tmp_path / "journal.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    # -I: nothing of this project can be imported, only installed packages.
    run = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == code
    if code == 0:
        heads = [f"{school} {n} {found.hex()}" for school, (n, found) in HEADS.items()]
        assert run.stdout.splitlines() == heads


def test_without_its_package_the_script_says_so() -> None:
    """And not that the copy does not hold, which is exit 1. -S: no installed package can be imported."""
    run = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT), "x"], capture_output=True, text=True, check=False
    )
    assert (run.returncode, "pip install cryptography" in run.stderr) == (2, True)


def test_no_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    assert verify_journal.main([str(tmp_path / "nothing")]) == 2
    with pytest.raises(SystemExit, match="2"):
        verify_journal.main([])
