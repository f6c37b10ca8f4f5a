"""我的账号: password, second factors, and the devices that are signed in."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.accounts.queries import numbers
from xiaoan.accounts.services import numbers as own_number
from xiaoan.accounts.services import recovering
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.web import reading
from xiaoan.web.forms import PasswordForm, ProveForm
from xiaoan.web.gate import Asked, page
from xiaoan.web.notices import own_notices
from xiaoan.web.pages.sign_in import device_of

WRONG = 422
AUDIENCES = {
    numbers.FAMILIES: _l("我包联的学生的家长"), numbers.COLLEAGUES: _l("我带班、值班时来查的同事"),
}  # fmt: skip


@page()
def account_page(request: Asked) -> HttpResponse:
    """Who I am here, how I sign in, where I am signed in."""
    return _show(request, {}, 200)


def _show(request: Asked, faults: dict[str, str], status: int) -> HttpResponse:
    """`faults`: why a number is not shown, by its audience."""
    actor = request.actor
    me, agreed = accounts_queries.me(actor, _session(request)), numbers.agreed(actor)
    asked = dict.fromkeys((*numbers.audiences(actor), *agreed))
    context = {
        "my": me, "notices": own_notices(actor), "notices_at": "account",
        "audiences": [
            {"code": one, "words": AUDIENCES[one], "since": agreed.get(one), "form_id": uuid7(),
             "fault": faults.get(one, "")}
            for one in asked
        ],
    }  # fmt: skip
    return render(request, "web/account.html", context, status=status)


@page(methods="POST")
def number_page(request: Asked) -> HttpResponse:
    """Agree that one's own number is shown to an audience (`agree` = 1), or withdraw it."""
    audience = request.POST.get("audience", "")
    try:
        if request.POST.get("agree") == "1":
            form_id = reading.read_id(request.POST.get("submission_id", ""))
            own_number.show_number(request.actor, form_id, audience)
        else:
            own_number.hide_number(request.actor, audience)
    except Invalid as refused:
        return _show(request, {audience: str(refused)}, refused.status)
    return HttpResponseRedirect(f"{reverse('web:account')}#number")


@page(methods="GET POST")
def password_page(request: Asked) -> HttpResponse:
    """Change the password; every other device is signed out."""
    form = PasswordForm(request.POST or None)
    message = ""
    if request.method == "POST" and form.is_valid():
        message = _change(request, form.cleaned_data["old"], form.cleaned_data["new"])
        if not message:
            return HttpResponseRedirect(reverse("web:account"))
    context = {"message": message or _first_error(form), "back_url": reverse("web:account")}
    status = WRONG if context["message"] else 200
    return render(request, "web/password.html", context, status=status)


def _change(request: Asked, old: str, new: str) -> str:
    """Why not; '' when it is changed, and this session goes on under a new id."""
    try:
        right = accounts.change_password(
            request.actor, _session(request), old, new, _known(request)
        )
    except Invalid as refused:
        return str(refused)
    if not right:
        return _("现在的密码不对。")
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = accounts_queries.session_hash(request.actor)
    return ""


def _first_error(form: PasswordForm) -> str:
    return next((str(errors[0]) for errors in form.errors.values()), "")


@page(methods="GET POST")
def prove_page(request: Asked) -> HttpResponse:
    """The password once more, before a second factor is added or removed."""
    form = ProveForm(request.POST or None)
    message = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["password"]
        try:
            right = accounts.prove_again(request.actor, _session(request), given, _known(request))
        except Invalid as refused:
            right, message = False, str(refused)
        if right:
            return HttpResponseRedirect(reverse("web:account"))
        message = message or _("密码不对。")
    context = {"message": message, "back_url": reverse("web:account")}
    return render(request, "web/prove.html", context, status=WRONG if message else 200)


@page(methods="GET POST")
def codes_page(request: Asked) -> HttpResponse:
    """New recovery codes, shown this once. After the first factor they come by themselves."""
    me = accounts_queries.me(request.actor, _session(request))
    if not me.ways:
        return HttpResponseRedirect(reverse("web:account"))
    if not accounts_queries.is_proven(request.actor, _session(request)):
        return HttpResponseRedirect(reverse("web:prove"))
    first = request.method == "GET" and not me.codes_left
    made = accounts.new_recovery_codes(request.actor) if first or request.method == "POST" else []
    goal = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(goal, {request.get_host()}, settings.HTTPS)
    context = {
        "codes": made,
        "left": me.codes_left,
        "next": goal if goal and safe else reverse("web:home"),
    }
    return render(request, "web/codes.html", context)


@page(methods="POST")
def remove_page(request: Asked, factor_id: UUID) -> HttpResponse:
    """No longer ask for one of the factors."""
    if not accounts_queries.is_proven(request.actor, _session(request)):
        return HttpResponseRedirect(reverse("web:prove"))
    accounts.remove_factor(request.actor, factor_id)
    return HttpResponseRedirect(reverse("web:account"))


@page(methods="POST")
def withdraw_page(request: Asked, recovery_id: UUID) -> HttpResponse:
    """It was not I who asked to be let back in."""
    recovering.withdraw(request.actor, recovery_id)
    return HttpResponseRedirect(reverse("web:account"))


@page(methods="POST")
def end_page(request: Asked, session_id: UUID) -> HttpResponse:
    """Sign one device out."""
    accounts.end_session(request.actor, session_id)
    return HttpResponseRedirect(reverse("web:account"))


@page(methods="POST")
def end_all_page(request: Asked) -> HttpResponse:
    """Sign out everywhere else, from the next request on."""
    accounts.end_sessions(request.actor, keep=_session(request))
    return HttpResponseRedirect(reverse("web:account"))


def _session(request: Asked) -> UUID:
    session_id = request.visitor.session_id
    if session_id is None:  # the gate lets nobody through without one
        raise NotFound
    return session_id


def _known(request: Asked) -> str:
    user_id = accounts_queries.user_id(request.actor)
    return accounts.known_device(user_id, device_of(request))
