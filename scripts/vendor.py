"""Refreshes the front-end files we ship: `npm pack`, no source maps, sha512 into scripts/vendor.lock.

Needs npm; installing and running Xiaoan does not. `python scripts/vendor.py check` compares only.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "scripts" / "vendor.lock"
SHIPPED = "xiaoan/web/static/web/vendor"
LICENCES = "LICENSES.txt"  # beside the files
NOTICES = ("NOTICE", "LICENSE", "LICENSE-3RD-PARTY.txt")
# package, version, file in the package, where it goes
WANTED = (
    ("bootstrap", "5.3.9", "dist/css/bootstrap.min.css", f"{SHIPPED}/bootstrap.min.css"),
    ("htmx.org", "2.0.11", "dist/htmx.min.js", f"{SHIPPED}/htmx.min.js"),
    ("echarts", "6.1.0", "dist/echarts.min.js", f"{SHIPPED}/echarts.min.js"),
    # Loaded by scan.js alone, where the browser cannot read codes itself: 362 KB, 95 KB compressed.
    ("@zxing/library", "0.23.0", "umd/index.min.js", f"{SHIPPED}/zxing.min.js"),
    ("axe-core", "4.14.1", "axe.min.js", "tests/vendor/axe.min.js"),
)


def main(words: list[str]) -> int:
    if words == ["check"]:
        faults = check(json.loads(LOCK.read_text()), ROOT)
        print("\n".join(faults) or "ok")
        return bool(faults)
    entries, licences = [], dict[Path, list[str]]()
    for wanted in WANTED:
        entry, licence = refresh(*wanted)
        entries.append(entry)
        licences.setdefault((ROOT / entry["file"]).with_name(LICENCES), []).append(licence)
    LOCK.write_text(json.dumps(entries, indent=1) + "\n")
    for path, texts in licences.items():
        path.write_text("\n".join(texts))
    return 0


def refresh(name: str, version: str, source: str, target: str) -> tuple[dict[str, str], str]:
    """Fetch one file; gives its line of the lock and its licence."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"{name}@{version}"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        with tarfile.open(Path(folder) / packed) as archive:
            content = read(archive, f"package/{source}")
            about = json.loads(read(archive, "package/package.json"))
            notices = [
                text
                for part in NOTICES
                if f"package/{part}" in archive.getnames()
                for text in read(archive, f"package/{part}").decode().splitlines()
            ]
    content = re.sub(rb"\n?(/\*|//)# sourceMappingURL=[^\n*]*(\*/)?\s*$", b"\n", content)
    path = ROOT / target
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    entry = {
        "name": name,
        "version": version,
        "file": target,
        "licence": about["license"],
        "sha512": hashlib.sha512(content).hexdigest(),
    }
    return entry, "\n".join([f"== {name} {version}: {about['license']} ==", "", *notices, ""])


def read(archive: tarfile.TarFile, name: str) -> bytes:
    found = archive.extractfile(name)
    if found is None:
        raise FileNotFoundError(name)
    return found.read()


def check(entries: list[dict[str, str]], root: Path) -> list[str]:
    """Every file that is missing or not as locked."""
    faults = []
    for entry in entries:
        path = root / entry["file"]
        if not path.exists():
            faults.append(f"{entry['file']} is missing")
        elif hashlib.sha512(path.read_bytes()).hexdigest() != entry["sha512"]:
            faults.append(f"{entry['file']} is not as locked")
    return faults


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
