"""Signing in and out."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.scope import enter
from xiaoan.web.forms import SignInForm
from xiaoan.web.gate import SESSION_ID, Asked, demo_only, open_page
from xiaoan.web.pages import home_of, keep_language

DEVICE_COOKIE = "__Host-xiaoan-device" if settings.HTTPS else "xiaoan-device"


@open_page(methods="GET POST")
def sign_in_page(request: Asked) -> HttpResponse:
    """Account and password; in the demonstration also one person of each role."""
    form = SignInForm(request.POST or None)
    message = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        attempt = accounts.Attempt(
            given["login"],
            given["password"],
            device_of(request),
            given["school"],
            agent_of(request),
        )
        try:
            entered = accounts.sign_in(attempt)
        except Invalid as refused:
            entered, message = None, str(refused)
        if entered:
            return let_in(request, entered)
        message = message or _(
            "账号或密码不对。请核对后再试;忘记密码或换了手机的,请点下面的链接申请找回。"
        )
    context = {
        "login": form.data.get("login", ""),
        "school": form.data.get("school", ""),
        "message": message,
        "next": request.GET.get("next", "") or request.POST.get("next", ""),
        "demo_people": accounts_queries.demo_people() if settings.DEMO else [],
    }
    return render(request, "web/sign_in.html", context, status=422 if message else 200)


@open_page(methods="POST")
def sign_in_demo_page(request: Asked) -> HttpResponse:
    """Become one of the people on the sign-in page; refused outside the demonstration."""
    demo_only()
    try:
        user_id = UUID(request.POST.get("user_id", ""))
    except ValueError:
        raise NotFound from None
    if user_id not in {person["user_id"] for person in accounts_queries.demo_people()}:
        raise NotFound
    entered = accounts.sign_in_demo(user_id, agent_of(request))
    if entered is None:
        raise NotFound
    return let_in(request, entered, remember=False)


@open_page(methods="POST")
def sign_out_page(request: Asked) -> HttpResponse:
    """End the session, also one that still owes the second factor."""
    who = request.visitor.half or request.actor
    if request.visitor.session_id:
        enter(who)
        accounts.sign_out(who, request.visitor.session_id)
    request.session.flush()
    response = HttpResponseRedirect(reverse("web:sign_in"))
    # Where nobody's unsent sheet waits, the browser forgets everything; else outbox.js has taken out what
    # is of this person.
    everything = '"cache", "storage"' if request.POST.get("empty") else '"cache"'
    response.headers["Clear-Site-Data"] = everything
    return response


def let_in(
    request: Asked, entered: accounts.Entered, *, remember: bool = True, goal: str = ""
) -> HttpResponse:
    """Start or complete the session under a new id, and go where the person wanted to go (`goal`: where
    they should go first)."""
    user_id = accounts_queries.user_id(entered.actor)
    request.session.cycle_key()
    request.session[SESSION_KEY] = str(user_id)
    request.session[HASH_SESSION_KEY] = entered.session_hash
    request.session[SESSION_ID] = str(entered.session_id)
    request.session.set_expiry(entered.lasts)
    response = HttpResponseRedirect(_goal(request, entered, goal))
    if remember:
        _keep_device(response, accounts.remember_device(user_id, device_of(request)))
    chosen = accounts_queries.language_of(entered.actor)
    if chosen:
        keep_language(response, chosen)
    return response


def _goal(request: Asked, entered: accounts.Entered, first: str) -> str:
    goal = first or request.POST.get("next", "") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(goal, {request.get_host()}, settings.HTTPS)
    goal = goal if safe else ""
    if entered.half:
        return f"{reverse('web:second')}?{urlencode({'next': goal})}"
    return goal or reverse(home_of(entered.actor))


def device_of(request: HttpRequest) -> str:
    return request.COOKIES.get(DEVICE_COOKIE, "")


def agent_of(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")


def _keep_device(response: HttpResponse, device: str) -> None:
    response.set_cookie(
        DEVICE_COOKIE, device, max_age=31_536_000, httponly=True, samesite="Lax",
        secure=settings.HTTPS,
    )  # fmt: skip
