"""Open pages as they were rendered, answered again without session, database or template until a fact turns
their edition. For the few addresses that say the same to everybody (see wiring).

What is rendered here depends on the path, and where a shelf says so on a query brought into one form, alone:
cookies, languages that the browser asks for and the rest of the query string are taken off the request first,
so that nobody can put into a copy what another would be shown.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags, parse_http_date_safe

Next = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("xiaoan.web")

# A view marks what may be kept; the mark does not leave the house.
MARK = "X-Copy"
# So many seconds a process goes on without asking the database which edition stands. What is committed by
# another process is shown at most so much later; by this one, at once (our own choice).
FRESH = 1.0
# All copies of a process, in bytes; the oldest go first.
MOST_BYTES = 48 * 1024 * 1024


@dataclass(frozen=True)
class Copy:
    """One answer: its headers, the body as it is and packed, a tag of its content, when it was made."""

    edition: Hashable
    headers: tuple[tuple[str, str], ...]
    body: bytes
    packed: bytes
    etag: str
    made: int

    @property
    def size(self) -> int:
        return len(self.body) + len(self.packed)


@dataclass
class Shelf:
    """The copies under one prefix. `edition` asks the database what stands (anything that compares);
    `language` says a path's language; `query` (path, query string) what of the query an answer depends on, in
    one form: "" for most."""

    prefix: str
    edition: Callable[[], Hashable]
    language: Callable[[str], str]
    query: Callable[[str, str], str]
    copies: OrderedDict[str, Copy] = field(default_factory=OrderedDict)
    held: int = 0
    stands: Hashable = None
    asked_at: float = float("-inf")
    lock: Lock = field(default_factory=Lock)

    def current(self) -> Hashable:
        """What stands, asked for again after FRESH seconds. Without a database, what stood last."""
        now = time.monotonic()
        if now - self.asked_at < FRESH:
            return self.stands
        try:
            stands = self.edition()
        except DatabaseError as error:
            if self.stands is None:
                raise
            log.warning("copies without database", kind=type(error).__name__)
            stands = self.stands
        with self.lock:
            if stands != self.stands:
                self.copies.clear()
                self.held = 0
            self.stands, self.asked_at = stands, now
        return stands

    def forget(self) -> None:
        """Ask the database with the next request: something was committed."""
        self.asked_at = float("-inf")

    def keep(self, key: str, copy: Copy) -> None:
        with self.lock:
            before = self.copies.pop(key, None)
            self.held += copy.size - (before.size if before else 0)
            self.copies[key] = copy
            while self.held > MOST_BYTES and self.copies:
                _path, oldest = self.copies.popitem(last=False)
                self.held -= oldest.size


_shelves: dict[str, Shelf] = {}


def connect(shelf: Shelf) -> None:
    _shelves[shelf.prefix] = shelf


def forget() -> None:
    """Every shelf of this process asks again (after a commit)."""
    for shelf in _shelves.values():
        shelf.forget()


def shelves() -> tuple[Shelf, ...]:
    """What is connected, for the tests."""
    return tuple(_shelves.values())


def shelf_of(path: str) -> Shelf | None:
    return next((one for prefix, one in _shelves.items() if path.startswith(prefix)), None)


def bare(request: HttpRequest, language: str, query: str) -> None:
    """Take off the request what a copy may not depend on; its language is that of its address."""
    meta: dict[str, Any] = request.META
    for name in ("HTTP_COOKIE", "HTTP_ACCEPT_ENCODING", "HTTP_AUTHORIZATION"):
        meta.pop(name, None)
    meta["HTTP_ACCEPT_LANGUAGE"] = language
    meta["QUERY_STRING"] = query


def made_of(response: HttpResponse, edition: Hashable) -> Copy:
    """What a marked answer is kept as. The tag is weak: the packed body is the same to a reader."""
    body = response.content
    headers = tuple(
        (name, value)
        for name, value in response.items()
        if name not in (MARK, "Content-Length", "Vary", "ETag", "Last-Modified")
    )
    digest = hashlib.sha256(body).hexdigest()[:32]
    packed = gzip.compress(body, 6, mtime=0)
    return Copy(edition, headers, body, packed, f'W/"{digest}"', int(time.time()))


def is_known(request: HttpRequest, copy: Copy) -> bool:
    """Whether whoever asks has this copy (RFC 9110 13.2.2: the tag decides where one is given)."""
    tags = request.META.get("HTTP_IF_NONE_MATCH")
    if tags is not None:
        weak = {tag.removeprefix("W/") for tag in parse_etags(tags)}
        return copy.etag.removeprefix("W/") in weak or "*" in weak
    since = parse_http_date_safe(request.META.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and copy.made <= since


def answer(request: HttpRequest, copy: Copy, accepts: str) -> HttpResponse:
    """The copy as this request wants it: 304, packed, or as it is; HEAD without the body."""
    if is_known(request, copy):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
        kept = ("Cache-Control", "Content-Language")
        for name, value in copy.headers:
            if name in kept:
                response.headers[name] = value
    else:
        packs = "gzip" in accepts.lower() and "gzip;q=0" not in accepts.replace(" ", "").lower()
        body = copy.packed if packs else copy.body
        response = HttpResponse(b"" if request.method == "HEAD" else body)
        for name, value in copy.headers:
            response.headers[name] = value
        response.headers["Content-Length"] = str(len(body))
        if packs:
            response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = copy.etag
    response.headers["Last-Modified"] = http_date(copy.made)
    response.headers["Vary"] = "Accept-Encoding"
    return response


class Copies:
    """Answers from the shelf; else has the page made, and keeps it where its view allows."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        shelf = shelf_of(request.path)
        if shelf is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        request.get_host()  # a name that is not ours is refused, copy or not
        query = shelf.query(request.path, request.META.get("QUERY_STRING", ""))
        key = f"{request.path}?{query}"
        accepts = request.META.get("HTTP_ACCEPT_ENCODING", "")
        stands = shelf.current()
        found = shelf.copies.get(key)
        if found is None or found.edition != stands:
            bare(request, shelf.language(request.path), query)
            response = self.get_response(request)
            if response.status_code != 200 or MARK not in response.headers or response.cookies:
                return response
            found = made_of(response, stands)
            shelf.keep(key, found)
        return answer(request, found, accepts)
