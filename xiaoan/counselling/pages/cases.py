"""A case: opened, read by its counsellor, and each act on a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.counselling import forms, services
from xiaoan.counselling.pages import words
from xiaoan.counselling.pages.asking import data_of, form_page
from xiaoan.counselling.pages.referrals import choose_class, class_of, opening
from xiaoan.counselling.queries import cases, referrals
from xiaoan.counselling.rules import PLAN
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.web import reading
from xiaoan.web.gate import Asked, page


@page(Permission.COUNSEL, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """A child is taken into care without a referral."""
    back = reverse("counselling:desk")
    place, found = class_of(request, Permission.COUNSEL)
    if place is None:
        if request.method == "POST":
            raise NotFound
        return choose_class(request, found, _("建个案"), back)

    def save(given: dict[str, Any]) -> tuple[str, str]:
        who = reading.read_optional_id(given.get("person", ""))
        case_id = services.take_directly(request.actor, who, opening(given))
        return _("已建个案。"), reverse("counselling:case", args=[case_id])

    form = forms.TakeForm(data_of(request), pupils=words.pupils(request.actor, place))
    said = {"title": _("建个案"), "place": place.name, "button": _("建个案"), "back_url": back}
    return form_page(request, form, save, said)


@page(Permission.COUNSEL)
def case_page(request: Asked, case_id: UUID) -> HttpResponse:
    """All that was said, for the counsellor of the case alone."""
    actor = request.actor
    found = services.see_case(actor, case_id)
    context = {
        "row": words.case(found.row), "case": found.case, "notes": [words.note(n) for n in found.notes],
        "plan": words.plan(found.plan), "plan_at": found.plan_at, "emergency_id": found.emergency_id,
        "guardians": found.guardians, "others": found.others, "hotlines": words.hotlines(),
        "referrals": [words.seen(one) for one in referrals.of_case(actor, case_id)],
        "back_url": reverse("counselling:desk"),
    }  # fmt: skip
    return render(request, "counselling/case.html", context)


@dataclass(frozen=True)
class Act:
    """What can be done with a case: its words, its form, its service."""

    title: Any
    button: Any
    done: Any
    form: Callable[[Any, cases.Detail], Form]
    save: Callable[[Actor, services.NewNote], None]
    note: Any = ""


def _hand_over(data: Any, found: cases.Detail) -> Form:
    return forms.HandOverForm(data, others=[(str(pk), name) for pk, name in found.others])


def _plan(data: Any, found: cases.Detail) -> Form:
    return forms.PlanForm(data, initial=dict(found.plan))


_ACTS = {
    "note": Act(
        _l("写记录"), _l("保存"), _l("已记下。"), lambda data, _f: forms.NoteForm(data), services.add,
        _l("改成“危机”会马上启动危机干预。随访日期不填:原来约的还在前面就不变。"),
    ),
    "plan": Act(
        _l("安全计划"), _l("保存"), _l("安全计划已更新。"), _plan, services.add,
        _l("和学生一起写,写他自己的话。"),
    ),
    "hand-over": Act(
        _l("移交"), _l("移交"), _l("已移交,您不能再看这个个案。"), _hand_over, services.hand_over,
        _l("移交后所有记录由接手的人看,您不能再看。"),
    ),
    "close": Act(
        _l("结案"), _l("结案"), _l("已结案。"), lambda data, _found: forms.CloseForm(data), services.close,
        _l("结案后记录照保存期限保存,到期销毁。"),
    ),
    "reopen": Act(
        _l("重新打开"), _l("重新打开"), _l("已重新打开。"), lambda data, _found: forms.ReopenForm(data),
        services.reopen,
    ),
}  # fmt: skip


@page(Permission.COUNSEL, methods="GET POST")
def act_page(request: Asked, case_id: UUID, act: str) -> HttpResponse:
    """One act: the form; posted: done, and back to the case."""
    found = cases.detail(request.actor, case_id)
    if act not in _ACTS:
        raise NotFound
    one = _ACTS[act]
    back = reverse("counselling:case", args=[case_id])

    def save(given: dict[str, Any]) -> tuple[str, str]:
        one.save(request.actor, _note(case_id, act, given))
        return str(one.done), reverse("counselling:desk") if act == "hand-over" else back

    said = {
        "title": str(one.title), "place": f"{found.row.place} {found.row.child}",
        "button": str(one.button), "back_url": back, "note": str(one.note),
    }  # fmt: skip
    return form_page(request, one.form(data_of(request), found), save, said)


def _note(case_id: UUID, act: str, given: dict[str, Any]) -> services.NewNote:
    kind = given.get("kind") or ("plan" if act == "plan" else "talk")
    return services.NewNote(
        given["submission_id"], case_id, kind, given.get("text", ""), given.get("risk", ""),
        forms.next_at(given), given.get("how", ""), {part: given.get(part, "") for part in PLAN},
        given.get("outcome", ""), reading.read_optional_id(given.get("to", "")),
        "1" in given.get("agreed", []),
    )  # fmt: skip
