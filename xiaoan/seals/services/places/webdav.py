"""A WebDAV server (or any that takes PUT)."""

import base64
import ssl
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from urllib.parse import quote

from xiaoan.seals.rules.places import Address
from xiaoan.seals.services.carrying import Batch
from xiaoan.seals.services.places.trouble import PATIENCE, Unreachable

_STORED = (200, 201, 204)
# It lies there already: its name is made of its content.
_KNOWN = 412
_NO_FOLDER = (404, 409)


def connect(place: Address) -> HTTPConnection:
    """A connection with a short patience; `ca=` names a certificate authority of one's own."""
    host = place.url.hostname or ""
    if not place.secure:
        return HTTPConnection(host, place.url.port or 80, timeout=PATIENCE)
    trust = ssl.create_default_context(cafile=place.option("ca") or None)
    return HTTPSConnection(host, place.url.port or 443, timeout=PATIENCE, context=trust)


def ask(
    place: Address, method: str, path: str, content: bytes, headers: dict[str, str]
) -> tuple[int, str]:
    """One request; its status and the beginning of what was said."""
    connection = connect(place)
    try:
        connection.request(method, path, content, headers)
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.read(300).decode("utf-8", "replace").strip()
    finally:
        connection.close()


def judged(status: int, said: str) -> None:
    """Unreachable unless the file lies there now."""
    if status in _STORED or status == _KNOWN:
        return
    raise Unreachable(
        "password" if status in (401, 403) else "refused", f"HTTP {status} {said}".strip()
    )


def send(place: Address, batch: Batch) -> None:
    """PUT, never over what is there; the day's folder is made when the server asks for it."""
    headers = {"Content-Type": "application/x-ndjson", "If-None-Match": "*"}
    if place.user:
        pair = f"{place.user}:{place.password}".encode()
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    folder = f"{place.path.rstrip('/')}/{batch.folder}"
    file = quote(f"{folder}/{batch.name}")
    status, said = ask(place, "PUT", file, batch.content, headers)
    if status in _NO_FOLDER:
        ask(place, "MKCOL", quote(f"{folder}/"), b"", headers)
        status, said = ask(place, "PUT", file, batch.content, headers)
    judged(status, said)
