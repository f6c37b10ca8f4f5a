"""`xiaoan`: Django's commands under our own name, on the embedded server unless DATABASE_URL names one."""

import gc
import os
import sys
from importlib import import_module
from pathlib import Path

from django.core.management import execute_from_command_line

# Commands that bring their own server, or need none.
ALONE = {
    "replay": "xiaoan.rehearsal.replay",
    "detect": "xiaoan.management.detect",
    "rt": "xiaoan.management.rt",
    "simulate": "xiaoan.simulations.management.simulate",
}
WITHOUT_DATABASE = {"help", "--help", "version", "--version", "keys"}


def main() -> int:
    """Prepare the environment, then run one command; gives the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiaoan.settings")
    words = sys.argv[1:] or ["help"]
    if words[0] in ALONE:
        done = import_module(ALONE[words[0]]).main(words[1:])
        if done is not None:  # else it needs the server after all
            return int(done)
    if words[0] == "demo":
        os.environ.setdefault("XIAOAN_MODE", "demo")
    prepare_database(words[0])
    try:
        execute_from_command_line(["xiaoan", *words])
    finally:
        # The process ends: looking through all that it has for cycles takes most of a second.
        gc.freeze()
    return 0


def prepare_database(command: str) -> None:
    """Start the embedded server and put its addresses where settings look for them."""
    if os.environ.get("DATABASE_URL") or command in WITHOUT_DATABASE:
        return
    from xiaoan import embedded  # noqa: PLC0415  # not needed, and slow, with a server of one's own

    home = Path(os.environ.setdefault("XIAOAN_HOME", str(Path.cwd() / "var")))
    home.mkdir(parents=True, exist_ok=True)
    if (home / "demo").exists():
        os.environ.setdefault("XIAOAN_MODE", "demo")
    place = embedded.start(home / "pg")
    os.environ["XIAOAN_EMBEDDED"] = str(home / "pg")  # `serve` watches it
    os.environ["DATABASE_URL"] = place.app
    os.environ["XIAOAN_OWNER_DATABASE_URL"] = place.owner


if __name__ == "__main__":
    sys.exit(main())
