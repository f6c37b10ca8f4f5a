"""Another machine by SSH: the system's own `sftp`, its keys and its list of known machines."""

import shutil
import subprocess
import tempfile
from collections.abc import Sequence

from xiaoan.seals.rules.places import Address
from xiaoan.seals.services.carrying import Batch
from xiaoan.seals.services.places.trouble import PATIENCE, Unreachable

# Nobody is there to type a password or to say yes to an unknown machine.
_OPTIONS = ("-q", "-b", "-", "-oBatchMode=yes", f"-oConnectTimeout={PATIENCE}")


def send(place: Address, batch: Batch) -> None:
    """Put under another name and rename, so that half a file never has the name of a whole one."""
    send_by(_command(place), place, batch)


def send_by(command: Sequence[str], place: Address, batch: Batch) -> None:
    """The same by a given command."""
    folder = f"{_remote(place)}/{batch.folder}"
    with tempfile.NamedTemporaryFile(prefix="xiaoan-seals-") as local:
        local.write(batch.content)
        local.flush()
        lines = (
            f'-mkdir "{folder}"',
            f'put "{local.name}" "{folder}/{batch.name}.part"',
            f'rename "{folder}/{batch.name}.part" "{folder}/{batch.name}"',
        )
        done = subprocess.run(
            command, input="\n".join(lines) + "\n", capture_output=True, text=True,
            timeout=3 * PATIENCE, check=False,
        )  # fmt: skip
    if done.returncode:
        raise Unreachable("unreachable", _last_line(done.stderr))


def _command(place: Address) -> list[str]:
    program = shutil.which("sftp")
    if program is None:
        raise Unreachable("program", "sftp is not installed")
    port = ["-P", str(place.url.port)] if place.url.port else []
    key = ["-i", place.option("key")] if place.option("key") else []
    user = f"{place.user}@" if place.user else ""
    return [program, *_OPTIONS, *port, *key, "--", f"{user}{place.url.hostname}"]


def _remote(place: Address) -> str:
    """`sftp://host/~/seals` is in the home folder, `sftp://host/srv/seals` is not."""
    path = place.path.rstrip("/")
    return path[3:] or "." if path.startswith("/~/") else path or "."


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "sftp ended without saying why"
