"""Uploads through the server in front: as large as the page promises, and a sentence for what is larger."""

import http.client
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
import waitress
from django.conf import settings

from tests.builders import Universe
from tests.registry.real import session_of
from tests.registry.rosters import csv_of, pupil
from xiaoan.management.commands import serve

TOKEN = "c" * 32
EDGE = "----xiaoan-test"


@pytest.fixture
def port(own_database: str) -> Iterator[int]:
    # Not before the static files are collected.
    from xiaoan.wsgi import application  # noqa: PLC0415  # as said

    listening = socket.create_server(("127.0.0.1", 0))
    server = waitress.create_server(application, sockets=[listening], **serve.limits())
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    server.close()
    thread.join(5)


def upload(port: int, session: str, size: int) -> tuple[int, str, str]:
    """Status, goal and page for a sheet padded to a size."""
    token = f'--{EDGE}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
    file = f'--{EDGE}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"'
    head = f"{token}\r\n\r\n{TOKEN}\r\n{file}\r\nContent-Type: text/csv\r\n\r\n"
    sheet = csv_of(pupil(1)) + b"\r\n"
    body = head.encode() + sheet + b"\r\n" * ((size - len(sheet)) // 2)
    body += b"," * (size - len(sheet) - (size - len(sheet)) // 2 * 2)
    call = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    call.request(
        "POST", "/registry/imports/", body + f"\r\n--{EDGE}--\r\n".encode(),
        {
            "Host": "testserver", "Content-Type": f"multipart/form-data; boundary={EDGE}",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}",
        },
    )  # fmt: skip
    answer = call.getresponse()
    page = answer.read().decode()
    call.close()
    return answer.status, answer.headers.get("Location", ""), page


def test_a_file_as_large_as_promised_is_taken_and_a_larger_one_gets_a_sentence(
    universe: Universe, port: int
) -> None:
    session = session_of(universe.cast["principal"])
    status, goal, _page = upload(port, session, 9 * 1024 * 1024)
    assert (status, goal.startswith("/registry/imports/")) == (302, True)
    status, _goal, page = upload(port, session, settings.LARGEST_UPLOAD + 1)
    assert (status, "文件超过 64 MB" in page) == (422, True)
