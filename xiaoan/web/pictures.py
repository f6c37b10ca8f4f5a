"""Pictures in forms and answers: what `photos/_field.html` sends, and how one is shown.

The script of the field makes pictures small in the browser and puts them, as base64, into fields beside the
file input: so they are part of drafts and of what waits without a network. Without it the file itself comes.
"""

import base64
import binascii
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid

# Of a file so many bytes are read, one more than `photos.rules.LARGEST`: who keeps pictures refuses it.
_READ = 12 * 1024 * 1024 + 1
# The fields of the script beside the file input `name`: `name-1` … `name-3`, and `name-1-at` for when.
MOST = 3
_HEAD = "base64,"
# Digits of milliseconds since 1970, from 2001 until 2286.
_MILLISECONDS = 13


@dataclass(frozen=True)
class Sent:
    """A picture as it came; `taken_at` as the browser says."""

    content: bytes
    taken_at: dt.datetime | None = None


def read(request: HttpRequest, name: str = "photo") -> tuple[Sent, ...]:
    """The pictures that a field has sent, in their order; Invalid at `name`."""
    found = []
    for n in range(1, MOST + 1):
        text = request.POST.get(f"{name}-{n}", "")
        if text:
            found.append(
                Sent(_decoded(text, name), _moment(request.POST.get(f"{name}-{n}-at", "")))
            )
    files = (Sent(file.read(_READ)) for file in request.FILES.getlist(name))
    return (*found, *files)


def read_papers(request: HttpRequest, name: str = "paper") -> tuple[tuple[str, bytes], ...]:
    """Name and content of the files of a field; of each so much that its keeper sees it is too large."""
    return tuple((one.name or "", one.read(_READ)) for one in request.FILES.getlist(name))


def paper(name: str, content: bytes) -> HttpResponse:
    """A document (PDF) as it came, to be kept and not shown inside a page."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _decoded(text: str, name: str) -> bytes:
    head, mark, body = text.partition(_HEAD)
    try:
        return base64.b64decode(body if mark else head, validate=True)
    except (binascii.Error, ValueError):
        words = _("照片没有传完整。请重新拍一张。")
        raise Invalid(words, {name: "broken"}) from None


def _moment(text: str) -> dt.datetime | None:
    """Milliseconds since 1970, as browsers count; anything else is no claim."""
    if not (text.isascii() and text.isdigit() and len(text) == _MILLISECONDS):
        return None
    return dt.datetime.fromtimestamp(int(text) / 1000, tz=clock.ZONE)


def answer(content: bytes) -> HttpResponse:
    """A picture for the page of what it belongs to; nobody in between keeps it."""
    response = HttpResponse(content, content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def widget(
    posted: Mapping[str, str] | None = None, name: str = "photo", key: str = "", most: int = MOST
) -> dict[str, Any]:
    """What `photos/_field.html` needs. `posted`: a form that is shown again keeps the pictures it has sent;
    `key` tells fields of one page apart; `most`: so many are kept."""
    said = posted or {}
    slots = [
        {"n": n, "value": said.get(f"{name}-{n}", ""), "at": said.get(f"{name}-{n}-at", "")}
        for n in range(1, most + 1)
    ]
    return {"name": name, "id": f"{name}{key}", "slots": slots, "most": most}
