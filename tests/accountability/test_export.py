"""A case file taken away, and checked by an outsider."""

import io
import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from scripts import verify_case, verify_journal
from tests.accountability.test_files import Acting, opened, step
from tests.builders import BUILDER, CLASS_11, CLASS_12, PRIMARY, Universe, sent
from xiaoan.accountability import services
from xiaoan.accountability.services.exporting import take_file
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening
from xiaoan.seals import services as seals
from xiaoan.seals.services.signing import sign_file

SCRIPTS = Path(__file__).parents[2] / "scripts"


def picked(acting: Acting, universe: Universe) -> UUID:
    screening.submit_roll_call(acting("teacher"), sent(CLASS_11))
    file_id = opened(acting)
    enter(BUILDER)
    entry = Entry.objects.get(kind="screening.roll_call_submitted")
    sent_ = step(file_id, "当天的上报")
    services.pick(acting("officer"), sent_, [(entry.school_id, entry.n)])
    return file_id


def test_taken_away_and_checked_by_an_outsider(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    file_id = picked(acting, universe)
    enter(BUILDER)
    seals.seal_now(BUILDER)
    _name, content = take_file(acting("officer"), file_id)
    path = tmp_path / "case.zip"
    path.write_bytes(content)
    assert verified(path) == (0, "")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert {"case.docx", "laws.json", "seals.jsonl", "verify_case.py"} <= parts.keys()
    assert json.loads(parts["manifest.json"])["uncovered"] == []
    case = json.loads(parts["case.json"])
    case["steps"][0]["text"] = "别的问题"
    rewritten = {**parts, "case.json": json.dumps(case, ensure_ascii=False).encode()}
    code, said = verified(packed(tmp_path, rewritten))
    assert (code, "case.json is not the file of the manifest" in said) == (1, True)
    assert "step 1: the words do not match their digest" in said
    entry = parts["journal.jsonl"].replace(b'"version\\":1', b'"version\\":2')
    assert entry != parts["journal.jsonl"]
    code, said = verified(packed(tmp_path, {**parts, "journal.jsonl": entry}))
    assert (code, "content does not match its hash" in said) == (1, True)
    code, said = verified(packed(tmp_path, {**parts, "seals.jsonl": b""}))
    assert (code, "does not lead to a seal" in said) == (1, True)
    code, said = verified(path, "--key", "00" * 32)
    assert (code, "not trusted" in said) == (1, True)


def test_entries_that_only_lead_to_a_seal_tell_nothing(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    """Another class reports before the seal: that an entry is there is proved, and not what it says."""
    file_id = opened(acting)
    enter(BUILDER)
    screening.submit_roll_call(BUILDER, sent(CLASS_12))
    other = Entry.objects.get(kind="screening.roll_call_submitted")
    seals.seal_now(BUILDER)
    _name, content = take_file(acting("officer"), file_id)
    path = tmp_path / "case.zip"
    path.write_bytes(content)
    assert verified(path) == (0, "")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    lines = [json.loads(line) for line in parts["journal.jsonl"].splitlines()]
    shown = {(one["school_id"], one["n"]): one for one in lines}
    assert shown[other.school_id, other.n].keys() == {
        "school_id", "n", "previous", "commitment", "hash",
    }  # fmt: skip
    assert [one["kind"] for one in lines if "body" in one] == ["accountability.file_step_taken"]
    said = json.loads(other.body)
    assert not any(said["roll_call_id"].encode() in part for part in parts.values())
    old = shown[other.school_id, other.n]["commitment"]
    forged = parts["journal.jsonl"].replace(old.encode(), b"00" * 32)
    code, told = verified(packed(tmp_path, {**parts, "journal.jsonl": forged}))
    assert (code, "content does not match its hash" in told) == (1, True)


def test_an_archive_that_can_be_read_two_ways_is_refused(
    acting: Acting, universe: Universe, tmp_path: Path
) -> None:
    """A name twice, another person or time for a step; entries that no seal covers are named."""
    file_id = opened(acting)
    _name, content = take_file(acting("officer"), file_id)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    code, said = verified(packed(tmp_path, parts))
    chain, n = json.loads(parts["manifest.json"])["uncovered"][0]
    assert (code, said) == (3, f"no seal covers entry {n} of chain {chain} yet\n")
    path = packed(tmp_path, parts)
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("case.docx", parts["case.docx"])
    code, said = verified(path)
    assert (code, "case.docx is in the archive twice" in said) == (1, True)
    case = json.loads(parts["case.json"])
    case["steps"][0] |= {"by_id": str(uuid7()), "at": "2026-11-20T08:00:00+08:00"}
    code, said = verified(packed(tmp_path, {**parts, "case.json": json.dumps(case).encode()}))
    assert code == 1
    assert "step 1: another person wrote the journal's entry" in said
    assert "step 1: the journal says another time" in said


@pytest.fixture
def taken(acting: Acting, universe: Universe) -> dict[str, bytes]:
    """A sealed file of two steps, as it was taken away."""
    file_id = picked(acting, universe)
    enter(BUILDER)
    seals.seal_now(BUILDER)
    _name, content = take_file(acting("officer"), file_id)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def signed_anew(parts: dict[str, bytes], steps: dict[str, Any] | None = None) -> dict[str, bytes]:
    """By whoever holds the seal's key: the manifest as the files are now."""
    manifest = json.loads(parts["manifest.json"])
    manifest["files"] = {
        name: sha256(parts[name]).hexdigest() for name in manifest["files"] if name in parts
    }
    manifest["steps"] = steps or manifest["steps"]
    text = json.dumps(manifest, ensure_ascii=False).encode()
    key, signature = sign_file(text)
    signed = json.dumps({"key": key, "signature": signature.hex()}).encode()
    return {**parts, "manifest.json": text, "signature.json": signed}


def lines_of(parts: dict[str, bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in parts["journal.jsonl"].splitlines()]


def with_lines(parts: dict[str, bytes], lines: list[dict[str, Any]]) -> dict[str, bytes]:
    text = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in lines)
    return {**parts, "journal.jsonl": text.encode()}


def told(entry: dict[str, Any]) -> str:
    """Its true commitment."""
    said = verify_journal.joined(entry, verify_journal.SAID)
    return sha256(bytes.fromhex(entry["salt"]) + said).hexdigest()


def test_an_entry_is_shown_whole_or_by_its_place_alone(
    taken: dict[str, bytes], tmp_path: Path
) -> None:
    """A true commitment beside other words, person and time; the same entry twice; a field too many."""
    key = json.loads(taken["signature.json"])["key"]
    assert verified(packed(tmp_path, signed_anew(taken)), "--key", key) == (0, "")
    case, lines = json.loads(taken["case.json"]), lines_of(taken)
    step = case["steps"][0]
    step |= {"text": "从来没有问过", "by_id": str(uuid7()), "at": "2026-11-01T08:00:00+08:00"}
    step["digest"] = verify_case.digest(step)
    case["steps"][1]["before"] = step["digest"]
    entry = next(one for one in lines if one["n"] == int(step["receipt"].split("-")[1]))
    place = {name: entry[name] for name in ("school_id", "n", "previous", "hash")}
    true, commitment = dict(entry), {"commitment": told(entry)}
    entry |= {
        "body": json.dumps(json.loads(entry["body"]) | {"digest": step["digest"]}),
        "actor": step["by_id"], "at": step["at"],
    }  # fmt: skip
    forged = {**taken, "case.json": json.dumps(case, ensure_ascii=False).encode()}
    salt = {"salt": entry.pop("salt")}
    for changed, fault in (
        ([entry | commitment], "unexpected fields"),
        ([entry | salt | commitment], "unexpected fields"),
        ([entry | salt], "content does not match its hash"),
        ([place | commitment, entry | salt], "the same entry twice"),
        ([place | commitment], "step 1: no entry for its receipt"),
        ([true | {"more": 1}], "unexpected fields"),
        ([true | {"salt": true["salt"] + "31"}], "salt is not written as 16 bytes are"),
    ):
        at = next(i for i, one in enumerate(lines) if one["n"] == place["n"])
        shown = with_lines(forged, [*lines[:at], *changed, *lines[at + 1 :]])
        code, said = verified(packed(tmp_path, signed_anew(shown)), "--key", key)
        assert (code, fault, fault in said) == (1, fault, True)


def test_no_step_is_left_out(taken: dict[str, bytes], tmp_path: Path) -> None:
    """The last one cut off, a word of the first changed under a new digest; whoever did it signs anew."""
    key = json.loads(taken["signature.json"])["key"]
    case, lines = json.loads(taken["case.json"]), lines_of(taken)
    assert json.loads(taken["manifest.json"])["steps"] == {
        "count": 2, "last": case["steps"][1]["digest"],
    }  # fmt: skip
    last = case["steps"].pop()
    short = {**taken, "case.json": json.dumps(case, ensure_ascii=False).encode()}
    code, said = verified(packed(tmp_path, signed_anew(short)), "--key", key)
    assert (code, "the manifest names 2 steps" in said) == (1, True)
    counted = {"count": 1, "last": case["steps"][0]["digest"]}
    code, said = verified(packed(tmp_path, signed_anew(short, counted)), "--key", key)
    n = int(last["receipt"].split("-")[1])
    assert (code, f"entry {n} of chain {PRIMARY} is of a step that is left out" in said) == (
        1,
        True,
    )
    case["steps"].append(last)
    case["steps"][0]["text"] = "别的问题"
    case["steps"][0]["digest"] = verify_case.digest(case["steps"][0])
    other = {**taken, "case.json": json.dumps(case, ensure_ascii=False).encode()}
    code, said = verified(packed(tmp_path, signed_anew(other)), "--key", key)
    assert (code, "step 2 does not cover the one before" in said) == (1, True)
    facts = [json.loads(one["body"]) for one in lines if one.get("kind", "").endswith("step_taken")]
    assert [one["before"] for one in facts] == ["", facts[0]["digest"]]


def test_that_it_was_taken_names_how_far_it_went(taken: dict[str, bytes]) -> None:
    enter(BUILDER)
    fact = json.loads(Entry.objects.get(kind="accountability.file_taken").body)
    steps = json.loads(taken["case.json"])["steps"]
    assert (fact["steps"], fact["last"]) == (2, steps[1]["digest"])
    with zipfile.ZipFile(io.BytesIO(taken["case.docx"])) as paper:
        text = paper.read("word/document.xml").decode()
    assert "本案卷靠什么证明" in text
    assert steps[1]["digest"] in text


def packed(folder: Path, parts: dict[str, bytes]) -> Path:
    path = folder / "other.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def verified(path: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, str(SCRIPTS / "verify_case.py"), str(path), *more],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr
