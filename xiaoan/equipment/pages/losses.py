"""What rounds of kits did not find, for a second person to confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.equipment import forms, queries, services
from xiaoan.equipment.queries import kits
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.supplies.queries.words import amount, item_name
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_SUPPLIES, methods="GET POST")
def losses_page(request: Asked) -> HttpResponse:
    """Losses of the actor's own school; posted: one of them is confirmed."""
    if request.method == "POST":
        act, step = (forms.as_id(request.POST.get(name, "")) for name in ("act_id", "step_id"))
        if act is None or step is None:
            raise NotFound
        try:
            services.confirm_loss(request.actor, act, step)
            messages.success(request, _("已确认。"))
        except (Conflict, Forbidden) as refused:
            return _show(request, [str(refused)], refused.status)
        return HttpResponseRedirect(reverse("equipment:losses"))
    return _show(request, [], 200)


def _show(request: Asked, errors: list[str], status: int) -> HttpResponse:
    actor = request.actor
    found = kits.losses(actor)
    names = queries.names(actor, [one.by_id for one in found])
    rows: list[dict[str, Any]] = [
        {
            "step_id": one.step_id, "act_id": uuid7(), "kit": one.kit, "at": one.at, "note": one.note,
            "url": reverse("equipment:kit", args=[one.kit_id]),
            "by": names.get(one.by_id, "") if one.by_id else _("系统"),
            "is_own": one.by_id == actor.user_id,
            "lost": "、".join(f"{item_name(item)} {amount(item, n)}" for item, n in one.lost.items()),
        }
        for one in found
    ]  # fmt: skip
    context = {
        "rows": rows, "errors": errors, "as_of": clock.now(),
        "back_url": reverse("equipment:home"),
    }  # fmt: skip
    return render(request, "equipment/losses.html", context, status=status)
