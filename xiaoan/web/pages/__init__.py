"""The first page, language, health, and the pages of refusal; signing in and one's account beside."""

from uuid import UUID

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiaoan.accounts import services as accounts
from xiaoan.accounts.services import notices
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Invalid, NotFound, Refusal
from xiaoan.kernel.permission import Permission
from xiaoan.web import waiting
from xiaoan.web.gate import OUTBOX, Asked, open_page, page
from xiaoan.web.middleware import refusal
from xiaoan.web.notices import own_notices

# Where each kind of person starts: the first permission they hold.
HOMES = (
    (Permission.SEE_BOARD, "overview:board"),
    (Permission.SEE_DUTIES, "screening:school_home"),
    (Permission.MY_DUTIES, "duties:today"),
    (Permission.SEE_CHILD, "screening:children"),
)


@open_page()
def home_page(request: Asked) -> HttpResponse:
    """To the first page of whoever is signed in."""
    if request.actor.user_id is None:
        return HttpResponseRedirect(
            reverse("web:second" if request.visitor.half else "web:sign_in")
        )
    return HttpResponseRedirect(reverse(home_of(request.actor)))


def home_of(actor: Actor) -> str:
    """The address name of the actor's first page: principals and doctors start at their school."""
    if actor.may_anywhere(Permission.ENTER_FOR_OTHERS):
        return "screening:school_home"
    return next((name for p, name in HOMES if actor.may_anywhere(p)), "web:nothing")


@page()
def nothing_page(request: Asked) -> HttpResponse:
    """A person without any running role: says so, and whom to ask; what changed about their positions."""
    return render(request, "web/nothing.html", {"notices": own_notices(request.actor)})


@page()
def waiting_page(request: Asked) -> HttpResponse:
    """How much waits for a decision of whoever is signed in, for the navigation; the due list says what."""
    return JsonResponse({"count": sum(one.count for one in waiting.lines(request.actor))})


@page(methods="POST")
def dismiss_page(request: Asked, notice_id: UUID) -> HttpResponse:
    """A notice about oneself has been read; back to where it stood."""
    notices.dismiss(request.actor, notice_id)
    if request.POST.get("at") == "account":
        return HttpResponseRedirect(reverse("web:account"))
    at_work = request.actor.may_anywhere(Permission.MY_DUTIES)
    return HttpResponseRedirect(reverse("duties:today" if at_work else "web:nothing"))


@open_page(methods="POST")
def language_page(request: Asked) -> HttpResponse:
    """Choose a language; kept in a cookie, and with the account if signed in."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        raise Invalid(_("没有这种语言。"))
    goal = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(goal, {request.get_host()}, settings.HTTPS)
    response = HttpResponseRedirect(goal if safe else "/")
    keep_language(response, code)
    if request.actor.user_id:
        accounts.choose_language(request.actor, code)
    return response


@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("ok", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    error = Refusal(_("页面放置太久或浏览器不接受 Cookie。请返回上一页,刷新后再提交。"))
    error.status = 403
    response = refusal(request, error)
    response.headers[OUTBOX] = "sign-in"  # a sheet that waits in the browser is not refused by this
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusal(request, NotFound())


def server_error(request: HttpRequest) -> HttpResponse:
    error = Refusal(_("系统出错,已记录。您填的内容没有保存,请稍后再试。"))
    error.status = 500
    return refusal(request, error)


def keep_language(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=31_536_000, samesite="Lax",
        secure=settings.HTTPS,
    )  # fmt: skip
