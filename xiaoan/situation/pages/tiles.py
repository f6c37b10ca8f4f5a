"""Which tiles one's own board shows, and in which order."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.indicators import queries as indicators
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.situation import services
from xiaoan.situation.queries import board as reading
from xiaoan.situation.queries import home
from xiaoan.situation.rules import tiles as rules
from xiaoan.web.gate import Asked, page


@page(Permission.SEE_BOARD, methods="GET POST")
def tiles_page(request: Asked) -> HttpResponse:
    """A number beside each tile: its place; nothing: not shown. Posted: kept, or those of the role again."""
    actor = request.actor
    home.of(actor)
    keys, is_chosen = reading.tiles_of(actor)
    typed = {key: str(n) for n, key in enumerate(keys, 1)}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _act(request)
        except Invalid as refused:
            errors = {name: str(refused) for name in refused.fields} or {"": str(refused)}
        typed = {one.key: request.POST.get(one.key, "")[:4] for one in indicators.catalogue()}
    context = {
        "groups": _groups(typed, errors), "errors": list(dict.fromkeys(errors.values())),
        "is_chosen": is_chosen, "most": rules.MOST, "back_url": reverse("situation:home"),
    }  # fmt: skip
    return render(request, "situation/tiles.html", context, status=422 if errors else 200)


def _act(request: Asked) -> HttpResponse:
    if request.POST.get("act") == "reset":
        services.reset(request.actor)
        messages.success(request, _("已恢复默认。"))
        return HttpResponseRedirect(reverse("situation:home"))
    known = [one.key for one in indicators.catalogue()]
    sent = [(key, request.POST.get(key, "")) for key in known]
    try:
        wanted = rules.chosen(sent, known, reading.tiles_of(request.actor)[0])
    except ValueError as bad:
        name = indicators.described(str(bad)).name
        raise Invalid(
            _("“%(name)s”的位置请写 1 到 99 的整数;不显示就留空。") % {"name": name},
            {str(bad): "unreadable"},
        ) from None
    services.choose(request.actor, wanted)
    messages.success(request, _("已保存。"))
    return HttpResponseRedirect(reverse("situation:home"))


def _groups(typed: dict[str, str], errors: dict[str, str]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in indicators.catalogue():
        groups.setdefault(one.group_name, []).append(
            {
                "key": one.key, "name": one.name, "source": one.source,
                "value": typed.get(one.key, ""), "error": errors.get(one.key, ""),
            }
        )  # fmt: skip
    return [{"name": name, "rows": rows} for name, rows in groups.items()]
