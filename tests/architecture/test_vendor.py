"""The front-end files we ship are those that were locked, and none besides."""

import hashlib
import json
from pathlib import Path

from tests.architecture.scripts import vendor
from tests.architecture.tree import ROOT, local

LOCK = json.loads((ROOT / "scripts/vendor.lock").read_text())


def test_files_are_as_locked() -> None:
    assert vendor.check(LOCK, ROOT) == []


def test_the_lock_is_what_the_script_wants() -> None:
    wanted = [(name, version, target) for name, version, _source, target in vendor.WANTED]
    assert [(e["name"], e["version"], e["file"]) for e in LOCK] == wanted


def test_nothing_else_lies_beside_them() -> None:
    folders = (ROOT / vendor.SHIPPED, ROOT / "tests/vendor")
    found = sorted(local(path) for folder in folders for path in folder.iterdir())
    licences = [local(folder / vendor.LICENCES) for folder in folders]
    assert found == sorted([*licences, *(entry["file"] for entry in LOCK)])


def test_each_has_its_licence_beside_it() -> None:
    for entry in LOCK:
        text = (ROOT / entry["file"]).with_name(vendor.LICENCES).read_text()
        head = f"== {entry['name']} {entry['version']}: {entry['licence']} =="
        assert len(text.partition(head)[2].partition("\n== ")[0].split()) > 50


def test_no_source_maps() -> None:
    assert [e["file"] for e in LOCK if b"sourceMappingURL" in (ROOT / e["file"]).read_bytes()] == []


def test_the_check_can_fail(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("changed")
    sha512 = hashlib.sha512(b"locked").hexdigest()
    entries = [{"file": "a.js", "sha512": sha512}, {"file": "b.js", "sha512": sha512}]
    assert vendor.check(entries, tmp_path) == ["a.js is not as locked", "b.js is missing"]
    (tmp_path / "a.js").write_text("locked")
    assert vendor.check(entries[:1], tmp_path) == []
