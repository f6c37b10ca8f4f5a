"""The desk: what was reported, one rumour with what may be done with it; posted with `?act=`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.photos import queries as photos
from xiaoan.rumours import forms, queries, rules, services
from xiaoan.rumours.pages import words
from xiaoan.rumours.queries import desk
from xiaoan.rumours.queries.words import AGE_NAMES, LANGUAGE_NAMES, STATE_NAMES, VERDICT_NAMES
from xiaoan.web import pictures, reading
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.wording import queries as wording

_DESK = (Permission.CHECK_RUMOURS, Permission.APPROVE_RUMOURS)


@page(*_DESK)
def desk_page(request: Asked) -> HttpResponse:
    """All that was reported, by state, with the times to an answer."""
    state = request.GET.get("state", "open")
    return _list(request, state if state in desk.FILTERS else "open", "desk")


@page(*_DESK)
def waiting_page(request: Asked) -> HttpResponse:
    """Answers that wait for a second person."""
    return _list(request, "waiting", "waiting")


def _list(request: Asked, state: str, tab: str) -> HttpResponse:
    actor, text = request.actor, request.GET.get("no", "").strip()
    offset = whole(request.GET.get("offset", ""))
    total, rows = desk.page_of(actor, state, text, offset, words.PAGE)
    found = desk.figures(actor)
    context = {
        "as_of": clock.now(), "tabs": words.tabs(actor, tab), "state": state, "no": text,
        "states": _states(), "total": total, "rows": [words.row(one) for one in rows],
        "pager": pager(request, total, offset, words.PAGE), "figures": _figures(found),
        "ages": [(AGE_NAMES[code], n) for code, n in found.ages.items()],
        "clear_url": "?" if state not in ("open", "waiting") or text else "", "days": desk.DAYS,
    }  # fmt: skip
    return render(request, "rumours/desk.html", context)


def _states() -> list[tuple[str, Any]]:
    return [
        ("open", STATE_NAMES["open"]), ("waiting", _("答复待审核")),
        *((code, STATE_NAMES[code]) for code in ("published", "dismissed", "withdrawn", "merged")),
        ("all", _("全部")),
    ]  # fmt: skip


def _figures(found: desk.Figures) -> list[dict[str, Any]]:
    at = reverse("rumours:desk")
    n = _("%(days)s 天内 n=%(n)s") % {"days": desk.DAYS, "n": found.answered}
    return [
        {"label": _("报来的传言"), "value": found.reported, "of": None, "url": f"{at}?state=all",
         "note": _("%(days)s 天内,合并后") % {"days": desk.DAYS}, "state": ""},
        {"label": _("已答复"), "value": found.answered, "of": found.reported,
         "url": f"{at}?state=published", "note": "", "state": "done"},
        {"label": _("从报到答复,中位数"), "value": words.span(found.median), "of": None, "url": "",
         "note": n, "state": ""},
        {"label": _("从报到答复,九成在此以内"), "value": words.span(found.ninetieth), "of": None,
         "url": "", "note": n, "state": ""},
        {"label": _("核查中"), "value": sum(found.ages.values()), "of": None,
         "url": f"{at}?state=open", "note": _("超过 7 天 %(n)s") % {"n": found.ages["longer"]},
         "state": "due"},
    ]  # fmt: skip


@page(*_DESK, methods="GET POST")
def item_page(request: Asked, item_id: UUID) -> HttpResponse:
    """One rumour; posted: what the desk does with it."""
    found = desk.detail(request.actor, item_id)
    if request.method != "POST":
        return _show(request, found, "", None)
    act = request.GET.get("act", "")
    if act not in _ACTS:
        raise NotFound
    try:
        said, goal = _ACTS[act](request, item_id)
    except (Invalid, Conflict) as refused:
        return _show(request, desk.detail(request.actor, item_id), act, refused)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("rumours:item", args=[goal]))


def _act(request: Asked, item_id: UUID) -> services.Act:
    said = request.POST
    return services.Act(
        reading.read_id(said.get("submission_id", "")), item_id, said.get("text", ""),
        reading.read_optional_id(said.get("answer", "")), said.getlist(wording.FIELD),
    )  # fmt: skip


def _take(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    services.take(request.actor, _act(request, item_id))
    return _("由您核查。"), item_id


def _propose(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    said = request.POST
    services.propose(
        request.actor,
        services.NewAnswer(
            reading.read_id(said.get("submission_id", "")), item_id, said.get("verdict", ""),
            forms.read_languages(said, "title"), forms.read_languages(said, "text"),
            forms.read_sources(said), said.getlist(wording.FIELD),
        ),
    )  # fmt: skip
    return _("答复已写好,等另一个人审核。审核前谁也看不到。"), item_id


def _return(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    services.give_back(request.actor, _act(request, item_id))
    return _("已退回修改。"), item_id


def _publish(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    told = services.publish(request.actor, _act(request, item_id))
    return _("已发布,并答复了 %(n)s 个报的人。") % {"n": told}, item_id


def _withdraw(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    services.withdraw(request.actor, _act(request, item_id))
    return _("已撤回。报的人会看到撤回的理由。"), item_id


def _dismiss(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    services.dismiss(request.actor, _act(request, item_id))
    return _("已答复:不需核查。"), item_id


def _reopen(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    services.reopen(request.actor, _act(request, item_id))
    return _("已重新核查。"), item_id


def _merge(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    said = request.POST
    no = whole(said.get("into_no", ""))
    into = reading.read_optional_id(said.get("into", "")) or desk.id_of(request.actor, no)
    form_id = reading.read_id(said.get("submission_id", ""))
    moved = services.merge(
        request.actor, services.Merge(form_id, item_id, into, said.get("text", ""))
    )
    return _("已并入,%(n)s 份报告一起过去。") % {"n": moved}, into or item_id


def _split(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    said = request.POST
    form_id = reading.read_id(said.get("submission_id", ""))
    made = services.split(
        request.actor,
        services.Split(form_id, item_id, forms.read_ids(said, "reports"), said.get("text", "")),
    )
    return _("已分出来,成为新的一条。"), made


def _apart(request: Asked, item_id: UUID) -> tuple[str, UUID]:
    said = request.POST
    other = reading.read_optional_id(said.get("other", ""))
    if other is None:
        raise NotFound
    services.apart(request.actor, reading.read_id(said.get("submission_id", "")), item_id, other)
    return _("记下了:不是同一条,以后不再提示。"), item_id


_ACTS: dict[str, Callable[[Asked, UUID], tuple[str, UUID]]] = {
    "take": _take, "propose": _propose, "return": _return, "publish": _publish, "withdraw": _withdraw,
    "dismiss": _dismiss, "reopen": _reopen, "merge": _merge, "split": _split, "apart": _apart,
}  # fmt: skip


def _show(
    request: Asked, found: desk.Detail, act: str, refused: Invalid | Conflict | None
) -> HttpResponse:
    row = found.item
    said: Any = request.POST if act else {}
    context = {
        "as_of": clock.now(), "row": words.row(found.row), "item": row, "act": act,
        "error": str(refused or ""), "fields": getattr(refused, "fields", {}), "typed": said,
        "said": [words.said(one, row.pk) for one in found.said], "more": row.reports - len(found.said),
        "steps": [words.step(one) for one in found.steps], "answer": words.answer(found.answer),
        "proposed": words.answer(found.proposed), "writer": found.writer,
        "near": [(words.row(one), percent, uuid7()) for one, percent in found.near],
        "into_url": reverse("rumours:item", args=[row.into_id]) if row.into_id else "",
        "into": found.into, "offered": desk.acts(request.actor, row),
        "verdicts": list(VERDICT_NAMES.items()),
        "written": _languages(said if act == "propose" else {}, found, refused),
        **_looked(request, found, act, refused),
        "sources": _sources(said if act == "propose" else {}, found),
        "form_ids": {name: uuid7() for name in _ACTS}
        | ({act: said.get("submission_id")} if act else {}),
        "limits": {"title": rules.LONGEST_TITLE, "text": rules.LONGEST_ANSWER},
        "chosen": said.get("verdict") or (found.answer.verdict if found.answer else ""),
    }  # fmt: skip
    return render(request, "rumours/item.html", context, status=refused.status if refused else 200)


def _looked(
    request: Asked, found: desk.Detail, act: str, refused: Exception | None
) -> dict[str, Any]:
    """What is asked about names beside a disease, of whoever writes and of whoever publishes."""
    looked = request.POST.getlist(wording.FIELD)
    waits = found.proposed and "publish" in desk.acts(request.actor, found.item)
    asked = (
        wording.beside(queries.words_of(found.proposed), queries.units_of(found.item))
        if waits and found.proposed
        else None
    )
    return {
        "looked": wording.question(looked, refused) if act == "propose" else {},
        "to_publish": wording.question(
            looked if act == "publish" else [], refused if act == "publish" else None, asked
        ),
    }


def _languages(said: Any, found: desk.Detail, refused: Exception | None) -> list[dict[str, Any]]:
    """What is typed, else what stands."""
    old, faults = found.proposed or found.answer, getattr(refused, "fields", {}) if said else {}
    return [
        {
            "code": code, "name": LANGUAGE_NAMES[code], "required": code == rules.FIRST,
            "title": said.get(f"title_{code}", old.title.get(code, "") if old else ""),
            "text": said.get(f"text_{code}", old.text.get(code, "") if old else ""),
            "title_fault": faults.get(f"title_{code}", ""),
            "text_fault": faults.get(f"text_{code}", ""),
        }
        for code in rules.LANGUAGES
    ]  # fmt: skip


_SHOWN = 3


def _sources(said: Any, found: desk.Detail) -> list[dict[str, Any]]:
    """The rows of sources: what is typed, else what stands, and some empty ones."""
    names = ("title", "publisher", "url", "day", "seen_by", "seen_on")
    if said:
        return [
            {"n": n, **{name: said.get(f"{name}-{n}", "") for name in names}}
            for n in range(rules.MOST_SOURCES)
            if n < _SHOWN or said.get(f"title-{n}")
        ]
    old = found.proposed or found.answer
    stands = list(old.sources) if old else []
    rows = [*stands, *[{}] * max(_SHOWN - len(stands), 1)][: rules.MOST_SOURCES]
    return [{"n": n, **{name: one.get(name, "") for name in names}} for n, one in enumerate(rows)]


@page(*_DESK)
def photo_page(request: Asked, item_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a report of an item in sight; any other is not there."""
    row = queries.item(request.actor, item_id)
    if not queries.photo_is_of(row, photo_id):
        raise NotFound
    return pictures.answer(photos.picture(photo_id))
