"""How a public answer leaves the house: the same for everybody, kept as it is until a fact turns
the edition."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from xiaoan.kernel.scope import everywhere
from xiaoan.publicity import rules
from xiaoan.web.copies import MARK
from xiaoan.web.gate import Asked, Page, public_page

# So many seconds a browser or proxy shows what it has before it asks again (our own choice: what is
# withdrawn leaves every screen that is looked at within the quarter of a minute).
SECONDS = 15


def kept(view: Callable[..., HttpResponse]) -> Page:
    """A public page. Its queries look everywhere, and give nothing but what is public (queries.shown)."""

    @public_page
    @wraps(view)
    def shown(request: Asked, *args: Any, **kwargs: Any) -> HttpResponse:
        with everywhere("publicity"):
            response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
        if response.status_code == 200:
            response.headers[MARK] = "1"
        language = kwargs.get("language", "")
        if language:
            response.headers["Content-Language"] = rules.TAGS[language]
        return response

    return shown


def path_of(language: str, rest: str = "") -> str:
    """The address of a public page in a language."""
    return reverse("publicity:home", args=[language]) + rest


def whole(path: str) -> str:
    """A path with scheme and host: from the settings, never from the request."""
    return f"{settings.XIAOAN_PUBLIC_URL}{path}"
