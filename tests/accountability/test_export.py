"""A case file taken away, and checked by an outsider."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from uuid import UUID

import pytest

from tests.accountability.test_files import Acting, opened, step
from tests.builders import BUILDER, CLASS_11, CLASS_12, Universe, sent
from xiaoan.accountability import services
from xiaoan.accountability.services.exporting import take_file
from xiaoan.journal.models import Entry
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.scope import enter
from xiaoan.screening import services as screening
from xiaoan.seals import services as seals

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
