"""The register of suppliers with what each kept, one supplier with papers and blocks, prices of an item over
time, lead times and packs."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import NotFound
from xiaoan.kernel.permission import Permission
from xiaoan.procurement import forms, queries, services
from xiaoan.procurement.pages import words
from xiaoan.procurement.queries import rows as register
from xiaoan.procurement.queries import suppliers
from xiaoan.procurement.queries.money import yuan
from xiaoan.procurement.queries.rows import Supplier
from xiaoan.supplies.queries import catalogue
from xiaoan.supplies.queries.words import ITEM_NAMES, item_name
from xiaoan.web.gate import Asked, page, require

_YEAR, _THREE_YEARS = 365, 3 * 366


def _keeps(actor: Actor) -> bool:
    return actor.may(Permission.BUY, directory.county().no)


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def suppliers_page(request: Asked) -> HttpResponse:
    """The register, and how each supplier kept its word in the last year; posted: a new one."""
    form, tried = forms.SupplierForm(), words.Tried()
    if request.method == "POST":
        require(request.actor, Permission.BUY, directory.county().no)
        form = forms.SupplierForm(request.POST)
        tried = words.attempt(form, lambda: services.register(request.actor, _new(form)))
    if tried.done:
        messages.success(request, _("已登记。"))
        made = form.cleaned_data["submission_id"]
        return HttpResponseRedirect(reverse("procurement:supplier", args=[made]))
    found = register.suppliers()
    ids = [one.pk for one in found]
    records = suppliers.records(ids, words.year_ago(_YEAR))
    papers = suppliers.papers(ids)
    context = {
        "as_of": clock.now(), "errors": tried.errors, "since": words.year_ago(_YEAR),
        "rows": [
            {
                "name": one.name, "url": reverse("procurement:supplier", args=[one.pk]),
                **_standing(one, papers.get(one.pk, [])), **_record(records.get(one.pk)),
            }
            for one in found
        ],
        "items": list(ITEM_NAMES.items()), "total": len(found),
        "form": words.offered(form, 0, "", _("登记供货单位"), _("登记"))
        if _keeps(request.actor) else None,
    }  # fmt: skip
    return render(request, "procurement/suppliers.html", context, status=tried.status)


def _new(form: forms.SupplierForm) -> services.NewSupplier:
    given = form.cleaned_data
    return services.NewSupplier(
        given["submission_id"], given["name"], given["code"], given["contact"]
    )


def _standing(one: Supplier, papers: list[suppliers.Licence]) -> dict[str, str]:
    if one.blocked_at is not None:
        return {"shape": "missed", "words": _("已停用")}
    if any(paper.is_expired for paper in papers):
        return {"shape": "missed", "words": _("证照过期")}
    if any(paper.is_soon for paper in papers):
        return {"shape": "late", "words": _("证照 60 天内到期")}
    return {"shape": "done", "words": _("可用")}


def _record(found: suppliers.Record | None) -> dict[str, Any]:
    one = found or suppliers.Record()

    def days(value: float | None) -> str:
        return "" if value is None else f"{value:.1f}"

    return {
        "orders": one.orders, "due": one.due, "full": one.full, "on_time": one.on_time,
        "both": one.both, "promised": days(one.promised_days), "kept": days(one.kept_days),
        "kept_of": one.kept_of, "refused_orders": one.refused_orders, "total_sum": yuan(one.total),
    }  # fmt: skip


def _renew(actor: Actor, row: Supplier, form: Any) -> None:
    given = form.cleaned_data
    services.renew(
        actor,
        services.Renewal(
            given["submission_id"], row.pk, form.seen, given["name"], given["contact"]
        ),
    )


def _paper(actor: Actor, row: Supplier, form: Any) -> None:
    given = form.cleaned_data
    services.add_paper(
        actor,
        services.NewPaper(
            given["submission_id"], row.pk, given["title"], given["number"], given["expires"]
        ),
    )


def _block(actor: Actor, row: Supplier, form: Any, *, on: bool) -> None:
    given = form.cleaned_data
    services.block(actor, given["submission_id"], row.pk, given["note"], on=on)


def _pace(actor: Actor, supplier_id: UUID | None, form: Any) -> None:
    given = form.cleaned_data
    services.set_pace(
        actor,
        services.NewPace(
            given["submission_id"], given["item"], supplier_id, given["lead_days"], given["pack"]
        ),
    )


def _renew_form(row: Supplier, data: Any) -> forms.SupplierForm:
    # Only who may change it is shown this form, and with it the contact.
    contact = suppliers.contact_of_buyer(row)
    return forms.SupplierForm(data, new=False, initial={"name": row.name, "contact": contact})


WAYS = {
    "paper": words.Way(
        lambda _row, data: forms.PaperForm(data), _paper, Permission.BUY, _l("证照已登记。")
    ),
    "pace": words.Way(
        lambda _row, data: forms.PaceForm(data),
        lambda actor, row, form: _pace(actor, row.pk, form), Permission.BUY, _l("已设定。"),
    ),
    "renew": words.Way(_renew_form, _renew, Permission.BUY, _l("已修改。")),
    "block": words.Way(
        lambda _row, data: forms.WordsForm(data, label=_("停用的理由")),
        lambda actor, row, form: _block(actor, row, form, on=True), Permission.BUY, _l("已停用。"),
    ),
    "unblock": words.Way(
        lambda _row, data: forms.WordsForm(data, label=_("恢复使用的理由")),
        lambda actor, row, form: _block(actor, row, form, on=False), Permission.BUY, _l("已恢复使用。"),
    ),
}  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def supplier_page(request: Asked, supplier_id: UUID) -> HttpResponse:
    """One supplier; posted with `?act=`: paper, pace, renew, block, unblock."""
    row = register.supplier(supplier_id)
    if request.method != "POST":
        return _show(request, row, "", None, words.Tried())
    name, form, tried = words.act(request, WAYS, row, directory.county().no)
    if tried.done:
        messages.success(request, WAYS[name].told)
        return HttpResponseRedirect(reverse("procurement:supplier", args=[row.pk]))
    row.refresh_from_db()
    return _show(request, row, name, form, tried)


def _show(request: Asked, row: Supplier, name: str, form: Any, tried: words.Tried) -> HttpResponse:
    actor = request.actor
    found = suppliers.papers([row.pk]).get(row.pk, [])
    record = suppliers.records([row.pk], words.year_ago(_THREE_YEARS)).get(row.pk)
    titles = {
        "paper": (_("登记证照"), _("登记证照")), "pace": (_("供货天数和包装"), _("设定")),
        "renew": (_("修改名称和联系人"), _("修改")), "block": (_("停用"), _("停用")),
        "unblock": (_("恢复使用"), _("恢复使用")),
    }  # fmt: skip
    hidden = "block" if row.blocked_at else "unblock"
    context = {
        "row": row, "as_of": clock.now(), "errors": tried.errors, **_standing(row, found),
        "contact": suppliers.contact_of(actor, row), "papers": found, "record": _record(record),
        "since": words.year_ago(_THREE_YEARS), "paces": _paces(row.pk),
        "timeline": words.timeline(actor, queries.steps(actor, row.pk)) if _keeps(actor) else [],
        "acts": [
            words.offered(
                form if form is not None and one == name else WAYS[one].make(row, None),
                row.edits, one, title, button, danger=one == "block",
            )
            for one, (title, button) in titles.items() if one != hidden
        ] if _keeps(actor) else [],
    }  # fmt: skip
    return render(request, "procurement/supplier.html", context, status=tried.status)


def _paces(supplier_id: UUID | None) -> list[dict[str, Any]]:
    """Lead time and pack of each item; of a supplier only what was set for it."""
    found = suppliers.paces_of(supplier_id) if supplier_id else suppliers.paces(catalogue.codes())
    return [
        {
            "name": item_name(item), "days": one.lead_days, "is_ours": one.is_ours,
            "pack": words.pack_word(item, one.pack), "size": words.size_of(item, one.pack),
        }
        for item, one in sorted(found.items())
    ]  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def paces_page(request: Asked) -> HttpResponse:
    """Lead times and packs by which proposals are made; posted: one anew."""
    actor, form, tried = request.actor, forms.PaceForm(), words.Tried()
    if request.method == "POST":
        require(actor, Permission.BUY, directory.county().no)
        form = forms.PaceForm(request.POST)
        tried = words.attempt(form, lambda: _pace(actor, None, form))
    if tried.done:
        messages.success(request, _("已设定。"))
        return HttpResponseRedirect(reverse("procurement:paces"))
    context = {
        "as_of": clock.now(), "errors": tried.errors, "rows": _paces(None),
        "form": words.offered(form, 0, "", _("设定一种物资"), _("设定")) if _keeps(actor) else None,
    }  # fmt: skip
    return render(request, "procurement/paces.html", context, status=tried.status)


@page(Permission.SEE_SUPPLIES)
def prices_page(request: Asked, item: str) -> HttpResponse:
    """What was asked for an item over three years, by supplier; how each kept its word in the last."""
    known = catalogue.item(item)
    if known is None:
        raise NotFound
    found = suppliers.prices(item, words.year_ago(_THREE_YEARS))
    ids = {one.supplier_id for one in found}
    records = suppliers.records(ids, words.year_ago(_YEAR))
    names = {one.supplier_id: one.supplier for one in found}
    context = {
        "item": item, "name": item_name(item), "as_of": clock.now(),
        "items": list(ITEM_NAMES.items()), "trend": _trend(item, found), "n": len(found),
        "rows": [
            {
                "day": one.day, "supplier": one.supplier, "price": yuan(one.price),
                "pack": words.pack_word(item, one.pack),
                "each": _each(one), "url": reverse("procurement:supplier", args=[one.supplier_id]),
            }
            for one in reversed(found)
        ],
        "records": [
            {"name": names[pk], "url": reverse("procurement:supplier", args=[pk]), **_record(one)}
            for pk, one in sorted(records.items(), key=lambda pair: names[pair[0]])
        ],
    }  # fmt: skip
    return render(request, "procurement/prices.html", context)


def _each(one: suppliers.Price) -> str:
    """Yuan of one base unit, so that packs can be compared; to a hundredth of a fen, rounded."""
    hundredths = (one.price * 200 + one.size) // (2 * one.size)
    return f"{hundredths // 10_000:,}.{hundredths % 10_000:04d}"


def _trend(item: str, found: list[suppliers.Price]) -> dict[str, Any] | None:
    """The price of a base unit over days, a line for each supplier; nothing where there is one price."""
    days = sorted({one.day for one in found})
    if len(days) < 2:
        return None
    by: dict[str, dict[Any, suppliers.Price]] = {}
    for one in found:
        by.setdefault(one.supplier, {})[one.day] = one
    first, last = found[0], found[-1]
    return {
        "title": _("%(item)s:%(from)s 元 → %(to)s 元(每最小单位)")
        % {"item": item_name(item), "from": _each(first), "to": _each(last)},
        "unit": "", "days": [day.isoformat() for day in days],
        "series": [
            {
                "name": name,
                "values": [float(_each(said[day]).replace(",", "")) if day in said else None for day in days],
                "texts": [_each(said[day]) if day in said else "–" for day in days],
            }
            for name, said in sorted(by.items())
        ],
    }  # fmt: skip
