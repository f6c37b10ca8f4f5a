"""The built-in server stands without nginx: slow senders do not keep others waiting."""

import socket
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack

import pytest

from tests.journeys.conftest import Served

pytestmark = pytest.mark.journey

SLOW_SENDERS = 30


def test_thirty_slow_bodies_do_not_block_the_others(serve: Callable[[str], Served]) -> None:
    """Each sends its head and a first byte, then nothing; more than there are threads."""
    served = serve("07:30")
    host, port = served.url.removeprefix("http://").split(":")
    head = (
        f"POST /sign-in/ HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 1000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nl"
    )
    with ExitStack() as open_sockets:
        for _ in range(SLOW_SENDERS):
            sender = open_sockets.enter_context(socket.create_connection((host, int(port))))
            sender.sendall(head.encode())
        for address in ("/readyz", "/sign-in/"):
            with urllib.request.urlopen(served.url + address, timeout=20) as answer:  # noqa: S310  # our own address
                assert answer.status == 200
