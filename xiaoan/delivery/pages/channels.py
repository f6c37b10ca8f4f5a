"""Channels: how each does, how it is set, a test to oneself."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.delivery import forms, services
from xiaoan.delivery.queries.health import Health, health
from xiaoan.delivery.queries.words import CHANNEL_NAMES, REASON_NAMES, STATE_NAMES
from xiaoan.delivery.rules import BOTS, KINDS, QUIET
from xiaoan.delivery.services import deciding, receipts
from xiaoan.delivery.services.channels import keeper
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page


@page(Permission.KEEP_CHANNELS)
def home_page(request: Asked) -> HttpResponse:
    """All channels: on or off, the last hour, what waits."""
    keeper(request.actor)
    context = {"rows": [_row(one) for one in health()], "as_of": clock.now()}
    return render(request, "delivery/channels.html", context)


def _row(one: Health) -> dict[str, Any]:
    code = one.found.code
    return {
        "name": CHANNEL_NAMES[code], "url": reverse("delivery:channel", args=[code]),
        "on": one.found.on, "known": one.found.version > 0, "taken": one.taken, "failed": one.failed,
        "unknown": one.unknown, "waits": one.waits, "oldest": one.oldest,
        "faults": [
            {"words": REASON_NAMES.get(reason, reason), "state": STATE_NAMES[state], "count": count}
            for state, reason, count in one.faults[:4]
        ],
    }  # fmt: skip


@page(Permission.KEEP_CHANNELS, methods="GET POST")
def channel_page(request: Asked, code: str) -> HttpResponse:
    """One channel's settings; posted: set anew. Secrets are never shown again."""
    keeper(request.actor)
    if code not in KINDS:
        raise NotFound
    one = next(each for each in health() if each.found.code == code)
    posted = request.POST if request.method == "POST" else None
    form = forms.ChannelForm(posted, code=code, initial=_initial(one))
    status, errors = (422, []) if posted is not None else (200, [])
    if posted is not None and form.is_valid():
        try:
            services.set_channel(request.actor, _given(code, form.cleaned_data))
            messages.success(request, _("已保存。要确认渠道可用,请给自己发一条测试消息。"))
            return HttpResponseRedirect(reverse("delivery:channel", args=[code]))
        except (Conflict, Invalid) as refused:
            fields = refused.fields if isinstance(refused, Invalid) else {}
            errors, status = forms.put(form, fields, str(refused)), refused.status
    return render(
        request, "delivery/channel.html", _context(request, one, form, errors), status=status
    )


def _initial(one: Health) -> dict[str, Any]:
    found = one.found
    secret = set(found.kind.secrets)
    own = one.found.quiet != QUIET
    quiet = one.found.quiet
    nothing = clock.now().replace(hour=0, minute=0).time()
    return {
        **{name: text for name, text in found.values.items() if name not in secret},
        "base": found.version, "on": found.on, "unsure": found.unsure,
        "rate": found.rate if found.rate != found.kind.rate else None,
        "quiet_since": (quiet.since if quiet else nothing) if own else None,
        "quiet_until": (quiet.until if quiet else nothing) if own else None,
    }  # fmt: skip


def _given(code: str, said: dict[str, Any]) -> services.NewChannel:
    return services.NewChannel(
        code, said["on"], {name: said[name] for name in KINDS[code].fields}, said["base"], said["rate"],
        said["quiet_since"], said["quiet_until"], said["unsure"],
    )  # fmt: skip


def _context(
    request: Asked, one: Health, form: forms.ChannelForm, errors: list[str]
) -> dict[str, Any]:
    found = one.found
    kept = frozenset(name for name in found.kind.secrets if found.value(name))
    back = ""
    if found.code in receipts.CALLED_BACK:
        path = reverse("delivery:receipts", args=[found.code, receipts.token_of(found.code)])
        back = request.build_absolute_uri(path)
    return {
        "code": found.code, "title": CHANNEL_NAMES[found.code], "row": _row(one), "errors": errors,
        "fields": forms.shown(form, kept), "base": form["base"].value() or 0, "usual": found.kind.rate,
        "quiet": QUIET, "host": found.kind.host, "called_back": back, "is_bot": found.code in BOTS,
        "submission_id": uuid7(), "as_of": clock.now(),
    }  # fmt: skip


@page(Permission.KEEP_CHANNELS, methods="POST")
def test_page(request: Asked, code: str) -> HttpResponse:
    """A test message to oneself; what comes of it is shown as of any other."""
    keeper(request.actor)
    if code not in KINDS:
        raise NotFound
    form = forms.TestForm(request.POST)
    here = HttpResponseRedirect(reverse("delivery:channel", args=[code]))
    if not form.is_valid():
        messages.error(request, _("没有读懂这次提交。请刷新后再点一次。"))
        return here
    try:
        batch_id = deciding.send_test(request.actor, form.cleaned_data["submission_id"], code)
    except Invalid as refused:
        messages.error(request, str(refused))
        return here
    messages.success(request, _("测试消息已排队。结果几秒后就有,请刷新本页。"))
    return HttpResponseRedirect(reverse("delivery:batch", args=[batch_id]))
