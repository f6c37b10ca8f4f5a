"""The second factor: proved after the password, and set up."""

import json
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.web.forms import CodeForm
from xiaoan.web.gate import Asked, half_page, own_page
from xiaoan.web.pages.sign_in import agent_of, device_of, let_in

CHALLENGE = "passkey"
WRONG = 422


@half_page(methods="GET POST")
def second_page(request: Asked) -> HttpResponse:
    """The code of the authenticator, a passkey, or a recovery code."""
    ways = accounts_queries.has_factor(request.actor)
    if not ways:
        return HttpResponseRedirect(_with_next(request, "web:set_up"))
    form = CodeForm(request.POST or None)
    message = ""
    if request.method == "POST" and form.is_valid():
        try:
            how = accounts.give_code(request.actor, form.cleaned_data["code"], _known(request))
        except Invalid as refused:
            how, message = "", str(refused)
        if how:
            return _open(request, how)
        message = message or _("验证码不对或已经用过。请等验证器显示下一个再试。")
    context = {
        "message": message,
        "next": _next(request),
        "by_code": "totp" in ways,
        "by_passkey": "passkey" in ways and _passkeys_work(request),
    }
    return render(request, "web/second.html", context, status=WRONG if message else 200)


@half_page(methods="POST")
def passkey_ask_page(request: Asked) -> HttpResponse:
    """What the browser is asked, to prove a passkey."""
    return _ask(request, accounts.ask_passkey(request.actor))


@half_page(methods="POST")
def passkey_page(request: Asked) -> HttpResponse:
    """The browser's answer; where to go next."""
    try:
        right = accounts.prove_passkey(request.actor, _answer(request), _known(request))
    except Invalid as refused:
        return _message(str(refused))
    if not right:
        return _message(_("通行密钥没有通过。请再试一次,或改用验证码。"))
    return _go_on(_open(request, "passkey"))


@own_page(methods="GET POST")
def set_up_page(request: Asked) -> HttpResponse:
    """Set an authenticator up: its QR code, and the first code it shows."""
    if not _may_set_up(request):
        return HttpResponseRedirect(reverse("web:prove"))
    form = CodeForm(request.POST or None)
    factor = accounts.begin_totp(request.actor)
    message = ""
    if request.method == "POST" and form.is_valid():
        try:
            right = accounts.confirm_totp(request.actor, form.cleaned_data["code"], _known(request))
        except Invalid as refused:
            right, message = False, str(refused)
        if right:
            return _is_set_up(request, "totp")
        message = message or _("验证码不对。请核对手机的时间是自动设置的,再输入新显示的 6 位数字。")
    secret = accounts_queries.secret_of(factor)
    context = {
        "message": message,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "uri": accounts_queries.authenticator_uri(request.actor, secret),
        "next": _next(request),
        "by_passkey": _passkeys_work(request),
        "required": request.visitor.half is not None,
    }
    return render(request, "web/set_up.html", context, status=WRONG if message else 200)


@own_page(methods="POST")
def new_passkey_ask_page(request: Asked) -> HttpResponse:
    """What the browser is asked, to make a passkey."""
    if not _may_set_up(request):
        return _message(_("请先再输一次密码。"))
    return _ask(request, accounts.ask_new_passkey(request.actor))


@own_page(methods="POST")
def new_passkey_page(request: Asked) -> HttpResponse:
    """The browser's new passkey; where to go next."""
    if not _may_set_up(request):
        return _message(_("请先再输一次密码。"))
    try:
        accounts.add_passkey(request.actor, _answer(request), agent_of(request))
    except Invalid as refused:
        return _message(str(refused))
    if request.visitor.half:
        _open(request, "passkey")
    return JsonResponse({"next": _with_next(request, "web:codes")})


def _is_set_up(request: Asked, how: str) -> HttpResponse:
    """Open what waited for it, and show recovery codes once."""
    if request.visitor.half:
        _open(request, how)
    return HttpResponseRedirect(_with_next(request, "web:codes"))


def _open(request: Asked, how: str) -> HttpResponse:
    session_id = request.visitor.session_id
    if session_id is None:  # the gate lets nobody through without one
        raise NotFound
    return let_in(request, accounts.complete(request.actor, session_id, how))


def _may_set_up(request: Asked) -> bool:
    """Whoever owes a factor gave the password just now; others are asked for it again."""
    session_id = request.visitor.session_id
    if request.visitor.half or session_id is None:
        return request.visitor.half is not None
    return accounts_queries.is_proven(request.actor, session_id)


def _ask(request: Asked, asked: accounts.Asked) -> HttpResponse:
    request.session[CHALLENGE] = bytes_to_base64url(asked.challenge)
    return HttpResponse(asked.options, content_type="application/json")


def _answer(request: Asked) -> accounts.Answer:
    """What was posted, with the challenge it must answer; a challenge is good for one answer."""
    challenge = str(request.session.pop(CHALLENGE, ""))
    try:
        credential: Any = json.loads(request.body)
    except ValueError:
        credential = None
    if not challenge or not isinstance(credential, dict):
        raise Invalid(_("请重新开始:这一次的请求已经用过或不完整。"))
    origin = f"{request.scheme}://{request.get_host()}"
    return accounts.Answer(credential, base64url_to_bytes(challenge), origin)


def _message(words: str) -> HttpResponse:
    return JsonResponse({"message": words}, status=WRONG)


def _go_on(response: HttpResponse) -> HttpResponse:
    """A redirect as JSON, with the cookies that it sets."""
    said = JsonResponse({"next": response.headers["Location"]})
    said.cookies = response.cookies
    return said


def _passkeys_work(request: Asked) -> bool:
    """Browsers know passkeys for names only, and for the one they are bound to."""
    host = request.get_host().rsplit(":", 1)[0]
    bound = settings.XIAOAN_PASSKEY_HOST
    return host == bound or host.endswith(f".{bound}")


def _known(request: Asked) -> str:
    user_id = accounts_queries.user_id(request.actor)
    return accounts.known_device(user_id, device_of(request))


def _next(request: Asked) -> str:
    return request.POST.get("next", "") or request.GET.get("next", "")


def _with_next(request: Asked, name: str) -> str:
    goal = _next(request)
    return f"{reverse(name)}?{urlencode({'next': goal})}" if goal else reverse(name)
