"""What whoever scans or types a code from paper sees: whose invitation, a proof, an account."""

from typing import Any, TypedDict, cast
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts_queries
from xiaoan.accounts import services as accounts
from xiaoan.kernel.errors import Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.forms import ProofForm, TakeForm
from xiaoan.web.gate import Asked, open_page
from xiaoan.web.pages.sign_in import agent_of, let_in

PROVEN = "invitation"
WRONG = 422
_PROOF_SECONDS = 15 * 60


class Proven(TypedDict):
    """Kept in the session between the proof and the account."""

    code: str
    user_id: str
    entries: list[dict[str, str]]


@open_page(methods="GET POST")
def type_page(request: Asked) -> HttpResponse:
    """For whoever cannot scan: the code typed by hand."""
    typed = request.POST.get("code", "")[:64]
    code = accounts_queries.read_code(typed)
    if code:
        return HttpResponseRedirect(reverse("web:invitation", args=[code]))
    message = _("邀请码不对。一共 12 位,请对着纸条再核对一次。") if request.method == "POST" else ""
    context = {"typed": typed, "message": message}
    return render(request, "web/code.html", context, status=WRONG if message else 200)


@open_page(methods="GET POST")
def invitation_page(request: Asked, code: str) -> HttpResponse:
    """Whose invitation this is, and the proof that it is in the right hands."""
    found = accounts_queries.opened(code)
    if found is None:
        return render(request, "web/code_over.html", status=404)
    form = ProofForm(request.POST or None)
    message = ""
    if request.method == "POST":
        message = _prove(request, code, form)
        if not message:
            return HttpResponseRedirect(reverse("web:take", args=[code]))
    context = {"found": found, "message": message, "typed": form.data, "host": request.get_host()}
    return render(request, "web/invitation.html", context, status=WRONG if message else 200)


def _prove(request: Asked, code: str, form: ProofForm) -> str:
    """Why not; '' for a right proof, which the session then keeps."""
    wrong = _("姓名或尾号与学校登记的不一致。请核对;登记的手机号换了的,请告诉班主任。")
    if not form.is_valid():
        return wrong
    try:
        entries = accounts.prove_invitation(code, **form.cleaned_data)
    except Invalid as refused:
        return str(refused)
    if entries is None:
        return wrong
    kept = [
        {"id": str(one.guardian_id), "name": one.name, "relation": one.relation} for one in entries
    ]
    proven: Proven = {"code": code, "user_id": str(uuid7()), "entries": kept}
    request.session[PROVEN] = proven
    if request.visitor.session_id is None:
        request.session.set_expiry(_PROOF_SECONDS)
    return ""


@open_page(methods="GET POST")
def take_page(request: Asked, code: str) -> HttpResponse:
    """Choose who one is on the roster and a password; a guardian who is signed in adds the child."""
    proven = cast("Proven | None", request.session.get(PROVEN))
    if proven is None or proven["code"] != code:
        return HttpResponseRedirect(reverse("web:invitation", args=[code]))
    joins = request.actor.may_anywhere(Permission.SEE_CHILD) and bool(proven["entries"])
    form = TakeForm(request.POST or None)
    message = ""
    if request.method == "POST":
        try:
            return _take(request, proven, form, joins=joins)
        except Invalid as refused:
            message = str(refused)
    context = {
        "entries": proven["entries"],
        "chosen": request.POST.get("guardian", ""),
        "joins": joins,
        "message": message,
    }
    return render(request, "web/take.html", context, status=WRONG if message else 200)


def _take(request: Asked, proven: Proven, form: TakeForm, *, joins: bool) -> HttpResponse:
    guardian_id = _guardian(request, proven)
    if joins:
        if guardian_id is None:
            raise NotFound
        accounts.add_child(request.actor, proven["code"], guardian_id)
        return HttpResponseRedirect(reverse("web:home"))
    if not form.is_valid():
        raise Invalid(_first_error(form))
    taking = accounts.Taking(
        proven["code"], UUID(proven["user_id"]), form.cleaned_data["password"], guardian_id,
        agent_of(request),
    )  # fmt: skip
    entered = accounts.take_invitation(taking)
    return let_in(request, entered)


def _guardian(request: Asked, proven: Proven) -> UUID | None:
    """The chosen entry, which the proof must have fitted; of a single one nobody is asked."""
    fitting = [one["id"] for one in proven["entries"]]
    chosen = fitting[0] if len(fitting) == 1 else request.POST.get("guardian", "")
    if fitting and chosen not in fitting:
        raise Invalid(_("请选您是哪一位家长。"))
    return UUID(chosen) if fitting else None


def _first_error(form: TakeForm) -> str:
    errors: Any = form.errors
    return str(errors["again"][0]) if "again" in errors else _("请设一个密码,输入两次。")
