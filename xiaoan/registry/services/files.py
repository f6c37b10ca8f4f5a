"""The files of an import (the sheet, what was found in it, the sheet with its errors) and of an export.

Sealed on disk. A name says nothing, the content opens for its import only, and after some days it is gone.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from xiaoan.kernel import ciphers

SHEET, FINDINGS, ERRORS, EXPORT = "sheet", "findings", "errors", "export"
# A sheet that is being read lies open beside the sealed ones for that long, at most.
_OPEN = ".open"


def folder() -> Path:
    """Made on first use, closed to everybody else."""
    path = Path(settings.XIAOAN_HOME) / "imports"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def keep(import_id: UUID, key: str, what: str, content: bytes) -> None:
    """Seal a file of an import; a later one of the same kind takes its place."""
    sealed = ciphers.seal_bytes(content, place=f"registry_roster_import.{what}", row=import_id)
    half = folder() / f"{key}.{what}.new"
    half.write_bytes(sealed)
    half.replace(folder() / f"{key}.{what}")


def content(import_id: UUID, key: str, what: str) -> bytes | None:
    """The file as it was, or None when it is no longer kept."""
    try:
        sealed = (folder() / f"{key}.{what}").read_bytes()
    except FileNotFoundError:
        return None
    return ciphers.unseal_bytes(sealed, place=f"registry_roster_import.{what}", row=import_id)


def is_kept(key: str, what: str) -> bool:
    return (folder() / f"{key}.{what}").exists()


def keep_json(import_id: UUID, key: str, what: str, value: Any) -> None:
    keep(import_id, key, what, json.dumps(value, ensure_ascii=False).encode())


def json_of(import_id: UUID, key: str, what: str) -> Any:
    found = content(import_id, key, what)
    return None if found is None else json.loads(found)


@contextmanager
def opened(import_id: UUID, key: str, suffix: str) -> Iterator[Path | None]:
    """The sheet as a file with its own ending, for as long as it is read; None when it is gone."""
    found = content(import_id, key, SHEET)
    if found is None:
        yield None
        return
    number, name = tempfile.mkstemp(suffix=f"{_OPEN}{suffix}", dir=folder())
    path = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(found)
        yield path
    finally:
        path.unlink(missing_ok=True)


def drop(key: str) -> None:
    """Remove all that lies under a key."""
    for path in folder().glob(f"{key}.*"):
        path.unlink(missing_ok=True)


def remove(keys: set[str], older_than: float) -> int:
    """Remove the files of imports that are not among `keys`, if older than an instant; gives how many."""
    gone = 0
    for path in folder().iterdir():
        if path.name.split(".")[0] not in keys and path.stat().st_mtime < older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone
