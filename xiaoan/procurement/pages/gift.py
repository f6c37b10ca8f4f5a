"""One gift: what was offered and came, what became of it, who did what when; posted with `?act=`: answer,
receive, thank, ask, publish, take_down; `?file=docx`: the letter of thanks."""

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
from xiaoan.procurement.pages import papers, words
from xiaoan.procurement.queries import lists
from xiaoan.procurement.queries import rows as register
from xiaoan.procurement.queries.donations import contact_of, public_name
from xiaoan.procurement.queries.rows import Donation, DonationLine
from xiaoan.procurement.queries.words import (
    DONATION_NAMES,
    DONOR_NAMES,
    PUBLIC_NAMES,
    WISH_NAMES,
    number_of,
)
from xiaoan.supplies.queries import uses
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, page


def _lines(row: Donation) -> list[DonationLine]:
    return lists.donation_lines([row.pk]).get(row.pk, [])


def _act(row: Donation, form: Any) -> services.Act:
    given = form.cleaned_data
    return services.Act(given["submission_id"], row.pk, form.seen, given.get("note", ""))


def _answer(actor: Actor, row: Donation, form: Any) -> None:
    given = form.cleaned_data
    said = services.Answer(
        given["submission_id"], row.pk, form.seen, given["yes"] == "1", given["note"]
    )
    services.answer(actor, said)


def _receive_form(row: Donation, data: Any) -> forms.GiftForm:
    rows = [(one.item, *words.packs_of(one.item, one.offered, one.pack)) for one in _lines(row)]
    return forms.GiftForm(data, rows=rows, initial={"day": clock.today()})


def _receive(actor: Actor, row: Donation, form: Any) -> None:
    given = form.cleaned_data
    got = [
        services.Got(
            one.pk, given[f"received-{at}"], given[f"batch-{at}"], given[f"maker-{at}"],
            given[f"expires-{at}"], given[f"pack-{at}"],
        )
        for at, one in enumerate(_lines(row))
    ]  # fmt: skip
    services.receive_gift(
        actor,
        services.TakeIn(
            given["submission_id"], row.pk, form.seen, given["day"], got, given["difference"]
        ),
    )


WAYS = {
    "answer": words.Way(
        lambda _row, data: forms.AnswerForm(data, yes=_("接受"), no=_("谢绝")),
        _answer, Permission.APPROVE_REQUISITION, _l("答复已记下。"),
    ),
    "receive": words.Way(_receive_form, _receive, Permission.KEEP_SUPPLIES, _l("已收货入账。")),
    "thank": words.Way(
        lambda _row, data: forms.WordsForm(data),
        lambda actor, row, form: services.thank(actor, _act(row, form)),
        Permission.KEEP_SUPPLIES, _l("致谢已记下。"),
    ),
    "ask": words.Way(
        lambda row, data: forms.WordsForm(
            data, label=_("用在哪里(公示用)"), initial={"note": row.used_for or row.purpose}
        ),
        lambda actor, row, form: services.ask_publishing(actor, _act(row, form)),
        Permission.KEEP_SUPPLIES, _l("已申请公示,等另一个人发布。"),
    ),
    "publish": words.Way(
        lambda _row, data: forms.WordsForm(data),
        lambda actor, row, form: services.publish(actor, _act(row, form)),
        Permission.APPROVE_REQUISITION, _l("已公示。"),
    ),
    "take_down": words.Way(
        lambda _row, data: forms.WordsForm(data, label=_("不公示的理由")),
        lambda actor, row, form: services.take_down(actor, _act(row, form)),
        Permission.APPROVE_REQUISITION, _l("已不再公示。"),
    ),
}  # fmt: skip


@page(Permission.SEE_SUPPLIES, methods="GET POST")
def gift_page(request: Asked, donation_id: UUID) -> HttpResponse:
    row = register.donation(request.actor, donation_id)
    if request.method != "POST":
        if request.GET.get("file") == "docx":
            if row.state != "received":
                raise NotFound
            return papers.thanks(request, row, _lines(row))
        return _show(request, row, "", None, words.Tried())
    name, form, tried = words.act(request, WAYS, row, row.unit_no)
    if tried.done:
        messages.success(request, WAYS[name].told)
        return HttpResponseRedirect(reverse("procurement:gift", args=[row.pk]))
    row.refresh_from_db()
    return _show(request, row, name, form, tried)


def _show(request: Asked, row: Donation, name: str, form: Any, tried: words.Tried) -> HttpResponse:
    actor = request.actor
    context = {
        "unit": directory.place(row.unit_no), "as_of": clock.now(), "number": number_of(row),
        "crumbs": words.crumbs(request, row.unit_no, "procurement:gifts"), "row": row,
        **words.state(row.state, DONATION_NAMES), "errors": tried.errors,
        "donor_kind": DONOR_NAMES[row.donor_kind], "wish": WISH_NAMES[row.wish],
        "public_name": public_name(row), "public": PUBLIC_NAMES[row.public],
        "contact": contact_of(actor, row), "lines": [_line(one) for one in _lines(row)],
        "uses": [_use(one) for one in uses.of_source(row.pk)],
        "timeline": words.timeline(actor, queries.steps(actor, row.pk)),
        "acts": _offered(actor, row, name, form),
        "letter_url": "?file=docx" if row.state == "received" else "",
    }  # fmt: skip
    return render(request, "procurement/gift.html", context, status=tried.status)


def _line(one: DonationLine) -> dict[str, Any]:
    return {
        "name": item_name(one.item), "offered": words.packed(one.item, one.offered, one.pack),
        "received": "" if one.received is None else amount(one.item, one.received),
        "batch": one.batch, "expires": one.expires,
    }  # fmt: skip


def _use(one: uses.LotUse) -> dict[str, Any]:
    """What became of a lot; where others put in pieces of it too, that is said."""
    return {
        "name": item_name(one.item), "batch": one.batch or _("无批号"),
        "came": amount(one.item, one.came), "used": amount(one.item, one.used),
        "sent_on": amount(one.item, one.sent_on) if one.sent_on else "",
        "disposed": amount(one.item, one.disposed) if one.disposed else "",
        "all_came": amount(one.item, one.all_came) if one.all_came > one.came else "",
    }  # fmt: skip


def _offered(actor: Actor, row: Donation, name: str, form: Any) -> list[dict[str, Any]]:
    """The acts that are open to whoever looks; the one that failed keeps what was typed."""
    received = row.state == "received"
    is_open = {
        "answer": row.state == "offered" and actor.user_id != row.made_by_id,
        "receive": row.state == "accepted", "thank": received and row.thanked_at is None,
        "ask": received and row.public != "published",
        "publish": row.public == "asked" and actor.user_id != row.asked_by_id,
        "take_down": bool(row.public),
    }  # fmt: skip
    titles = {
        "answer": (_("答复"), _("记下答复")), "receive": (_("收货"), _("收货入账")),
        "thank": (_("致谢"), _("已送感谢信")), "publish": (_("公示"), _("发布公示")),
        "ask": (_("申请公示"), _("申请公示")), "take_down": (_("不公示"), _("不公示")),
    }  # fmt: skip
    return [
        words.offered(
            form if form is not None and one == name else WAYS[one].make(row, None),
            row.edits, one, title, button, danger=one == "take_down",
        )
        for one, (title, button) in titles.items()
        if is_open[one] and actor.may(WAYS[one].needs, row.unit_no)
    ]  # fmt: skip
