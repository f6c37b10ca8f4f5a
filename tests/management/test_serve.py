"""The sockets of the built-in server: one for each web process, all on one port."""

import select
import socket
from collections.abc import Iterator

import pytest
from django.core.management.base import CommandError
from django.template.engine import Engine
from django.template.loaders.cached import Loader as Cached

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
