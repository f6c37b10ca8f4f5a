"""Kits of a school: the list, one with its lots, and each act as one form on the phone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.equipment import forms, queries, rules, services
from xiaoan.equipment.pages import words
from xiaoan.equipment.queries import kits
from xiaoan.equipment.queries.words import KIT_ACT_NAMES, KIT_NAMES, source_words
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import queries as supplies
from xiaoan.supplies.queries import beside
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, kept, page, require
from xiaoan.web.pressed import pressed_at

_ACTS = ("check", "fill", "use", "drop", "close")


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def kits_page(request: Asked, school_no: int) -> HttpResponse:
    """The kits of a school; posted: a new one."""
    actor = request.actor
    place = queries.unit(actor, school_no, Permission.SEE_SUPPLIES)
    keeps = actor.may(Permission.KEEP_SUPPLIES, school_no)
    posted = request.POST if request.method == "POST" else None
    if posted is not None:
        require(actor, Permission.KEEP_SUPPLIES, school_no)
    form = forms.KitForm(posted, places=words.places_of(school_no)[1:])
    status, errors = 200, []
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                given = form.cleaned_data
                services.open_kit(
                    actor,
                    services.NewKit(
                        given["act_id"],
                        school_no,
                        given["template"],
                        given["name"],
                        int(given["place_no"]),
                    ),
                )
                return HttpResponseRedirect(reverse("equipment:kit", args=[given["act_id"]]))
            except (Conflict, Invalid) as refused:
                fields = refused.fields if isinstance(refused, Invalid) else {}
                errors, status = forms.put(form, fields, str(refused)), refused.status
    context = {
        "unit": place, "errors": errors, "keeps": keeps, "fields": list(forms.shown(form)),
        "act_id": form["act_id"].value() or uuid7(), "as_of": clock.now(),
        "kits": [words.kit(one) for one in kits.kits_of(school_no)],
        "back_url": reverse("equipment:unit", args=[school_no]),
    }  # fmt: skip
    answer = render(request, "equipment/kits.html", context, status=status)
    return kept(request, answer, today=True) if posted is None else answer


@page(Permission.SEE_SUPPLIES)
def kit_page(request: Asked, kit_id: UUID) -> HttpResponse:
    """One kit: what it lacks, until when it lasts, what was done with it."""
    actor = request.actor
    one = kits.kit(actor, kit_id)
    steps = kits.steps(kit_id)
    names = queries.names(actor, [step.by_id for step in steps])
    keeps = actor.may(Permission.KEEP_SUPPLIES, one.school_no) and one.closed_at is None
    context = {
        "kit": words.kit(one), "rows": words.kit_rows(one), "school": directory.place(one.school_no),
        "source": source_words(rules.KIT_KINDS[one.template].source), "kind_name": KIT_NAMES[one.template],
        "closed_at": one.closed_at, "as_of": clock.now(),
        "acts": [(reverse("equipment:kit_act", args=[kit_id, act]), KIT_ACT_NAMES[act]) for act in _ACTS]
        if keeps else [],
        "steps": [
            {
                "at": step.at, "said_at": step.said_at if rules.is_apart(step.said_at, step.at) else None,
                "what": KIT_ACT_NAMES[step.what], "by": words.who(step.by_id, names),
                "note": step.note, "short": step.short, "told": _told(step.figures),
                "lost": _told(step.lost),
            }
            for step in steps
        ],
        "back_url": reverse("equipment:kits", args=[one.school_no]),
    }  # fmt: skip
    return render(request, "equipment/kit.html", context)


def _told(figures: dict[str, int]) -> str:
    return "、".join(
        f"{item_name(item)} {amount(item, n)}"
        for item, n in figures.items()
        if item in rules_items()
    )


def rules_items() -> set[str]:
    return {item for kind in rules.KIT_KINDS.values() for item in kind.items}


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def act_page(request: Asked, kit_id: UUID, act: str) -> HttpResponse:
    """The form of an act about a kit; posted: the act, or what is wrong beside its field."""
    one = kits.kit(request.actor, kit_id)
    require(request.actor, Permission.KEEP_SUPPLIES, one.school_no)
    if act not in _ACTS:
        raise NotFound
    if request.method != "POST":
        return _show(request, one, act, _form(one, act, None), [], 200)
    form = _form(one, act, request.POST)
    status, errors = 422, []
    if form.is_valid():
        try:
            given = services.KitAct(
                form.cleaned_data["act_id"], kit_id, act, form.figures(), form.cleaned_data["note"],
                pressed_at(request.POST.get("pressed", ""), request.headers.get("X-Outbox-Now", "")),
            )  # fmt: skip
            short = services.act_on_kit(request.actor, given)
            messages.success(request, _said(act, short, kit_id, request))
            return HttpResponseRedirect(reverse("equipment:kit", args=[kit_id]))
        except Invalid as refused:
            errors = forms.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    return _show(request, one, act, form, errors, status)


def _said(act: str, short: int, kit_id: UUID, request: Asked) -> str:
    if act == "close":
        return _("套装已撤销。")
    if short:
        one = kits.kit(request.actor, kit_id)
        stock = _stock(one)
        if not any(stock.get(item) for item in one.missing):
            return _("已记下。还缺 %(n)s 种,库房也没有,请请领。") % {"n": short}
        return _("已记下。还缺 %(n)s 种,请从库房补齐。") % {"n": short}
    return _("已记下。套装齐全。")


def _form(one: kits.Filled, act: str, data: QueryDict | None) -> forms.FiguresForm:
    rows = words.kit_rows(one)
    if act == "fill":
        stock = _stock(one)
        # What the store has none of is no field: it is said beside the form. What was typed is never lost.
        typed = {
            name[2:] for name, value in (data or {}).items() if name.startswith("n-") and value
        }
        labels: dict[str, Any] = {
            row["item"]: _("%(item)s:补多少(应有 %(wanted)s,缺 %(short)s,库房可用 %(stock)s)")
            % {"item": row["name"], "wanted": row["wanted"], "short": row["short"] or "0",
               "stock": amount(row["item"], stock.get(row["item"], 0))}
            for row in rows if stock.get(row["item"]) or row["item"] in typed
        }  # fmt: skip
        initial = {
            f"n-{row['item']}": min(row["lack"], stock.get(row["item"], 0)) or "" for row in rows
        }
    else:
        labels = {
            row["item"]: _("%(item)s(应有 %(wanted)s,账上 %(book)s)")
            % {"item": row["name"], "wanted": row["wanted"], "book": amount(row["item"], row["book"])}
            for row in rows
        }  # fmt: skip
        initial = {f"n-{row['item']}": row["book"] for row in rows} if act == "check" else {}
    if act == "close":
        labels = _back(rows)
        initial = {f"n-{item}": one.usable.get(item, 0) for item in labels}
    if act == "use":
        labels = {
            row["item"]: _("%(item)s(能用 %(held)s)") % {"item": row["name"], "held": row["held"]}
            for row in rows
        }
    return forms.FiguresForm(
        data, items=labels, needs_note=act in ("use", "drop", "close"),
        initial=initial,
    )  # fmt: skip


def _back(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of a kit that closes: what may still be used goes back unless somebody says otherwise; the rest is
    disposed of."""
    return {
        row["item"]: _("%(item)s:退回库房多少(套装里 %(book)s)")
        % {"item": row["name"], "book": amount(row["item"], row["book"])}
        for row in rows if row["book"]
    }  # fmt: skip


