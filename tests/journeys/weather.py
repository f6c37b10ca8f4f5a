"""A network between a phone and the server that can be made bad: gone, slow, or never answering."""

import socket
import threading
import time
import urllib.request
from contextlib import suppress
from urllib.parse import urlsplit


class Weather:
    """A listening address before a server. `mode`: "up", "down", "slow", "deaf" (requests arrive, answers
    do not). `release`: changes the service worker, as another release of the product would."""

    def __init__(self, target: str) -> None:
        self.target, self.mode, self.release = target, "up", 0
        parts = urlsplit(target)
        self.behind = (str(parts.hostname), int(parts.port or 80))
        self.open: set[socket.socket] = set()
        self.door = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self.door.getsockname()[1])
        threading.Thread(target=self._welcome, daemon=True).start()

    def turn(self, mode: str) -> None:
        """From now on; what is under way is cut."""
        self.mode = mode
        if mode == "down":
            for one in list(self.open):
                _shut(one)

    def close(self) -> None:
        self.turn("down")
        self.door.close()

    def _welcome(self) -> None:
        while True:
            try:
                phone, _ = self.door.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(phone,), daemon=True).start()

    def _serve(self, phone: socket.socket) -> None:
        if self.mode == "down":
            _shut(phone)
            return
        try:
            server = socket.create_connection(self.behind, timeout=30)
        except OSError:
            _shut(phone)
            return
        self.open |= {phone, server}
        threading.Thread(target=self._pump, args=(server, phone, False), daemon=True).start()
        self._pump(phone, server, True)
        self.open -= {phone, server}

    def _pump(self, source: socket.socket, goal: socket.socket, asking: bool) -> None:
        try:
            while data := source.recv(65536):
                if self.mode == "down" or (self.mode == "deaf" and not asking):
                    break
                if self.mode == "slow":
                    time.sleep(0.25)
                if asking and data.startswith(b"GET /sw.js "):
                    source.sendall(self._worker())
                    break
                goal.sendall(data)
        except OSError:
            pass
        _shut(source)
        _shut(goal)

    def _worker(self) -> bytes:
        answer = urllib.request.urlopen(f"{self.target}/sw.js", timeout=10)  # noqa: S310  # our own address
        body: bytes = answer.read() + f"// release {self.release}\n".encode()
        kept = ("content-type", "content-security-policy", "cache-control")
        lines = [f"{name}: {answer.headers[name]}" for name in kept]
        head = ["HTTP/1.1 200 OK", *lines, f"Content-Length: {len(body)}", "Connection: close"]
        return "\r\n".join([*head, "", ""]).encode() + body


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
