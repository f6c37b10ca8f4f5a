"""Batches: how many, over which channel, in which state; who was not reached and why; possible doubles."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.delivery import forms
from xiaoan.delivery.queries import batches
from xiaoan.delivery.queries.words import CHANNEL_NAMES, REASON_NAMES, SOURCE_NAMES, STATE_NAMES
from xiaoan.delivery.services import deciding
from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Invalid
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager

_SIZE, _MOST_DOUBTS = 50, 200


@page(Permission.SEE_DELIVERIES)
def batches_page(request: Asked) -> HttpResponse:
    """What was sent, newest first."""
    offset = _offset(request)
    rows, total = batches.recent(request.actor, offset, _SIZE)
    places = directory.places({row.unit_no for row in rows})
    context = {
        "rows": [
            {
                "url": reverse("delivery:batch", args=[row.pk]), "subject": row.subject, "at": row.at,
                "source": SOURCE_NAMES.get(row.source, row.source), "people": row.people,
                "without": row.without, "cancelled": row.cancelled_at is not None,
                "place": places[row.unit_no].name if row.unit_no in places else "",
            }
            for row in rows
        ],
        "pager": pager(request, total, offset, _SIZE), "as_of": clock.now(),
        "keeps": request.actor.may_anywhere(Permission.KEEP_GROUPS),
    }  # fmt: skip
    return render(request, "delivery/batches.html", context)


@page(Permission.SEE_DELIVERIES)
def batch_page(request: Asked, batch_id: UUID) -> HttpResponse:
    """One batch."""
    row = batches.one(request.actor, batch_id)
    offset = _offset(request)
    lines, total = batches.bad(request.actor, row, offset, _SIZE)
    doubts, waiting = batches.doubts(request.actor, row, _MOST_DOUBTS)
    context = {
        "row": row, "source": SOURCE_NAMES.get(row.source, row.source), **_table(request, row),
        "lines": _shown(lines), "pager": pager(request, total, offset, _SIZE), "total": total,
        "doubts": _shown(doubts), "waiting": waiting, "twice": batches.twice(request.actor, row),
        "as_of": clock.now(),
        "may_resend": row.cancelled_at is None and row.expires > clock.now(),
        "channels": [CHANNEL_NAMES.get(code, code) for code in row.channels],
    }  # fmt: skip
    return render(request, "delivery/batch.html", context)


def _table(request: Asked, row: Any) -> dict[str, Any]:
    """Channels against states; only states that occur. Each line adds up to the people of the batch."""
    people, counts = batches.counts(request.actor, row)
    states = [state for state in STATE_NAMES if any(of.get(state) for of in counts.values())]
    rows = [
        {
            "name": CHANNEL_NAMES.get(code, code),
            "cells": [counts.get(code, {}).get(state, 0) for state in states],
            "not_yet": people - sum(counts.get(code, {}).values()),
        }
        for code in row.channels
    ]
    return {"people": people, "states": [STATE_NAMES[state] for state in states], "rows": rows}


def _shown(lines: list[batches.Line]) -> list[dict[str, Any]]:
    places = directory.places({one.unit_no for one in lines})
    return [
        {
            "id": one.id, "name": one.name or _("(不在可见范围)"), "address": one.address,
            "place": places[one.unit_no].name if one.unit_no in places else "",
            "channel": CHANNEL_NAMES.get(one.channel, one.channel), "state": STATE_NAMES[one.state],
            "is_unknown": one.state == "unknown", "reason": REASON_NAMES.get(one.reason, one.reason),
            "detail": one.detail, "tries": one.tries, "at": one.at,
        }
        for one in lines
    ]  # fmt: skip


@page(Permission.SEE_DELIVERIES, methods="POST")
def doubts_page(request: Asked, batch_id: UUID) -> HttpResponse:
    """What a person decides about messages of which nobody knows whether they were sent."""
    row = batches.one(request.actor, batch_id)
    doubts, _total = batches.doubts(request.actor, row, _MOST_DOUBTS)
    form = forms.DoubtForm(request.POST, ids=[one.id for one in doubts])
    back = HttpResponseRedirect(reverse("delivery:batch", args=[row.pk]))
    if not form.is_valid() or not form.cleaned_data["sending"]:
        messages.error(request, _("请至少勾选一人,再选怎么办。已有人处理过的不在名单里。"))
        return back
    try:
        chosen = [UUID(text) for text in form.cleaned_data["sending"]]
        count = deciding.decide(request.actor, row.pk, chosen, form.cleaned_data["decision"])
        messages.success(request, _("已处理 %(n)s 条。") % {"n": count})
    except Invalid as refused:
        messages.error(request, str(refused))
    return back


def _offset(request: Asked) -> int:
    text = request.GET.get("offset", "0")
    return int(text) if text.isdecimal() and len(text) < 8 else 0
