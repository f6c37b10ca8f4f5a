"""One report: the draft with what speaks against it, signing, what changed since, remarks, where it went."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.dailyreports import queries, rules, services
from xiaoan.dailyreports.pages import ordering
from xiaoan.dailyreports.queries import drafting, figures, readers, telling
from xiaoan.dailyreports.queries.kept import Report
from xiaoan.dailyreports.queries.words import (
    CHANGE_NAMES,
    LEVEL_NAMES,
    MEANS_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    WORD_NAMES,
)
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.kernel.scope import everywhere
from xiaoan.web import reading
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page

P = Permission
_HOUR = 60


@page(P.SEE_DAILY, methods="GET POST")
def report_page(request: Asked, report_id: UUID) -> HttpResponse:
    """A report of a unit and day. Posted with `act`."""
    if request.method != "POST":
        queries.seen(request.actor, report_id)
        services.opened(request.actor, report_id)
        return _show(request, report_id, "", None)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        done = _ACTS[act](request, report_id)
        if isinstance(done, HttpResponse):
            return done
        messages.success(request, done)
    except services.Changed as refused:
        # What they look at next stays, however the figures move: so that it can be signed.
        services.redraft(request.actor, report_id)
        return _show(request, report_id, act, refused)
    except (Invalid, Conflict) as refused:
        return _show(request, report_id, act, refused)
    again = "?correct=1" if act == "redraft" and "correct" in request.GET else ""
    return HttpResponseRedirect(reverse("dailyreports:report", args=[report_id]) + again)


def _id(request: Asked) -> UUID:
    return reading.read_id(request.POST.get("submission_id", ""))


def _words(request: Asked) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in rules.WORDS}


def _keep(request: Asked, report_id: UUID) -> str:
    base = request.POST.get("words_base", "")
    services.keep_words(request.actor, report_id, _words(request), base)
    return _("补充说明已保存。")


def _sign(request: Asked, report_id: UUID) -> str:
    said = request.POST
    no = services.sign(
        request.actor,
        services.Signing(
            _id(request), report_id, whole(said.get("base", "")), said.get("seen", ""),
            said.get("zero") == "1", _words(request), said.get("words_base", ""), said.get("why", ""),
        ),
    )  # fmt: skip
    return _("更正报告已签发,两版都留存。") if no > 1 else _("日报已签发。")


def _redraft(request: Asked, report_id: UUID) -> str:
    services.redraft(request.actor, report_id)
    return _("草稿已按现在的数字更新。")


def _remark(request: Asked, report_id: UUID) -> str:
    services.remark(request.actor, _id(request), report_id, request.POST.get("text", ""))
    return _("批示已保存,报告单位看得到。")


def _send(request: Asked, report_id: UUID) -> str:
    said = request.POST
    services.send(
        request.actor,
        services.NewSending(
            _id(request), report_id, whole(said.get("no", "")), said.get("to_office", ""),
            said.get("to_name", ""), said.get("means", ""), reading.read_moment(said, "at"),
        ),
    )  # fmt: skip
    return _("已登记发出。")


def _receive(request: Asked, report_id: UUID) -> str:
    said = request.POST
    given = services.NewReceipt(
        _id(request), reading.read_id(said.get("sending", "")), said.get("name", ""),
        said.get("number", ""), reading.read_moment(said, "at"),
    )  # fmt: skip
    services.receive(request.actor, report_id, given)
    return _("已登记回执。")


def _tell(request: Asked, report_id: UUID) -> str:
    n = services.tell_again(request.actor, report_id)
    if not n:
        return _("这一版都已发过,没有要补发的人。")
    return _("已补发给 %(n)s 人。") % {"n": n}


def _order(request: Asked, report_id: UUID) -> HttpResponse:
    """To the directive: tasks are added there."""
    said = request.POST
    made = services.order(
        request.actor, report_id, reading.read_id(said.get("remark", "")), ordering.read(request)
    )
    messages.success(request, _("批示已转为督办件。请添加任务,核对单位后下发。"))
    return HttpResponseRedirect(reverse("directives:directive", args=[made]))


_ACTS: dict[str, Callable[[Asked, UUID], str | HttpResponse]] = {
    "keep": _keep, "sign": _sign, "redraft": _redraft, "remark": _remark, "send": _send,
    "receive": _receive, "tell": _tell, "order": _order,
}  # fmt: skip


def _show(
    request: Asked, report_id: UUID, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    actor = request.actor
    row = queries.seen(actor, report_id)
    place = directory.place(row.unit_no)
    signs = queries.may_sign(actor, row)
    correcting = bool(row.versions) and signs and ("correct" in request.GET or act == "sign")
    draft = _draft(place, row) if not row.versions or correcting else None
    newest = queries.version(row, row.versions) if row.versions else None
    content = draft or (newest[0].content if newest else {})
    now = _now(place, row)
    context = {
        "row": row, "unit": place, "crumbs": crumbs(actor, row.unit_no), "as_of": clock.now(),
        **_head(row, content), "draft": draft is not None, "correcting": correcting,
        "chapters": telling.chapters(
            content, {} if draft else (newest[1] if newest else {}), None if draft else row.zero
        ),
        "figures": _figures(actor, row, content), "changes": _changes(row, content, now, newest, draft),
        "contradictions": _contradictions(place, content),
        "against": telling.against_zero(content) if draft else [],
        "signs": signs, "writes": queries.may_write(actor, row),
        "remarks_it": queries.may_remark(actor, row) and row.versions > 0,
        "versions": queries.versions(actor, row), "age": _age(row) if draft else None,
        **ordering.shown(request, row, act, refused), "readers": readers.readers(row),
        "sendings": [
            {"one": one, "means": MEANS_NAMES[one.means]} for one in queries.sendings(actor, row)
        ],
        "means": list(MEANS_NAMES.items()),
        **_form(request, row, draft, act, refused),
        "back_url": reverse("dailyreports:unit", args=[drafting.superior(row) or row.unit_no])
        if actor.may(P.SEE_DAILY, drafting.superior(row) or row.unit_no)
        else reverse("dailyreports:unit", args=[row.unit_no]),
    }  # fmt: skip
    return render(
        request, "dailyreports/report.html", context, status=refused.status if refused else 200
    )


def _draft(place: directory.Place, row: Report) -> drafting.Draft:
    """The one that is kept, else what is reckoned now; looking at it writes nothing."""
    if row.draft is not None:
        kept: drafting.Draft = row.draft
        return kept
    with everywhere("dailyreports") as system:
        return drafting.draft(system, place, row.day)


def _age(row: Report) -> dict[str, Any] | None:
    """How old the kept draft is; None: there is none, what is shown is of now."""
    if row.draft is None or row.drafted_at is None:
        return None
    minutes = int((clock.now() - row.drafted_at).total_seconds() // 60)
    if minutes < _HOUR:
        said = _("%(n)s 分钟前") % {"n": minutes}
    else:
        said = _("%(n)s 小时 %(m)s 分钟前") % {"n": minutes // _HOUR, "m": minutes % _HOUR}
    return {"at": row.drafted_at, "said": said}


def _now(place: directory.Place, row: Report) -> figures.Figures:
    with everywhere("dailyreports") as system:
        return figures.of_many(system, [place], row.day)[place.no]


def _head(row: Report, content: dict[str, Any]) -> dict[str, Any]:
    state = drafting.state_of(row)
    return {
        "title": telling.title(content, row.versions), "under": telling.under(content),
        "level": LEVEL_NAMES[row.level], "state": STATE_NAMES[state], "shape": STATE_SHAPES[state],
    }  # fmt: skip


def _figures(actor: Actor, row: Report, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Every figure with where its rows are."""
    there = {one.key: one for one in indicators.catalogue()}
    told = figures.read(content["figures"])
    return [
        {
            "name": there[key].name, "value": telling.value_words(value), "source": there[key].source,
            "url": indicators.link(actor, key, row.unit_no, row.day),
        }
        for key, value in told.items()
        if key in there
    ]  # fmt: skip


