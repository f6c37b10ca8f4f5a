"""忘记密码或换了手机: ask to be let back in, and come in with the code that a named person hands over."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import services as accounts
from xiaoan.accounts.services import recovering
from xiaoan.kernel.errors import Invalid
from xiaoan.web.forms import LostForm, RenewForm
from xiaoan.web.gate import Asked, open_page
from xiaoan.web.pages import home_of
from xiaoan.web.pages.sign_in import agent_of, device_of, let_in

WRONG = 422


@open_page(methods="GET POST")
def lost_page(request: Asked) -> HttpResponse:
    """Whose account; one and the same answer whether there is such an account or not."""
    form = LostForm(request.POST or None)
    message, is_sent = "", False
    if request.method == "POST":
        message = _ask(request, form)
        is_sent = not message
    context = {
        "login": form.data.get("login", ""),
        "school": form.data.get("school", ""),
        "message": message,
        "is_sent": is_sent,
        "back_url": reverse("web:sign_in"),
    }
    return render(request, "web/lost.html", context, status=WRONG if message else 200)


def _ask(request: Asked, form: LostForm) -> str:
    """Why not; '' when it is asked for."""
    if not form.is_valid():
        return _("请写您登录用的手机号、工号或账号。")
    given = form.cleaned_data
    try:
        recovering.ask(recovering.Named(given["login"], given["school"], device_of(request)))
    except Invalid as refused:
        return str(refused)
    return ""


@open_page(methods="GET POST")
def code_page(request: Asked) -> HttpResponse:
    """The code and a new password; from here on everything before it is gone."""
    form = RenewForm(request.POST or None)
    message = ""
    if request.method == "POST":
        try:
            entered = _renew(request, form)
        except Invalid as refused:
            message = str(refused)
        else:
            # Who gave them back the account is told on the page of the day, or on one's own account.
            at_work = home_of(entered.actor) == "duties:today"
            return let_in(request, entered, goal="" if at_work else reverse("web:account"))
    context = {
        "login": form.data.get("login", "") or request.GET.get("login", "")[:64],
        "school": form.data.get("school", ""),
        "code": form.data.get("code", ""),
        "message": message,
        "back_url": reverse("web:lost"),
    }
    return render(request, "web/lost_code.html", context, status=WRONG if message else 200)


def _renew(request: Asked, form: RenewForm) -> accounts.Entered:
    if not form.is_valid():
        again = form.errors.get("again")
        filled = all(request.POST.get(name) for name in form.fields if name != "school")
        raise Invalid(str(again[0]) if again and filled else _("请把账号、找回码和新密码都填上。"))
    given = form.cleaned_data
    named = recovering.Named(given["login"], given["school"], device_of(request))
    entered = recovering.renew(
        recovering.Renewal(named, given["code"], given["password"], agent_of(request))
    )
    if entered is None:
        raise Invalid(
            _("账号或找回码不对,或者找回码已用过、过期。刚设好新密码的,请直接登录;否则请重新申请。")
        )
    return entered
