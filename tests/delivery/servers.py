"""Real servers on this machine that behave as providers do: signatures are checked, an error comes inside
HTTP 200, too much is too much, answers are slow or cut off."""

import json
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Post:
    """A mail server: what it took, and how it is to answer. `refuses`: recipient → code."""

    port: int = 0
    letters: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    refuses: dict[str, int] = field(default_factory=dict)
    user: str = ""
    connections: int = 0
    secured: int = 0
    # mail | data | end: where it hangs up; `after` says that the letter was taken all the same.
    cuts: str = ""
    says: dict[str, str] = field(default_factory=dict)
    trust: ssl.SSLContext | None = None
    # The answer to this command (GREET, MAIL, RCPT, END …) comes one byte at a time and never ends.
    drips: str = ""


class _Mail(socketserver.StreamRequestHandler):
    post: Post

    def handle(self) -> None:
        self.post.connections += 1
        self.to: list[str] = []
        if self.post.drips == "GREET":
            self._drip("220-")
            return
        self._say("220 here")
        while line := self._line():
            word = line.split()[0].upper()
            if word == "QUIT" or self._act(word, line):
                return

    def finish(self) -> None:
        super().finish()
        if secured := getattr(self, "secured", None):
            secured.close()

    def _line(self) -> str:
        try:
            return self.rfile.readline().decode().strip()
        except OSError:
            return ""

    def _act(self, word: str, line: str) -> bool:
        """Answer one command; whether the connection ends."""
        post = self.post
        if word in (post.drips, post.cuts.upper()):
            return self._drip("250-" if word == post.drips else "")
        if word in post.says:
            self._say(post.says[word])
        elif word == "EHLO":
            more = (
                "250-STARTTLS\r\n"
                if post.trust and not isinstance(self.request, ssl.SSLSocket)
                else ""
            )
            self._say(f"250-here\r\n{more}250 AUTH PLAIN")
        elif word == "STARTTLS" and post.trust:
            self._say("220 go on")
            self.request = post.trust.wrap_socket(self.request, server_side=True)
            self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
            self.secured = self.request
            post.secured += 1
        elif word == "AUTH":
            self._say("235 come in" if post.user and post.user in line else "535 no")
        elif word == "RCPT":
            self._rcpt(line.partition("<")[2].partition(">")[0])
        elif word == "DATA":
            return self._data()
        else:
            self.to = [] if word in ("MAIL", "RSET") else self.to
            self._say("250 fine")
        return False

    def _rcpt(self, address: str) -> None:
        code = self.post.refuses.get(address)
        if code is None:
            self.to.append(address)
        self._say(f"{code} not here" if code else "250 fine")

    def _data(self) -> bool:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.post.letters.append((tuple(self.to), b"".join(lines).decode()))
        if self.post.drips == "END":
            self._drip("250-")
        if self.post.cuts == "end" or self.post.drips == "END":
            return True
        self._say(f"250 2.0.0 Ok: queued as L{len(self.post.letters)}")
        return False

    def _drip(self, text: str) -> bool:
        """As slow as can be: each byte begins the other side's patience anew. "": hangs up at once."""
        with suppress(OSError):
            self.wfile.write(text.encode())
            for _n in range(100 if text else 0):
                self.wfile.write(b" ")
                time.sleep(0.1)
        return True

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class _Threads(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextmanager
def mail(**given: Any) -> Iterator[Post]:
    post = Post(**given)
    with _served(_Threads(("127.0.0.1", 0), type("Mail", (_Mail,), {"post": post}))) as port:
        post.port = port
        yield post


@contextmanager
def _served(server: Any) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@dataclass
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Vendor:
    """A provider: `answer` gives (status, object) for a request; None hangs up without an answer. Whatever is
    in `waits` is waited for first."""

    answer: Callable[[Asked], tuple[int, Any] | None]
    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    waits: threading.Event | None = None
    headers: dict[str, str] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    # Calls are answered side by side: whoever answers has a lock of their own.
    side_by_side: bool = False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"


class _Http(BaseHTTPRequestHandler):
    vendor: Vendor
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def go(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if len(body) < int(self.headers.get("Content-Length") or 0):
            return  # whoever asked died in the middle
        asked = Asked(self.command, self.path, dict(self.headers.items()), body)
        vendor = self.vendor
        if vendor.side_by_side:
            said = vendor.answer(asked)
        else:
            with vendor.lock:
                vendor.asked.append(asked)
                said = vendor.answer(asked)
        if vendor.waits is not None:
            vendor.waits.wait(20)
        if said is None:
            self.close_connection = True
            return
        status, found = said
        text = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(status)
        for name, value in vendor.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *args: Any, **more: Any) -> None:
        """Nothing."""


setattr(_Http, "do_POST", _Http.go)  # noqa: B010  # names of the base class, not of the house
setattr(_Http, "do_GET", _Http.go)  # noqa: B010  # names of the base class, not of the house


class _Many(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_rest: Any) -> None:
        """Clients are killed here; what they left half said is nothing."""


@contextmanager
def vendor(answer: Callable[[Asked], tuple[int, Any] | None], **given: Any) -> Iterator[Vendor]:
    made = Vendor(answer, **given)
    with _served(_Many(("127.0.0.1", 0), type("Http", (_Http,), {"vendor": made}))) as port:
        made.port = port
        yield made
