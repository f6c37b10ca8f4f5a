"""Real servers on this machine, as small as they can be: one that takes PUT, one that takes letters."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


@dataclass
class Store:
    """What a server was told: files by address, letters, and how it is to answer."""

    port: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    letters: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    user: str = ""
    status: int = 0
    loses_answers: bool = False


class _Dav(BaseHTTPRequestHandler):
    store: Store

    def put(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        store = self.store
        store.headers.append(dict(self.headers.items()))
        folder = self.path.rsplit("/", 1)[0] + "/"
        if store.status or not self._is_let_in():
            self._answer(store.status or 401)
        elif folder not in store.folders:
            self._answer(409)
        elif self.headers.get("If-None-Match") == "*" and self.path in store.files:
            self._answer(412)
        else:
            store.files[self.path] = content
            if store.loses_answers:
                self.close_connection = True
                return
            self._answer(201)

    def make(self) -> None:
        self.store.folders.add(self.path)
        self._answer(201)

    def _is_let_in(self) -> bool:
        wanted = base64.b64encode(self.store.user.encode()).decode()
        return not self.store.user or self.headers.get("Authorization") == f"Basic {wanted}"

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any, **more: Any) -> None:
        """Nothing."""


class _Letters(socketserver.StreamRequestHandler):
    store: Store

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                self._take()
            elif word == "RCPT" and self.store.status:
                self._say(f"{self.store.status} no")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 fine")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.store.letters.append(b"".join(lines))
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def _running(server: socketserver.TCPServer, store: Store) -> Iterator[Store]:
    store.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield store
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def dav(**how: Any) -> Any:
    """A server that takes PUT, never over what is there, into folders that were made."""
    store = Store(**how)
    # As the library calls them.
    methods = {"do_PUT": _Dav.put, "do_MKCOL": _Dav.make}
    handler = type("Dav", (_Dav,), {"store": store, **methods})
    return _running(HTTPServer(("127.0.0.1", 0), handler), store)


def post(**how: Any) -> Any:
    """A server that takes letters."""
    store = Store(**how)
    handler = type("Letters", (_Letters,), {"store": store})
    return _running(socketserver.TCPServer(("127.0.0.1", 0), handler), store)
