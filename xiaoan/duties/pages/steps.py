"""One duty: what became of it, step by step."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.duties import queries, rules
from xiaoan.duties.queries import kinds
from xiaoan.kernel import clock
from xiaoan.kernel.permission import Permission
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

STEP_NAMES = {
    "handover": _l("已转交"),
    "help": _l("求助"),
    "cannot": _l("说明办不了"),
    "insist": _l("上级要求仍要办"),
}


@page(Permission.MY_DUTIES, Permission.SEE_DUTIES)
def steps_page(request: Asked, duty_id: UUID) -> HttpResponse:
    """One duty: who was told, when, up to which level, and when it was done."""
    actor = request.actor
    due = queries.duty(actor, duty_id)
    names = accounts.names(
        actor, [who for who in (due.assignee_id, due.deputy_id, due.done_by_id) if who]
    )

    def name(who: UUID | None) -> str:
        return names.get(who, "") if who else ""

    place = directory.full_name(due.unit_no)
    context = {
        "crumbs": crumbs(actor, due.unit_no),
        "as_of": clock.now(),
        "duty": {
            "title": f"{place} {kinds.title_of(due)}",
            "place": place,
            "day": due.day,
            "opened_at": due.opened_at,
            "due_at": due.due_at,
            "state": due.status,
            "state_words": kinds.state_words(due),
            "person": name(due.assignee_id) or (_("未指定") if due.assignee_id else _("岗位空缺")),
            "deputy": name(due.deputy_id),
            "done_at": due.done_at,
            "done_by": name(due.done_by_id),
            "on_behalf": due.on_behalf,
            "people": due.people,
        },
        "ask_url": reverse("duties:ask", args=[due.id])
        if due.state == "open" and actor.user_id in (due.assignee_id, due.deputy_id)
        else "",
        "steps": [_step(step) for step in queries.steps_of(actor, duty_id)],
        "ahead": _ahead(due),
    }
    return render(request, "duties/steps.html", context)


def _step(step: queries.StepTaken) -> dict[str, Any]:
    return {
        "kind": step.kind,
        "words": _words(step),
        "note": step.note,
        "at": step.at,
        "by": step.by,
        "told": [name for name in step.told if name],
    }


def _words(step: queries.StepTaken) -> str:
    why = {"why": queries.WHY_NAMES.get(step.reason, "")}
    if step.kind == "excuse":
        return _("改为不需报:%(why)s") % why
    if step.kind == "reopen":
        return _("又要报:%(why)s") % why
    if step.kind in STEP_NAMES:
        return str(STEP_NAMES[step.kind])
    role = {"role": accounts.ROLE_NAMES.get(step.role, "")}
    return _("升级到%(role)s") % role if step.kind == "escalate" else _("催报")


def _ahead(due: queries.Due) -> list[dict[str, Any]]:
    """The steps still to come while the duty stays open."""
    if due.state != "open":
        return []
    return [
        {"words": accounts.ROLE_NAMES[rung.role], "at": rules.step_time(due.due_at, rung)}
        for rung in queries.ladders().of(due.unit_no, due.due_at, due.kind)
        if rung.level > due.level
    ]
