"""Requests for data: the register, one more with what is already held, one with its rounds, ended."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts import queries as accounts
from xiaoan.directory import queries as directory
from xiaoan.indicators import queries as indicators
from xiaoan.indicators.queries import Figure
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.returns import rules, services
from xiaoan.returns.forms import RequestForm, WhyForm
from xiaoan.returns.pages import frame
from xiaoan.returns.queries import filling, names, requests, words
from xiaoan.returns.rules import Asked as Meaning
from xiaoan.web import fields, sheets
from xiaoan.web.gate import Asked, page, require
from xiaoan.workbooks.blanks import Share

_ROWS, _MORE = 6, 6


@page(Permission.SEE_RETURNS)
def list_page(request: Asked) -> HttpResponse:
    """Every request with its state: asked, refused with the reason, ended."""
    actor = request.actor
    rows = [row(one) for one in requests.register(actor)]
    context = {
        "tabs": frame.tabs(actor, "requests"), "rows": rows, "as_of": clock.now(),
        "new_url": reverse("returns:new_request") if frame.keeps_register(actor) else "",
    }  # fmt: skip
    return render(request, "returns/requests.html", context)


def row(one: requests.RequestRow) -> dict[str, Any]:
    return {
        "one": one, "shape": words.REQUEST_SHAPES[one.state], "state": words.REQUEST_NAMES[one.state],
        "every": words.EVERY_NAMES[one.every], "url": reverse("returns:request", args=[one.id]),
        "why": words.refused(one.rule, one.about), "source": words.rule_source(one.rule),
        "stage": directory.STAGE_NAMES.get(one.stage, _("全部学校")),
    }  # fmt: skip


@page(Permission.KEEP_RETURNS, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """Who asks for what; posted with `act=look`: which fields are held already, with `act=save`:
    registered."""
    require(request.actor, Permission.KEEP_RETURNS, directory.county().no)
    posted = request.method == "POST"
    usual = {
        "submission_id": uuid7(), "every": "once", "first": clock.today(), "until": clock.today(),
        "due_days": "1",
    }  # fmt: skip
    form = RequestForm(request.POST if posted else None, initial=usual)
    errors: list[str] = []
    faults: dict[str, str] = {}
    status = 200
    if posted and request.POST.get("act") == "save":
        status = 422
        if form.is_valid():
            try:
                return _save(request, form)
            except Invalid as refused:
                status = refused.status
                faults = {name: str(refused) for name in refused.fields if "-" in name}
                errors = [] if faults else fields.put(form, refused.fields, str(refused))
            except Conflict as refused:
                status, errors = refused.status, [str(refused)]
    context = {
        "tabs": frame.tabs(request.actor, "requests"), "errors": errors,
        "fields": list(fields.shown(form, is_plain=True)),
        "rows": _rows(request.POST, faults), "submission_id": form["submission_id"].value(),
        "groups": names.choices()[1:], "kinds": words.KIND_NAMES.items(),
        "back_url": reverse("returns:requests"),
    }  # fmt: skip
    return render(request, "returns/new_request.html", context, status=status)


def _save(request: Asked, form: RequestForm) -> HttpResponse:
    given = form.cleaned_data
    wanted = tuple(
        _field(request.POST, no)
        for no in range(1, _count(request.POST) + 1)
        if _name(request.POST, no)
    )
    new = services.NewRequest(
        given["submission_id"], given["office"], given["person"], given["ground"], given["purpose"],
        given["every"], given["first"], given["until"], whole(given["due_days"], -1), given["stage"], wanted,
    )  # fmt: skip
    if services.register(request.actor, new) == "refused":
        messages.warning(request, _("按规定不受理,原因和出处在下面。"))
    else:
        messages.success(request, _("已登记。已有的由系统填,没有的只问学校一次。"))
    return HttpResponseRedirect(reverse("returns:request", args=[new.id]))


def _count(said: QueryDict) -> int:
    shown = min(whole(said.get("rows", ""), _ROWS), rules.MOST_FIELDS)
    return min(rules.MOST_FIELDS, shown + (_MORE if said.get("act") == "more" else 0))


def _name(said: QueryDict, no: int) -> str:
    return said.get(f"name-{no}", "").strip()


def _field(said: QueryDict, no: int) -> services.NewField:
    choices = said.get(f"choices-{no}", "").replace("\uff0c", "、").replace(",", "、").split("、")
    return services.NewField(
        _name(said, no), said.get(f"held-{no}", ""), said.get(f"kind-{no}", "number"),
        said.get(f"unit-{no}", ""), said.get(f"low-{no}", ""), said.get(f"high-{no}", ""),
        tuple(one.strip() for one in choices if one.strip()),
    )  # fmt: skip


def _rows(said: QueryDict, faults: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of fields as they were typed; of each that has a name, which figures it may be asking for."""
    found = []
    for no in range(1, _count(said) + 1):
        name, held = _name(said, no), said.get(f"held-{no}", "")
        near = names.candidates(name) if name else []
        is_new = bool(name and not held and said.get("act") in ("look", "more"))
        if is_new:
            held = f"{near[0].key}|{near[0].part}" if near else "ask"
        found.append(
            {
                "no": no, "name": name, "held": held, "near": [_choice(one) for one in near],
                "proposed": is_new and bool(near), "kind": said.get(f"kind-{no}", "number"),
                "unit": said.get(f"unit-{no}", ""), "low": said.get(f"low-{no}", ""),
                "high": said.get(f"high-{no}", ""), "choices": said.get(f"choices-{no}", ""),
                "fault": next((text for key, text in faults.items() if key.endswith(f"-{no}")), ""),
            }
        )  # fmt: skip
    return found


