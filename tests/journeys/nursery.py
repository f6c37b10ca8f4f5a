"""Served counties without their start: a process that has loaded the product once and forks for each.

`xiaoan serve` itself takes three seconds of a processor until it answers, and a journey serves up to four
times; tests/management/test_serve.py and tests/crash/ start it as operators do. Here the settings are read
anew after the fork, from the environment of the county that is wanted.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from asgiref.local import Local

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Child:
    """A served county: ended by `stop`."""

    pid: int
    line: socket.socket

    def stop(self) -> None:
        """Ask it to end as a service manager does, and wait until it and its children have."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        self.line.settimeout(20)
        with contextlib.suppress(TimeoutError):
            self.line.recv(1)
        self.line.close()


class Nursery:
    """The process that forks; one for all journeys of a test process."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.line = ours
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.nursery", str(theirs.fileno())],
            env=dict(environment), cwd=ROOT, pass_fds=[theirs.fileno()],
        )  # fmt: skip
        theirs.close()

    def serve(self, port: int, environment: Mapping[str, str], log: Path) -> Child:
        ours, theirs = socket.socketpair()
        said = json.dumps({"port": port, "environment": dict(environment), "log": str(log)})
        socket.send_fds(self.line, [said.encode()], [theirs.fileno()])
        theirs.close()
        return Child(int(self.line.recv(64)), ours)

    def close(self) -> None:
        self.line.close()
        self.process.wait(20)


def run(line: socket.socket) -> None:
    """Load, then fork a county for each that is asked for, until nobody asks any more."""
    import_module("django").setup()
    import_module("xiaoan.management.commands.serve").warm()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        said, files, _flags, _from = socket.recv_fds(line, 1 << 18, 1)
        if not said:
            return
        pid = os.fork()
        if not pid:
            line.close()
            _be(json.loads(said))
            os._exit(0)
        os.close(files[0])
        line.send(str(pid).encode())


def _be(wanted: dict[str, Any]) -> None:
    """`xiaoan serve` in this process, with its own settings. The line to the test stays open."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    told = os.open(str(wanted["log"]), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(told, 2)
    os.environ.clear()
    os.environ.update(wanted["environment"])
    _read_settings()
    import_module("django.core.management").call_command("serve", port=wanted["port"], workers=1)


def _read_settings() -> None:
    from django.conf import Settings, settings  # noqa: PLC0415  # in the child, after its fork
    from django.db import connections  # noqa: PLC0415  # as above

    del sys.modules["xiaoan.settings"]
    settings.__dict__.clear()
    settings._wrapped = Settings("xiaoan.settings")
    connections.__dict__.pop("settings", None)
    # What this thread has at hand is of the database that was wanted before.
    vars(connections).update(_settings=None, _connections=Local(connections.thread_critical))
    import_module("xiaoan.apps")._set_demonstration_clock(Path(settings.XIAOAN_CLOCK_FILE))


if __name__ == "__main__":
    run(socket.socket(fileno=int(sys.argv[1])))
