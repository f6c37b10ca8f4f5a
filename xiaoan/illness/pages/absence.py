"""One unexplained absence on a phone: whom to call, what was asked so far, and what came of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.illness.forms import ASKED_FORMS, AskedForm, shown
from xiaoan.illness.queries.words import ASKED_NAMES, OUTCOME_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_ILLNESS, methods="GET POST")
def absence_page(request: Asked, absence_id: UUID) -> HttpResponse:
    """Who is absent since when, whom to call; what was found out is posted here with `?act=`."""
    if request.method != "POST":
        return _show(request, absence_id, None, [], 200)
    found = queries.absence(request.actor, absence_id)
    kind = request.GET.get("act", "")
    if kind not in ASKED_FORMS:
        raise NotFound
    if not found.may_say:
        raise Forbidden
    form = ASKED_FORMS[kind](request.POST, prefix=kind)
    if not form.is_valid():
        return _show(request, absence_id, form, [_("有几处要改,见下面。")], 422)
    try:
        said = illness.say_cause(request.actor, _told(absence_id, form))
    except Invalid as refused:
        return _show(request, absence_id, form, [str(refused)], 422)
    messages.success(request, _thanks(form.outcome, said))
    if said.illness_id:
        return HttpResponseRedirect(reverse("illness:child", args=[said.illness_id]))
    return HttpResponseRedirect(reverse("illness:absence", args=[absence_id]))


def _told(absence_id: UUID, form: AskedForm) -> illness.Told:
    given = form.cleaned_data
    return illness.Told(
        given["step_id"], absence_id, form.outcome, given["asked"], given["reason"],
        given.get("symptoms", 0), given.get("onset"),
    )  # fmt: skip


def _thanks(outcome: str, said: illness.Said) -> str:
    if said.late:
        return _("在您之前已有人写明原因。您的记录也已留下,两份都能看到。")
    if outcome == "unreached":
        return _("已记下。还没有查明,请继续联系。")
    if not said.roll_calls:
        return _("已记下。点名表由班主任更正。")
    return _("已记下,点名表也已更正。")


def _show(
    request: Asked, absence_id: UUID, form: AskedForm | None, errors: list[str], status: int
) -> HttpResponse:
    # Whatever comes back shows the phones: each time it was looked at.
    found = illness.see_absence(request.actor, absence_id)
    row = found.row
    acts = [_act(kind, form) for kind in ASKED_FORMS]
    context = {
        "child": row.name or _("(不在册)"),
        "place": found.place.name,
        "row": row,
        "slot": screening.SLOT_NAMES.get(row.slot, ""),
        "outcome": OUTCOME_NAMES.get(row.outcome, ""),
        "is_back": found.is_back,
        "contacts": found.contacts,
        "asked": [
            {"title": ASKED_NAMES[one.outcome], "at": one.at, "by": one.by, "said": list(one.words.values())}
            for one in found.asked
        ],
        "acts": acts if found.may_say and not row.outcome else [],
        "errors": errors,
        "as_of": clock.now(),
        "back_url": reverse("illness:today"),
    }  # fmt: skip
    return render(request, "illness/absence.html", context, status=status)


_ICONS = {"ill": "sick", "personal": "edit", "came": "done", "unreached": "phone"}


def _act(kind: str, bound: AskedForm | None) -> dict[str, Any]:
    is_answer = bound is not None and bound.outcome == kind
    form = bound if bound is not None and is_answer else ASKED_FORMS[kind](prefix=kind)
    posted = form["step_id"].value() if is_answer else ""
    return {
        "name": kind, "title": ASKED_NAMES[kind], "icon": _ICONS[kind],
        "said": _("缺勤原因:%(act)s") % {"act": ASKED_NAMES[kind]}, "url": f"?act={kind}",
        "fields": list(shown(form)), "step_id": posted or uuid7(), "is_answer": is_answer,
    }  # fmt: skip