def _changes(
    row: Report, content: dict[str, Any], now: figures.Figures,
    newest: tuple[Any, dict[str, str]] | None, draft: drafting.Draft | None,
) -> list[dict[str, Any]]:  # fmt: skip
    """What is otherwise now than it was drafted or signed; for a correction, than the version before."""
    before = newest[0].content if newest else content.get("first") or content
    was = figures.read(before["figures"])
    found = rules.changes(was, now, rules.pattern().keys)
    return [
        {
            "name": telling.name_of(one.key), "kind": CHANGE_NAMES[one.kind],
            "was": telling.value_words(one.was), "now": telling.value_words(one.now),
        }
        for one in found
    ]  # fmt: skip


def _contradictions(place: directory.Place, content: dict[str, Any]) -> list[dict[str, Any]]:
    if not content["below"]:
        return []
    with everywhere("dailyreports") as system:
        found = drafting.contradictions(system, place, content)
    names = {one["no"]: one["name"] for one in content["below"]}
    return [
        {
            "unit": names.get(one.unit_no) or _("各单位合计"), "name": telling.name_of(one.key),
            "signed": telling.value_words(one.signed), "now": telling.value_words(one.now),
        }
        for one in found
    ]  # fmt: skip


def _form(
    request: Asked, row: Report, draft: drafting.Draft | None, act: str,
    refused: Invalid | Conflict | None,
) -> dict[str, Any]:  # fmt: skip
    kept, said = queries.words_of(row), request.POST
    typed = act in ("keep", "sign")
    return {
        "act": act, "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "typed": said,
        "words": [
            {
                "name": name, "label": WORD_NAMES[name], "kept": kept.get(name, ""),
                "text": said.get(name, "") if typed else kept.get(name, ""),
            }
            for name in rules.WORDS
        ],
        "words_base": services.mark_of_words(kept), "base": row.versions,
        "seen": drafting.mark_of(draft) if draft else "",
        "ids": {
            name: said.get("submission_id") if name == act and isinstance(refused, Invalid) else uuid7()
            for name in ("sign", "remark", "send", "receive")
        },
        "day": row.day, "now_words": f"{clock.now().astimezone(clock.ZONE):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
