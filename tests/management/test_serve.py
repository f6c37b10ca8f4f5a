"""The built-in server: a socket for each web process, all on one port, and the processes themselves."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management.base import CommandError
from django.template.engine import Engine
from django.template.loaders.cached import Loader as Cached

from tests import environment
from xiaoan.management.commands import serve

WEB = 3
PHONES = 300


@pytest.fixture
def listening() -> Iterator[list[socket.socket]]:
    sockets = serve.listen("127.0.0.1", 0, WEB)
    yield sockets
    for one in sockets:
        one.close()


def test_connections_are_dealt_out_among_the_web_processes(
    listening: list[socket.socket],
) -> None:
    """Each waits at one of them: no process can take what is meant for another."""
    address = listening[0].getsockname()
    phones = [socket.create_connection(address) for _ in range(PHONES)]
    waiting = [taken(one) for one in listening]
    assert sum(waiting) == PHONES
    # By chance alone each gets 100, with a deviation of 8.
    assert [count > PHONES // 6 for count in waiting] == [True] * WEB
    for phone in phones:
        phone.close()


def test_a_port_is_not_shared_with_another_server(listening: list[socket.socket]) -> None:
    port = listening[0].getsockname()[1]
    with pytest.raises(CommandError, match=f"Port {port} is taken") as refused:
        serve.listen("127.0.0.1", port, WEB)
    assert str(refused.value).endswith("Choose another with --port (make demo PORT=n).")


def taken(one: socket.socket) -> int:
    """How many wait at a socket."""
    count = 0
    while select.select([one], [], [], 0)[0]:
        one.accept()[0].close()
        count += 1
    return count


def test_a_process_has_its_pages_ready_before_it_serves() -> None:
    loader = Engine.get_default().template_loaders[0]
    assert isinstance(loader, Cached)
    loader.reset()
    made = serve.warm()
    assert (made > 100, len(loader.get_template_cache) >= made) == (True, True)


def test_none_has_the_owners_address_a_killed_one_is_replaced_and_all_end_together(
    own_database: str, tmp_path: Path
) -> None:
    (tmp_path / "keys").write_text((environment.HOME / "keys").read_text())
    owner = own_database.replace("xiaoan_app", "xiaoan_owner")
    addresses = {"DATABASE_URL": own_database, "XIAOAN_OWNER_DATABASE_URL": owner}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["serve", "--port", str(port), "--workers", "1"]
    with (tmp_path / "log").open("wb") as log:
        parent = subprocess.Popen(
            [sys.executable, "-m", "xiaoan.cli", *words],
            env={**os.environ, **addresses, "XIAOAN_HOME": str(tmp_path)}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        wait_for_answer(port)
        web, worker = children(parent.pid)
        told = [Path(f"/proc/{pid}/environ").read_bytes() for pid in (parent.pid, web, worker)]
        assert [b"XIAOAN_OWNER_DATABASE_URL" in one for one in told] == [False] * 3
        os.kill(web, signal.SIGKILL)
        while web in children(parent.pid) or len(children(parent.pid)) < len((web, worker)):
            time.sleep(0.05)
        wait_for_answer(port)
        last = children(parent.pid)
    finally:
        parent.terminate()
        assert parent.wait(30) == 0
    assert [Path(f"/proc/{pid}").exists() for pid in last] == [False, False]


def children(pid: int) -> list[int]:
    return [int(no) for no in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def wait_for_answer(port: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("no answer within 120 s")
