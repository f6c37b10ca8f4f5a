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
from xiaoan.accounts import services as sessions
from xiaoan.kernel.actor import NOBODY, Actor
from xiaoan.kernel.errors import Forbidden, NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import enter
from xiaoan.kernel.turns import one_at_a_time

Page = Callable[..., HttpResponse]


SESSION_ID = "session"
# A post of the outbox says whose it is; the answer is a receipt (web.middleware.Outbox).
OUTBOX = "X-Outbox"
# What forms call the number that a page or phone has given them.
FORM_IDS = ("submission_id", "act_id", "step_id", "answer_id")


def _marked(view: Page, permissions: tuple[Permission, ...] | None) -> Page:
    """A page that says whom it opens to (None: anybody), for the test of the access table."""
    view.permissions = permissions  # type: ignore[attr-defined]  # functions have no such field
    return view


class Asked(HttpRequest):
    """A request that passed the gate."""

    actor: Actor
    visitor: accounts.Visitor


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
            if asked.actor.user_id is None or _is_of_another(asked):
                return _to_sign_in(asked)
            if permissions and not any(asked.actor.may_anywhere(p) for p in permissions):
                raise NotFound
            _after_the_same(asked)
            return view(asked, *args, **kwargs)

        return _marked(guarded, permissions)

    return guard


def open_page(*, methods: str = "GET") -> Callable[[Page], Page]:
    """A page for anybody; `request.actor` is nobody unless a session says otherwise."""

    def guard(view: Page) -> Page:
        @require_http_methods(_with_head(methods))
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = cast("Asked", request)
            asked.actor = actor_of(request)
            _after_the_same(asked)
            return view(asked, *args, **kwargs)

        return _marked(opened, None)

    return guard


def public_page(view: Page) -> Page:
    """A page that says the same to everybody: no session is read, `request.actor` is nobody."""

    @require_http_methods(["GET", "HEAD"])
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = cast("Asked", request)
        asked.actor = NOBODY
        return view(asked, *args, **kwargs)

    return _marked(shown, None)


def half_page(*, methods: str = "GET") -> Callable[[Page], Page]:
    """A page for whoever gave the password and still owes the second factor; nothing else opens to
    them. `request.actor` is their own account without any role."""
    return _own(methods, setting_up=False)


def own_page(*, methods: str = "GET") -> Callable[[Page], Page]:
    """A page that sets a second factor up: for anybody signed in, and for whoever owes one and has
    none yet. (Who has one already proves it first; else a password would be enough to add another.)"""
    return _own(methods, setting_up=True)


def _own(methods: str, *, setting_up: bool) -> Callable[[Page], Page]:
    def guard(view: Page) -> Page:
        @require_http_methods(_with_head(methods))
        @wraps(view)
        def owned(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asked = cast("Asked", request)
            asked.actor = actor_of(request)
            half = asked.visitor.half
            if half is None:
                if asked.actor.user_id is None:
                    return _to_sign_in(asked)
                return view(asked, *args, **kwargs) if setting_up else _to(reverse("web:home"))
            enter(half)
            asked.actor = half
            if setting_up and accounts.has_factor(half):
                return _to(reverse("web:second"))
            return view(asked, *args, **kwargs)

        return _marked(owned, ())

    return guard


def _after_the_same(request: Asked) -> None:
    """The same form sent twice at once: the second waits until the first is kept, and is answered as it was.
    Services look for what is kept before they lock; between the two another of them fits."""
    if request.method != "POST":
        return
    sent = next((said for name in FORM_IDS if (said := request.POST.get(name, ""))), "")
    if sent:
        one_at_a_time("form", sent[:64])


def _is_of_another(request: Asked) -> bool:
    """A sheet that waited in a browser goes out only as the person who filled it in."""
    sender = request.headers.get(OUTBOX, "")
    return bool(sender) and sender != str(request.actor.user_id)


def asks(response: HttpResponse) -> HttpResponse:
    """A redirect that is no receipt: where it leads, something is asked, and nothing is stored yet."""
    response.headers[OUTBOX] = "asks"
    return response


def kept(
    request: Asked, response: HttpResponse, *, today: bool = False, stands_for: str = ""
) -> HttpResponse:
    """The page may be kept on the phone of its person, to be opened without a network (see sw.js).

    `today`: not beyond the day. `stands_for`: the address of a page that may not be kept and is asked for
    without a network; this one opens instead.
    """
    response.headers["X-Keep"] = str(request.actor.user_id)
    if today:
        response.headers["X-Keep-Today"] = "1"
    if stands_for:
        response.headers["X-Stands-For"] = stands_for
    return response


CAMERA = "Permissions-Policy"
CLOSED = "camera=(), microphone=(), geolocation=()"


def with_camera(response: HttpResponse) -> HttpResponse:
    """The page may ask for the camera, to scan; no other page may (web.middleware.ContentSecurity)."""
    response.headers[CAMERA] = CLOSED.replace("camera=()", "camera=(self)")
    return response


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
    """The actor of the request's session, read afresh; its scope is entered. Nobody, while a second
    factor is due: `request.visitor` knows who."""
    session = request.session
    found = accounts.visitor(
        session.get(SESSION_KEY), session.get(HASH_SESSION_KEY, ""), session.get(SESSION_ID)
    )
    cast("Asked", request).visitor = found
    if found.is_due and found.session_id:
        sessions.seen(found.session_id)
    return found.actor


def _with_head(methods: str) -> list[str]:
    names = methods.split()
    return [*names, "HEAD"] if "GET" in names else names


def _to_sign_in(request: Asked) -> HttpResponse:
    goal = request.get_full_path() if request.method == "GET" else "/"
    name = "web:second" if request.visitor.half else "web:sign_in"
    return _to(f"{reverse(name)}?{urlencode({'next': goal})}")


def _to(where: str) -> HttpResponse:
    return HttpResponseRedirect(where)
