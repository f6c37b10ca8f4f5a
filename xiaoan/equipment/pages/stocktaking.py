"""The yearly count on a phone: scan or type each label, or tap it on the list; close it."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.equipment import forms, queries, services
from xiaoan.equipment.pages import words
from xiaoan.kernel.errors import Conflict, Invalid
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page, with_camera


@page(Permission.USE_DEVICES, methods="GET POST")
def stocktake_page(request: Asked, school_no: int) -> HttpResponse:
    """Posted `what`: begin, see (`code`), close (`note`)."""
    place = queries.kept_unit(request.actor, school_no)
    status, errors = 200, []
    if request.method == "POST":
        try:
            messages.success(request, _done(request, school_no))
            return HttpResponseRedirect(reverse("equipment:stocktake", args=[school_no]))
        except (Conflict, Invalid) as refused:
            status, errors = refused.status, [str(refused)]
    taking = queries.taking(request.actor, school_no)
    context = {
        "unit": place, "errors": errors, "taking": taking, "act_id": uuid7(),
        "rows": [words.device(one, {}) for one in taking.missing] if taking else [],
        "seen": len(taking.devices) - len(taking.missing) if taking else 0,
        "of": len(taking.devices) if taking else 0, "past": queries.past_takings(school_no),
        "code": request.POST.get("code", "") if errors else "",
        "note": request.POST.get("note", "") if errors else "",
        "back_url": reverse("equipment:devices", args=[school_no]),
    }  # fmt: skip
    return with_camera(render(request, "equipment/stocktake.html", context, status=status))


def _done(request: Asked, school_no: int) -> str:
    actor, what = request.actor, request.POST.get("what", "")
    if what == "see":
        found = services.see(actor, school_no, request.POST.get("code", "")[:200])
        return _("%(serial)s 在(%(place)s)。") % {"serial": found.serial, "place": found.place}
    if what == "close":
        missing = services.close_stocktake(actor, school_no, request.POST.get("note", ""))
        return _("盘点结束,%(n)s 台没找到。") % {"n": missing}
    form = forms.ActForm(request.POST)
    if what != "begin" or not form.is_valid():
        raise Invalid(_("请选择要做什么。"))
    services.begin_stocktake(actor, form.cleaned_data["act_id"], school_no)
    return _("盘点开始。扫标签,或在名单上点“在”。")
