"""Who answers for a child: the list in the order of calling, and what may be changed on it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory.services import guardians
from xiaoan.directory.services.guardians import NewGuardian, Rights
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.registry.forms.fields import shown
from xiaoan.registry.forms.people import GuardianForm
from xiaoan.registry.pages.people import kept
from xiaoan.registry.queries import lives
from xiaoan.registry.services import looks
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_ROLL, methods="GET POST")
def guardians_page(request: Asked, person_id: UUID) -> HttpResponse:
    """The guardians of a pupil; `what` says which of the page's forms was sent."""
    life = kept(request.actor, person_id)
    if request.method != "POST":
        looks.seen(request.actor, life, "guardians")
    what = request.POST.get("what", "") if request.method == "POST" else ""
    form = GuardianForm(request.POST if what == "add" else None)
    errors: list[str] = []
    if request.method == "POST" and (what != "add" or form.is_valid()):
        try:
            _do(request, life, what, form)
            return HttpResponseRedirect(reverse("registry:guardians", args=[person_id]))
        except Invalid as refused:
            errors = [str(refused)]
    context = {
        "crumbs": crumbs(request.actor, life.unit.no if life.unit else life.school.no),
        "who": life.name,
        "rows": [{"n": n, **vars(one)} for n, one in enumerate(life.guardians, start=1)],
        "fields": list(shown(form)),
        "errors": errors,
        "back_url": reverse("registry:life", args=[person_id]),
    }
    status = 422 if errors or form.errors else 200
    return render(request, "registry/guardians.html", context, status=status)


def _do(request: Asked, life: lives.Life, what: str, form: GuardianForm) -> None:
    actor = request.actor
    if what == "add":
        given: dict[str, Any] = form.cleaned_data
        rights = Rights(given["may_see"], given["may_be_called"], given["is_legal"])
        new = NewGuardian(given["name"], given["relation"], given["phone"], rights)
        guardians.add_guardian(actor, life.id, new)
        return
    guardian_id = _guardian_id(request)
    if what == "end":
        guardians.end_guardian(actor, life.id, guardian_id)
    elif what == "up":
        guardians.order_guardians(actor, life.id, _one_up(life, guardian_id))
    elif what == "rights":
        held = [name in request.POST for name in ("may_see", "may_be_called", "is_legal")]
        guardians.set_rights(actor, life.id, guardian_id, Rights(*held))
    else:
        raise Invalid(_("没有这项操作,请刷新后再试。"), {"what": "unknown"})


def _guardian_id(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("guardian", ""))
    except ValueError:
        raise Invalid(_("请选一位监护人。"), {"guardian": "missing"}) from None


def _one_up(life: lives.Life, guardian_id: UUID) -> list[UUID]:
    """The order with one guardian called before the one above."""
    order = [one.id for one in life.guardians]
    at = order.index(guardian_id) if guardian_id in order else 0
    if at:
        order[at - 1], order[at] = order[at], order[at - 1]
    return order