def _stock(one: kits.Filled) -> dict[str, int]:
    """Item → what the school's store may give out now."""
    held = supplies.held(one.school_no, [row["item"] for row in words.kit_rows(one)])
    return {item: each.usable for item, each in supplies.by_item(held, clock.today()).items()}


def _absent(one: kits.Filled, act: str) -> list[str]:
    """What the kit lacks and the store has none of."""
    if act != "fill":
        return []
    stock = _stock(one)
    return [
        _("%(item)s(缺 %(n)s)") % {"item": row["name"], "n": row["short"]}
        for row in words.kit_rows(one)
        if row["lack"] and not stock.get(row["item"])
    ]


def _show(
    request: Asked, one: kits.Filled, act: str, form: forms.FiguresForm, errors: list[str], status: int
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "title": KIT_ACT_NAMES[act], "kit": words.kit(one), "act": act, "errors": errors,
        "fields": list(forms.shown(form)), "act_id": form["act_id"].value() or uuid7(),
        "school": directory.place(one.school_no),
        "absent": _absent(one, act), "refills": act != "fill" or any(
            name.startswith("n-") and form[name].value() for name in form.fields
        ),
        "ask": beside.links(request.actor, one.school_no) if act == "fill" else [],
        "back_url": reverse("equipment:kit", args=[one.id]),
    }  # fmt: skip
    answer = render(request, "equipment/kit_act.html", context, status=status)
    if request.method != "POST" and act == "check":
        # At the box there may be no network: this opens where the kit is asked for.
        return kept(request, answer, today=True, stands_for=context["back_url"])
    return answer
