"""Loaded before Django (see pyproject.toml): a throw-away cluster of the embedded server per run."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from xiaoan import embedded

# Two hundred tests clone the database, a thousand files each: in memory that takes a tenth of what it takes
# on a disk. Where memory is short, the disk it is.
_MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of our own is made inside
_ENOUGH = 6 * 2**30


def _folder() -> str | None:
    """Where the cluster lies; None is the system's own choice."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _ENOUGH:
        return None
    return str(_MEMORY)


HOME = Path(tempfile.mkdtemp(prefix="xiaoan-tests-", dir=_folder()))
PLACE = embedded.start(HOME / "pg", durable=False)


def _end() -> None:
    embedded.stop(HOME / "pg")
    shutil.rmtree(HOME, ignore_errors=True)


atexit.register(_end)

os.environ.update(
    XIAOAN_MODE="demo",
    XIAOAN_HOME=str(HOME),
    # Servers that tests start have homes of their own and share the collected files, and so do runs: to
    # compress them takes as long as all else before the first test.
    XIAOAN_STATIC_ROOT=str(Path(__file__).parent.parent / ".static_cache"),
    # The providers of the tests are servers on this machine.
    XIAOAN_FRAGMENT_SECONDS="0",
    XIAOAN_DELIVERY_NETWORKS="127.0.0.0/8",
    DATABASE_URL=PLACE.app,
    XIAOAN_OWNER_DATABASE_URL=PLACE.owner,
)
