"""An unknown bar code is explained once, on the spot."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies import forms, queries, rules, services
from xiaoan.supplies.queries.words import item_name, pack_choices
from xiaoan.web.gate import Asked, page, require


def fields(scanned: str, chosen: str) -> dict[str, Any] | None:
    """Items and packs to choose from, for a code that can be read; None for one that cannot."""
    try:
        rules.read_scan(scanned)
    except rules.Fault:
        return None
    goods = [
        (f"{item}:{pack}", f"{item_name(item)} · {words}")
        for item in rules.ITEMS
        for pack, words in pack_choices(item)
    ]
    return {"act_id": uuid7(), "goods": goods, "chosen": chosen}


@page(Permission.KEEP_SUPPLIES, methods="POST")
def learn_page(request: Asked, store_no: int) -> HttpResponse:
    """`code` stands for `goods` (item:pack) from now on; back to the store, where it is known now."""
    queries.store(request.actor, store_no)
    require(request.actor, Permission.KEEP_SUPPLIES, store_no)
    form = forms.ActForm(request.POST)
    item, _colon, pack = request.POST.get("goods", "").partition(":")
    code = request.POST.get("code", "")[:200]
    try:
        if not form.is_valid():
            raise Invalid(_("请从列表中选物资。"))
        services.learn(request.actor, form.cleaned_data["act_id"], store_no, code, item, pack)
        messages.success(request, _("已记住这个条码:%(item)s。") % {"item": item_name(item)})
    except (Conflict, Invalid) as refused:
        messages.error(request, str(refused))
    address = reverse("supplies:store", args=[store_no])
    kept = urlencode({"code": code, "goods": request.POST.get("goods", "")})
    return HttpResponseRedirect(f"{address}?{kept}")