def _choice(one: Meaning) -> tuple[str, str]:
    return f"{one.key}|{one.part}", names.words_of(one)


@page(Permission.SEE_RETURNS, methods="GET POST")
def request_page(request: Asked, request_id: UUID) -> HttpResponse:
    """One request: what is held with its figures, what schools are asked, its rounds; posted: ended."""
    actor, posted = request.actor, request.method == "POST"
    one = requests.request(actor, request_id)
    form = WhyForm(request.POST if posted else None, initial={"submission_id": uuid7()})
    errors: list[str] = []
    status = 422 if posted else 200
    if posted and not actor.may(Permission.KEEP_RETURNS, one.unit_no):
        raise Forbidden
    if posted and form.is_valid():
        try:
            services.end(
                actor, form.cleaned_data["submission_id"], request_id, form.cleaned_data["why"]
            )
            messages.success(request, _("已结束,学校不用再填。"))
            return HttpResponseRedirect(request.path)
        except Invalid as refused:
            status, errors = refused.status, fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    by = accounts.names(actor, {one.by_id}).get(one.by_id, "")
    sees = actor.may(Permission.SEE_BOARD, one.unit_no)
    context = {
        "tabs": frame.tabs(actor, "requests"), **row(one), "by": by, "errors": errors,
        "held": _held(actor, one) if sees else [], "as_of": clock.now(),
        "asked": [{"q": q, "kind": words.KIND_NAMES[q.kind]} for q in one.asked],
        "rounds": [
            {"row": found, "url": reverse("returns:round", args=[one.id, found.id])}
            for found in requests.rounds(actor, request_id)
        ],
        "may_end": one.state == "open" and actor.may(Permission.KEEP_RETURNS, one.unit_no),
        "fields": list(fields.shown(form, is_plain=True)), "submission_id": form["submission_id"].value(),
    }  # fmt: skip
    return render(request, "returns/request.html", context, status=status)


def _held(actor: Actor, one: requests.RequestRow) -> list[dict[str, Any]]:
    """The held fields with their figures of the county today."""
    keys = {field.held_key for field in one.held}
    figures = indicators.of_unit(actor, one.unit_no, clock.today(), keys)
    return [
        {
            "name": field.name, "words": names.words_of(Meaning("figure", field.held_key, field.held_part)),
            "shown": shown(figures[field.held_key], field.held_part), "figure": figures[field.held_key],
            "url": indicators.link(actor, field.held_key, one.unit_no, clock.today()),
        }
        for field in one.held
    ]  # fmt: skip


def shown(figure: Figure, part: str) -> str:
    value = filling.value_of(figure, part, _("未报"))
    return value.text if isinstance(value, Share) else str(value)


@page(Permission.SEE_RETURNS)
def round_page(request: Asked, request_id: UUID, round_id: UUID) -> HttpResponse:
    """What each school has answered, and what is held of each; `?file=xlsx`: the sheet."""
    actor = request.actor
    one = requests.request(actor, request_id)
    found = next((r for r in requests.rounds(actor, request_id) if r.id == round_id), None)
    if found is None:
        raise NotFound
    table = _table(actor, one, found)
    if request.GET.get("file") == "xlsx":
        services.take_answers(actor, request_id, round_id)
        name = f"{one.office} {found.day.isoformat()}"
        content = sheets.workbook(
            [sheets.Table(_("数据需求"), name, [one.purpose], table["head"], table["rows"])],
            frame.mark(actor),
        )
        return sheets.xlsx_response(content, f"{name}.xlsx")
    context = {
        "tabs": frame.tabs(actor, "requests"), **row(one), "round": found, **table, "as_of": clock.now(),
        "file_url": "?file=xlsx" if actor.may_anywhere(Permission.EXPORT) else "",
    }  # fmt: skip
    return render(request, "returns/round.html", context)


def _table(actor: Actor, one: requests.RequestRow, found: requests.RoundRow) -> dict[str, Any]:
    keys = {field.held_key for field in one.held}
    answers = {place.no: ask for place, ask in requests.asks(actor, found.id)}
    source = filling.Source(actor, found.day, keys)
    places = [
        place for unit in indicators.units_seen(actor) for place in source.below(unit, "school")
        if not one.stage or place.stage == one.stage
    ]  # fmt: skip
    rows = [
        [place.name, *(_cell(field, source.of(place.no), answers.get(place.no)) for field in one.fields)]
        for place in dict.fromkeys(places)
    ]  # fmt: skip
    return {"head": [_("学校"), *(field.name for field in one.fields)], "rows": rows}


def _cell(
    field: requests.FieldRow, figures: Mapping[str, Figure], ask: requests.AskRow | None
) -> str:
    if field.is_held:
        return shown(figures[field.held_key], field.held_part)
    if ask is None or ask.answered_at is None:
        return _("未报")
    return ask.answers.get(field.no, _("未报"))
