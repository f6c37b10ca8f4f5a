"""One child's illness on a phone: the course with times and names, and the one next step."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.illness.forms import FORMS, ActForm, CertificateForm, shown
from xiaoan.illness.pages import words
from xiaoan.illness.pages.late import overtaken
from xiaoan.illness.queries.words import STAGE_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import day as day_words

TITLES = {
    "retest": _l("复测体温"), "observe": _l("带去留观室"), "guardian": _l("联系家长"), "send": _l("送医"),
    "diagnose": _l("登记诊断"), "home": _l("回家休息"), "trace": _l("追踪病因"), "follow": _l("今天的随访"),
    "investigate": _l("病因排查"), "well": _l("观察后正常"), "withdraw": _l("撤销误登"),
    "certificate": _l("查验复课证明"), "hand_in": _l("收到复课证明"),
}  # fmt: skip
# Which act in the address belongs to which steps.
ACTS_OF = {
    "retest": ("retest_fever", "retest_normal"), "guardian": ("reach", "unreachable"),
    "certificate": ("clear", "refuse"),
}  # fmt: skip
# What stands first and open, by stage; the rest is folded below it.
FIRST = {
    "detected": "retest", "retested": "observe", "watched": "well", "observed": "guardian",
    "reached": "send", "in_care": "diagnose", "diagnosed": "trace",
}  # fmt: skip


@page(Permission.SEE_ILLNESS, methods="GET POST")
def child_page(request: Asked, illness_id: UUID) -> HttpResponse:
    """One child: where it stands, what is next, what was; what is done about it is posted here with `?act=`.

    One address for both: the phone keeps what is typed by it, and finds it again after a refusal.
    """
    if request.method == "POST":
        return _posted(request, illness_id, request.GET.get("act", ""))
    return _show(request, illness_id, None, "", [], 200)


def _posted(request: Asked, illness_id: UUID, kind: str) -> HttpResponse:
    row = queries.seen(request.actor, illness_id)
    if kind not in TITLES:
        raise NotFound
    is_certificate = kind == "certificate"
    needs = (Permission.CLEAR,) if is_certificate else (Permission.CARE, Permission.TRACE)
    if not any(request.actor.may(one, row.unit_no) for one in needs):
        raise Forbidden
    return _checked(request, row.pk) if is_certificate else _stepped(request, row.pk, kind)


def _stepped(request: Asked, illness_id: UUID, kind: str) -> HttpResponse:
    """Record one step; what was typed comes back with what is wrong."""
    form = FORMS[kind](request.POST, prefix=kind)
    try:
        if form.is_valid():
            illness.take_step(request.actor, _done(illness_id, form))
            messages.success(request, _("已记下。"))
            return HttpResponseRedirect(reverse("illness:child", args=[illness_id]))
    except illness.Overtaken as late:
        return overtaken(request, late)
    except (Conflict, Invalid) as refused:
        return _show(request, illness_id, form, kind, [str(refused)], refused.status)
    return _show(request, illness_id, form, kind, [_("有几处要改,见下面。")], 422)


def _done(illness_id: UUID, form: ActForm) -> illness.Done:
    return illness.Done(
        form.cleaned_data["step_id"],
        illness_id,
        form.kind(),
        form.when(),
        form.facts(),
        form.words(),
    )


def _checked(request: Asked, illness_id: UUID) -> HttpResponse:
    """Hold the certificate against the profile: let in, or say from which day on and what is missing."""
    form = CertificateForm(request.POST, prefix="certificate")
    if not form.is_valid():
        return _show(request, illness_id, form, "certificate", [_("有几处要改,见下面。")], 422)
    try:
        judged = illness.check_certificate(request.actor, _certificate(illness_id, form))
    except illness.Overtaken as late:
        return overtaken(request, late)
    except (Conflict, Invalid) as refused:
        return _show(request, illness_id, form, "certificate", [str(refused)], refused.status)
    if judged.is_cleared:
        messages.success(request, _("已通过,孩子可以返班。晨午检里不再拦下。"))
    # That it does not do is recorded too, and stands on the page with what was typed: nothing is unsent.
    return HttpResponseRedirect(reverse("illness:child", args=[illness_id]))


def _certificate(illness_id: UUID, form: CertificateForm) -> illness.Certificate:
    given = form.cleaned_data
    return illness.Certificate(
        id=given["step_id"], illness_id=illness_id, issuer=given["issuer"], doctor=given["doctor"],
        issued_on=given["issued_on"], back_on=given["back_on"], dates=form.dates(),
        signs=frozenset(given["signs"]), reason=given["reason"],
    )  # fmt: skip


def _refusal(found: queries.Detail) -> str:
    """Why the certificate that was shown last did not do."""
    facts = _refused(found)
    if "certificate" not in _offered(found) or not facts:
        return ""
    if facts.get("earliest"):
        day = dt.date.fromisoformat(facts["earliest"])
        return _("没有通过:按隔离期最早 %(day)s 才能复课。已记下这次查验。") % {
            "day": day_words(day)
        }
    what = words.missing(facts.get("missing", []))
    return _("没有通过:还缺 %(what)s。已记下这次查验。") % {"what": what}


def _refused(found: queries.Detail) -> dict[str, Any]:
    """What stood on the certificate that did not do, as its form has it; nothing if it was none."""
    steps = [one for one in found.steps if one.kind == "refuse"] if found.is_refused else []
    return {**steps[-1].facts, **steps[-1].words, "at": steps[-1].at} if steps else {}


def _show(
    request: Asked, illness_id: UUID, form: Any, kind: str, errors: list[str], status: int
) -> HttpResponse:
    # Whatever comes back shows the whole record: each time it was looked at.
    found = illness.see(request.actor, illness_id)
    row = found.row
    acts = [_act(found, name, form if name == kind else None) for name in _offered(found)]
    first = kind or _first(found)
    context = {
        "child": words.row(row, found.place.name),
        "sex": words.sex(row.sex),
        "stage": STAGE_NAMES[row.stage],
        "verdict": words.verdict(found),
        "watch": words.contacts(found),
        "basis": words.basis(found),
        "flags": words.red_flags(found),
        "contacts": found.contacts,
        "steps": [words.step(one) for one in reversed(found.steps)],
        "next": [act for act in acts if act["name"] == first],
        "others": [act for act in acts if act["name"] != first],
        "refusal": _refusal(found),
        "late": [
            reverse("illness:late", args=[pk]) for pk in queries.late_of(request.actor, row.id)
        ],
        "errors": errors,
        "as_of": clock.now(),
        "back_url": reverse("illness:today"),
    }
    # Diagnosis, phones and what was said: nothing of it stays on a phone, only what is typed and unsent.
    return render(request, "illness/child.html", context, status=status)


def _offered(found: queries.Detail) -> list[str]:
    """The acts that this person may do now, by their names in the address."""
    names = [*FORMS, "certificate"]
    return [n for n in names if any(step in found.acts for step in ACTS_OF.get(n, (n,)))]


def _first(found: queries.Detail) -> str:
    offered = _offered(found)
    if found.row.certificate == "handed" and "certificate" in offered:
        return "certificate"
    if found.row.stage == "at_home":
        wanted = (found.next_duty or "").removeprefix("illness.")
        ready = (
            found.row.held and found.verdict.day is not None and found.verdict.day <= clock.today()
        )
        is_tried = found.is_refused and _refused(found)["at"].date() == clock.today()
        wanted = "certificate" if (ready or is_tried) and "certificate" in offered else wanted
    else:
        wanted = FIRST.get(found.row.stage, "")
    if wanted in offered:
        return wanted
    # Somebody else's turn: what this person may do meanwhile is folded, but for the daily question.
    return "follow" if wanted == "investigate" and "follow" in offered else ""


def _act(found: queries.Detail, name: str, form: Any) -> dict[str, Any]:
    if name == "certificate":
        form = form or CertificateForm(prefix=name, initial={**_known(found), **_refused(found)})
        if not found.is_refused:
            del form.fields["reason"]
    else:
        form = form or FORMS[name](prefix=name, initial=_known(found))
    # What was refused comes back as the sheet it was: the sheet that waits on the phone is the same one.
    posted = form["step_id"].value() if form.is_bound else ""
    return {
        "name": name, "title": TITLES[name], "said": _("病程:%(act)s") % {"act": TITLES[name]},
        "url": f"?act={name}", "fields": list(shown(form)),
        "step_id": posted or uuid7(), "is_answer": form.is_bound, "is_danger": name == "withdraw",
    }  # fmt: skip


def _known(found: queries.Detail) -> dict[str, Any]:
    """What is known already is not typed again."""
    row = found.row
    return {
        "onset": row.onset, "method": "axillary", "room": _("留观室"),
        "symptoms": list(screening.codes_of(row.symptoms)), "diagnosis": row.diagnosis,
        "certainty": row.certainty, "issued_on": clock.today(), "back_on": clock.today(),
        "who": found.contacts[0].name if found.contacts else "", "by": "guardian",
        **found.dates,
    }  # fmt: skip
