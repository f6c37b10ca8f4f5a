"""The network as adapters see it: only where the county allows, never on to somewhere else, and honest about
what is known when it breaks.

The standard library's `http.client` and `smtplib`, as the seals use them: one request with headers of our
own, no redirects, no retries behind our back. A host is looked up once and its address is the one connected
to.
"""

import http.client
import ipaddress
import json
import os
import select
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from xiaoan.delivery.rules import Outcome
from xiaoan.delivery.rules.checking import is_written_out

# Seconds for one step of the network; a whole call has so many times that, however slowly it goes on.
PATIENCE = 10
_STEPS = 3
_LARGEST = 1 << 20
_UNICAST = ipaddress.IPv6Network("2000::/3")
_OK, _MOVED, _BAD, _MANY, _BROKEN, _AWAY = 200, 300, 400, 429, 500, 503


class Fault(Exception):
    """The call came to nothing, for all it was made for."""

    def __init__(self, what: str, reason: str, detail: str = "") -> None:
        super().__init__(f"{what} {reason}: {detail}")
        self.outcome = Outcome(what, reason, detail)


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    def json(self) -> dict[str, Any]:
        """The answer as a JSON object. Something else was answered: nobody knows whether it was taken."""
        try:
            found = json.loads(self.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise Fault("unknown", "answer", self.body[:120].decode("utf-8", "replace"))
        return found


class Wire:
    """Connections that are kept while messages go out; one thread's own."""

    def __init__(self) -> None:
        self._http: dict[tuple[str, str, int], http.client.HTTPConnection] = {}
        self.mail: dict[tuple[object, ...], smtplib.SMTP] = {}

    def close(self) -> None:
        for connection in self._http.values():
            connection.close()
        for server in self.mail.values():
            server.close()
        self._http, self.mail = {}, {}

    def __enter__(self) -> "Wire":
        return self

    def __exit__(self, *_rest: object) -> None:
        self.close()

    def post(self, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        return self._ask("POST", address, body, headers)

    def get(self, address: str) -> Answer:
        return self._ask("GET", address, b"", {})

    def post_json(
        self, address: str, said: object, headers: dict[str, str] | None = None
    ) -> Answer:
        body = json.dumps(said, ensure_ascii=False).encode()
        return self.post(
            address, body, {"Content-Type": "application/json; charset=utf-8", **(headers or {})}
        )

    def _ask(self, method: str, address: str, body: bytes, headers: dict[str, str]) -> Answer:
        """One request. Not connected: nothing was sent. Broken after that, or not whole by the deadline: it
        may have arrived."""
        url = checked(address)
        path = f"{url.path or '/'}{f'?{url.query}' if url.query else ''}"
        connection = self._connected(url)
        try:
            with _deadline(connection.sock):
                connection.request(method, path, body or None, headers)
                answer = connection.getresponse()
                content = answer.read(_LARGEST)
            if not answer.isclosed():
                connection.close()
        except TimeoutError as error:
            self._drop(url)
            raise Fault("unknown", "timeout", str(error)) from error
        except (OSError, http.client.HTTPException) as error:
            self._drop(url)
            raise Fault("unknown", "cut", type(error).__name__) from error
        _judged(answer.status, content)
        return Answer(answer.status, content)

    def _connected(self, url: SplitResult) -> http.client.HTTPConnection:
        key = _key(url)
        known = self._http.get(key)
        if known is not None and known.sock is not None and not _is_over(known.sock):
            return known
        self._drop(url)
        try:
            connection = _open(url)
        except ssl.SSLError as error:
            raise Fault("channel", "certificate", str(error)) from error
        except OSError as error:
            raise Fault("later", "unreachable", f"{type(error).__name__}: {error}") from error
        self._http[key] = connection
        return connection

    def _drop(self, url: SplitResult) -> None:
        known = self._http.pop(_key(url), None)
        if known is not None:
            known.close()


class Span:
    """So long a whole call may take. A socket's own timeout begins anew with each byte, so the connection is
    shut under whoever waits for it: by a second handle of it, which stays good whatever TLS is put over the
    first."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._spare: socket.socket | None = None

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    def watch(self, sock: socket.socket) -> None:
        """This connection is the call's from now on."""
        with self._lock:
            self._forget()
            self._spare = socket.socket(fileno=os.dup(sock.fileno()))
            if self.is_over:
                self._shut()

    def end(self) -> None:
        self._over.set()
        with self._lock:
            self._shut()

    def forget(self) -> None:
        with self._lock:
            self._forget()

    def _shut(self) -> None:
        if self._spare is not None:
            with suppress(OSError):
                self._spare.shutdown(socket.SHUT_RDWR)

    def _forget(self) -> None:
        if self._spare is not None:
            self._spare.close()
            self._spare = None


@contextmanager
def span() -> Iterator[Span]:
    """The time of one call; what it watches is shut when it is over."""
    made = Span()
    timer = threading.Timer(PATIENCE * _STEPS, made.end)
    timer.daemon = True
    timer.start()
    try:
        yield made
    finally:
        timer.cancel()
        made.forget()


@contextmanager
def _deadline(sock: socket.socket) -> Iterator[None]:
    """TimeoutError once a whole call takes too long."""
    with span() as given:
        given.watch(sock)
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            if given.is_over:
                raise TimeoutError("deadline") from error
            raise
        if given.is_over:
            raise TimeoutError("deadline")


def _key(url: SplitResult) -> tuple[str, str, int]:
    return url.scheme, url.hostname or "", url.port or 0


def _is_over(sock: socket.socket) -> bool:
    """The other side said goodbye while the connection lay idle."""
    return bool(select.select([sock], [], [], 0)[0])


def _judged(status: int, content: bytes) -> None:
    """What a status that is no answer of the provider's own means."""
    detail = f"HTTP {status} {content[:120].decode('utf-8', 'replace')}".strip()
    if status < _MOVED:
        return
    if status < _BAD:
        raise Fault("channel", "redirect", detail)
    if status in (401, 403):
        raise Fault("channel", "credentials", detail)
    if status == _MANY:
        raise Fault("channel", "limit", detail)
    if status < _BROKEN:
        raise Fault("channel", "settings", detail)
    if status == _AWAY:
        raise Fault("later", "busy", detail)
    # A gateway in between may have passed it on before it broke.
    raise Fault("unknown", "cut", detail)


def checked(address: str) -> SplitResult:
    """An address that may be asked: https (http only in a demonstration), no user in it."""
    try:
        url = urlsplit(address)
        port = url.port
    except ValueError as error:
        raise Fault("channel", "settings", str(error)) from error
    if not is_written_out(address):
        raise Fault("channel", "settings", "blank or not ASCII")
    wanted = ("https", "http") if settings.DEMO else ("https",)
    if url.scheme not in wanted or not url.hostname or url.username or port == 0:
        raise Fault("channel", "host", f"{url.scheme}://{url.hostname or ''}")
    return url


def pinned(host: str, port: int) -> tuple[str, int]:
    """The address of a host that may be connected to: of the public network, or one that the settings name.
    What was looked at is what is connected to: a name that changes its mind in between gains nothing."""
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Fault("later", "unreachable", f"{host}: {error}") from error
    for *_rest, where in rows:
        if is_allowed(str(where[0])):
            return str(where[0]), port
    raise Fault("channel", "host", host)


def is_allowed(address: str) -> bool:
    """Whether an IP address is of the public network or of XIAOAN_DELIVERY_NETWORKS. Of IPv6 only global
    unicast (RFC 4291: 2000::/3) without an IPv4 address in it: NAT64, IPv4-compatible, translated and
    site-local forms lead into private networks."""
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    if mapped:
        found = mapped
    named = (ipaddress.ip_network(text) for text in settings.XIAOAN_DELIVERY_NETWORKS)
    return _is_public(found) or any(found in network for network in named)


def _is_public(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(found, ipaddress.IPv6Address) and (
        found not in _UNICAST or found.sixtofour or found.teredo
    ):
        return False
    return found.is_global and not found.is_multicast


def trust() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=settings.XIAOAN_DELIVERY_CA or None)


def _open(url: SplitResult) -> http.client.HTTPConnection:
    """Connected to the address that was looked at; the certificate is held against the name."""
    host = url.hostname or ""
    secure = url.scheme == "https"
    port = url.port or (443 if secure else 80)
    sock = socket.create_connection(pinned(host, port), timeout=PATIENCE)
    connection: http.client.HTTPConnection
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if secure:
            connection = http.client.HTTPSConnection(host, port, timeout=PATIENCE)
            connection.sock = trust().wrap_socket(sock, server_hostname=host)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
            connection.sock = sock
    except BaseException:
        sock.close()
        raise
    return connection
