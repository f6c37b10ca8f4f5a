"""A folder: another disk, or a share of another machine."""

import os
from pathlib import Path

from xiaoan.seals.rules.places import Address
from xiaoan.seals.services.carrying import Batch
from xiaoan.seals.services.places.trouble import Unreachable


def send(place: Address, batch: Batch) -> None:
    """A file of its own per batch, there whole or not at all. The folder itself must be there: a share that
    is not mounted is not to be taken for an empty one."""
    root = Path(place.path)
    if not root.is_dir():
        raise Unreachable("missing", f"{root} is not there")
    folder = root / batch.folder
    folder.mkdir(exist_ok=True)
    file, part = folder / batch.name, folder / f".{batch.name}.part"
    if file.exists() and file.read_bytes() == batch.content:
        return
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(batch.content)
        opened.flush()
        os.fsync(opened.fileno())
    part.replace(file)
    _sync(folder)


def _sync(folder: Path) -> None:
    """The name, too, outlives a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
