"""One event: where it stands, what is next, what was done; each act is posted here with `?act=`."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.directory import queries as directory
from xiaoan.illness.queries.words import DIAGNOSIS_NAMES
from xiaoan.investigations import queries, rules, services
from xiaoan.investigations.forms import FORMS, ActForm, Choices, shown
from xiaoan.investigations.pages import words
from xiaoan.investigations.queries import detail, frames, left, lists
from xiaoan.investigations.queries.words import ACT_DONE, STATUS_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.screening import queries as screening
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page
from xiaoan.web.templatetags.web_tags import day as day_words

TITLES = {
    "assign": _l("指定负责人"), "confirm": _l("核实"), "exclude": _l("排除"), "merge": _l("并入另一起"),
    "close": _l("结案"), "reopen": _l("重新打开"), "define": _l("病例定义"),
    "learn": _l("经验教训"),
}  # fmt: skip
NEEDS = {
    "assign": Permission.ASSIGN_EVENT, "define": Permission.INVESTIGATE,
    "learn": Permission.INVESTIGATE,
}  # fmt: skip
# What may happen, said before it is done.
WARNINGS = {
    "exclude": _l(
        "排除后不再提醒核实;它的信号再增加病例,会自动重新打开。没办的措施和待决定的停课建议随之撤回,正在停课的要先复课。"
    ),
    "merge": _l("病例和信号都移到那一起,这一起到此为止,不能撤回。"),
    "close": _l("结案后病例一览表不能再改,需要时可以重新打开。"),
}


@page(Permission.SEE_EVENTS, methods="GET POST")
def event_page(request: Asked, event_id: UUID) -> HttpResponse:
    """One event; posted: what somebody does with it."""
    if request.method != "POST":
        return _show(request, event_id, None, "", [], 200)
    act = request.GET.get("act", "")
    found = queries.event(request.actor, event_id)
    if act not in FORMS:
        raise NotFound
    if not request.actor.may(NEEDS.get(act, Permission.DECIDE_EVENT), found.unit_no):
        raise Forbidden
    form = _form(request.actor, act, found, request.POST)
    status, errors = 422, [_("有几处要改,见下面。")]
    if form.is_valid():
        try:
            _done(request.actor, act, event_id, form)
            messages.success(request, _("已记下:%(what)s。") % {"what": ACT_DONE[act]})
            return HttpResponseRedirect(reverse("investigations:event", args=[event_id]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
            if isinstance(refused, Invalid):
                form.add_error(None, str(refused))
    return _show(request, event_id, form, act, errors, status)


def _form(
    actor: Actor, act: str, event: queries.EventHead, data: Mapping[str, Any] | None
) -> ActForm:
    return FORMS[act](data, prefix=act, choices=_choices(actor, act, event))


def _choices(actor: Actor, act: str, event: queries.EventHead) -> Choices:
    if act == "assign":
        return [
            (str(one.user_id), f"{one.name} {ROLE_NAMES[one.role]}")
            for one in queries.assignable(actor, event.school_id)
        ]
    if act == "merge":
        others = lists.others_running(actor, event)
        places = directory.places(one.unit_no for one in others)
        return [(str(one.id), frames.title(one, places[one.unit_no].name)) for one in others]
    if act == "define":
        interval = directory.place(event.school_id).interval
        return [(str(one.no), one.name) for one in directory.places_inside(interval, "class")]
    return []


def _done(actor: Actor, act: str, event_id: UUID, form: ActForm) -> None:
    given = form.cleaned_data
    told = services.Decision(given["step_id"], event_id, given["base"], given.get("reason", ""))
    plain: dict[str, Callable[[Actor, services.Decision], None]] = {
        "exclude": services.exclude, "close": services.close, "reopen": services.reopen,
        "learn": services.learn,
    }  # fmt: skip
    if act in plain:
        plain[act](actor, told)
    elif act == "assign":
        services.assign(actor, told, UUID(given["assignee"]))
    elif act == "merge":
        services.merge(actor, told, UUID(given["into"]))
    elif act == "confirm":
        services.confirm(actor, told, given["disease"])
    else:
        services.define(actor, told, _definition(given))


def _definition(given: dict[str, Any]) -> services.Definition:
    return services.Definition(
        given["text"], int(screening.symptoms_of(given["symptoms"])), given["since"],
        given["until"], tuple(map(int, given["units"])),
    )  # fmt: skip


def _show(
    request: Asked, event_id: UUID, form: ActForm | None, act: str, errors: list[str], status: int
) -> HttpResponse:
    actor = request.actor
    found = detail.detail(actor, event_id)
    head = found.head
    place = found.row.place
    acts = [
        _act(actor, found, name, form if name == act else None) for name in _offered(actor, found)
    ]
    first = _first(found)
    context = {
        "crumbs": crumbs(actor, head.unit_no), "as_of": clock.now(), "errors": errors,
        "event": frames.head(head, place), "school": found.row.school, "place": place,
        "assignee": found.row.assignee, "due_at": found.row.due_at,
        "overdue": found.row.due_at is not None and found.row.due_at < clock.now(),
        "next": [one for one in acts if one["act"] == first],
        "others": [one for one in acts if one["act"] != first],
        "open_act": act, "says": _says(found), "reason": found.reason,
        "signals": [_signal(one) for one in found.signals], "by_hand": found.source == "hand",
        "statuses": [(name, found.statuses[code]) for code, name in STATUS_NAMES.items()],
        "reported": found.reported, "due": found.due,
        "definition": found.definition, "criteria": _criteria(found),
        "steps": [_step(one) for one in reversed(found.steps)],
        "merged": [frames.head(one, "") for one in lists.merged_into(actor, event_id)],
        "into": frames.head(found.merged_into, "") if found.merged_into else None,
        "tabs": frames.tabs(event_id, "event"),
    }  # fmt: skip
    return render(request, "investigations/event.html", context, status=status)


def _offered(actor: Actor, found: detail.Detail) -> list[str]:
    """What the actor may do in the state the event is in."""
    head = found.head
    return [
        act
        for act, states in rules.ACTS.items()
        if head.state in states
        and actor.may(NEEDS.get(act, Permission.DECIDE_EVENT), head.unit_no)
        and (act != "merge" or lists.others_running(actor, head))
    ]


def _first(found: detail.Detail) -> str:
    """The one thing to do next."""
    if found.head.state == "open":
        return "confirm" if found.row.assignee else "assign"
    if found.head.state == "confirmed":
        return "" if found.definition else "define"
    if found.head.state == "closed":
        return "" if any(one.kind == "learn" for one in found.steps) else "learn"
    return ""


def _says(found: detail.Detail) -> str:
    """What is next, in a sentence."""
    sentences = {
        "open": _("先指定负责人,再核实:是疫情就核实,不是就写明理由排除。")
        if not found.row.assignee
        else _("请负责人核实:是疫情就核实,不是就写明理由排除。"),
        "confirmed": _("写明病例定义,核对病例一览表,查清暴露因素;没有新病例后结案。"),
        "excluded": _("已排除。信号再增加病例会自动重新打开。"),
        "merged": _("已并入另一起,请到那里继续。"),
        "closed": _("已结案。总结由数据生成,见“总结”页;请写下经验教训。"),
    }
    return sentences[found.head.state]


def _act(actor: Actor, found: detail.Detail, act: str, form: ActForm | None) -> dict[str, Any]:
    head = found.head
    if form is None:
        form = FORMS[act](
            prefix=act, choices=_choices(actor, act, head), initial=_initial(act, found)
        )
    is_answer = form.is_bound
    return {
        "act": act, "title": TITLES[act], "warning": WARNINGS.get(act, ""),
        "left": left.left_open(head) if act in ("exclude", "close") else [],
        "url": f"?act={act}", "fields": list(shown(form)),
        "step_id": (form["step_id"].value() if is_answer else "") or uuid7(),
        # Whoever was overtaken has been told the new state: what they send next is about it. A form that
        # comes back to be mended stays about what it was made from.
        "base": (form["base"].value() if form.errors else "") or head.steps,
    }  # fmt: skip


def _initial(act: str, found: detail.Detail) -> dict[str, Any]:
    if act == "confirm":
        return {"disease": found.head.disease}
    if act == "define":
        told = found.criteria
        return {
            "text": found.definition, "symptoms": list(screening.codes_of(told.symptoms)),
            "since": told.since, "until": told.until, "units": [str(no) for no in told.units],
        }  # fmt: skip
    return {}


def _criteria(found: detail.Detail) -> list[str]:
    told = found.criteria
    lines = []
    if told.symptoms:
        lines.append(_("有其中一项:%(what)s") % {"what": words.symptoms(told.symptoms)})
    if told.since:
        lines.append(_("发病从 %(day)s") % {"day": day_words(told.since)})
    if told.until:
        lines.append(_("发病到 %(day)s") % {"day": day_words(told.until)})
    if told.units:
        places = directory.places(told.units)
        lines.append(_("、").join(places[no].name for no in sorted(told.units) if no in places))
    return lines


def _signal(one: Any) -> dict[str, Any]:
    return {
        "url": reverse("outbreaks:signal", args=[one.id]),
        "title": _("%(place)s %(cases)s 例 %(what)s") % {
            "place": one.place, "cases": one.cases,
            "what": SYNDROME_NAMES.get(one.syndrome, one.syndrome),
        },
        "why": one.rule_text, "rule": one.rule, "raised_at": one.raised_at,
        "deadline_at": one.deadline_at, "state": one.state,
        "reported": one.days_reported, "due": one.days_due,
    }  # fmt: skip


def _step(one: detail.StepRow) -> dict[str, Any]:
    told = []
    if one.facts.get("disease"):
        told.append(str(DIAGNOSIS_NAMES.get(one.facts["disease"], one.facts["disease"])))
    if one.facts.get("assignee"):
        told.append(one.facts["assignee"])
    if one.facts.get("text"):
        told.append(one.facts["text"])
    if "cases" in one.facts:
        told.append(_("%(n)s 例病例") % {"n": one.facts["cases"]})
    return {
        "title": ACT_DONE[one.kind], "at": one.at, "by": one.by or _("系统"), "reason": one.reason,
        "facts": told,
    }  # fmt: skip
