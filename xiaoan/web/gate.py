"""The gate: who asks, and may they ask this anywhere. What exactly they may see is the service's matter."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xiaoan.accounts import queries as accounts
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission

Page = Callable[..., HttpResponse]


class Asked(HttpRequest):
    """A request that passed the gate."""

    actor: Actor


def page(*permissions: Permission, methods: str = "GET") -> Callable[[Page], Page]:
    """A page for a signed-in person who holds one of `permissions` somewhere (none: anybody signed
    in).

    Not signed in: to the sign-in page, and back afterwards. No such right anywhere: 404, as if the
    page were not there. The scope is entered in the request's own transaction.
    """

    def guard(view: Page) -> Page:
        @require_http_methods(_with_head(methods))
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = cast("Asked", request)
            asked.actor = actor_of(request)
            if asked.actor.user_id is None:
                return _to_sign_in(request)
            if permissions and not any(asked.actor.may_anywhere(p) for p in permissions):
                raise NotFound
            return view(asked, *args, **kwargs)

        guarded.permissions = permissions  # type: ignore[attr-defined]  # read by the access table test
        return guarded

    return guard


def open_page(*, methods: str = "GET") -> Callable[[Page], Page]:
    """A page for anybody; `request.actor` is nobody unless a session says otherwise."""

    def guard(view: Page) -> Page:
        @require_http_methods(_with_head(methods))
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = cast("Asked", request)
            asked.actor = actor_of(request)
            return view(asked, *args, **kwargs)

        opened.permissions = None  # type: ignore[attr-defined]  # read by the access table test
        return opened

    return guard


def demo_only() -> None:
    """Refuse outside the demonstration."""
    if not settings.DEMO:
        raise NotFound


def require(actor: Actor, permission: Permission, unit_no: int) -> None:
    """The rule of every service: not visible → as if not there; visible but not permitted → refused."""
    if actor.may(permission, unit_no):
        return
    raise Forbidden if actor.sees(unit_no) else NotFound


def actor_of(request: HttpRequest) -> Actor:
    """The actor of the request's session, read afresh; its scope is entered."""
    session = request.session
    return accounts.actor_for(session.get(SESSION_KEY), session.get(HASH_SESSION_KEY, ""))


def _with_head(methods: str) -> list[str]:
    names = methods.split()
    return [*names, "HEAD"] if "GET" in names else names


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    goal = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse('web:sign_in')}?{urlencode({'next': goal})}")
