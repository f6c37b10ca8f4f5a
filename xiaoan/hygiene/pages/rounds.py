"""Today's round on the phone: places in walking order, one tap for each, several ticked and sent together."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.hygiene import services
from xiaoan.hygiene.forms.records import TogetherForm, sheet
from xiaoan.hygiene.pages import round_words as words
from xiaoan.hygiene.queries import days, incidents
from xiaoan.hygiene.queries.days import Round
from xiaoan.hygiene.queries.words import INCIDENT_NAMES, SLOT_NAMES
from xiaoan.hygiene.services import signing
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web.gate import Asked, kept, page
from xiaoan.web.picking import picked
from xiaoan.web.pressed import pressed_at


@page(Permission.DISINFECT, methods="GET POST")
def today_page(request: Asked) -> HttpResponse:
    """All that names the actor today."""
    own, others = days.rounds_of(request.actor, clock.today())
    return _page(request, own, reverse("hygiene:today"), others)


@page(Permission.DISINFECT, Permission.SEE_HYGIENE, methods="GET POST")
def round_page(request: Asked, round_id: UUID) -> HttpResponse:
    """One round, whoever's it is."""
    one = days.round_of(request.actor, round_id)
    if request.method == "POST" and not request.actor.may(Permission.DISINFECT, one.unit_no):
        raise Forbidden
    return _page(request, [one], reverse("hygiene:round", args=[round_id]))


def _page(
    request: Asked, rounds: list[Round], here: str, others: Sequence[Round] = ()
) -> HttpResponse:
    beside = {"others": [_other(one) for one in others]}
    if request.method != "POST":
        return _show(request, rounds, beside, 200)
    act = request.GET.get("act", "")
    if act not in ("one", "many"):
        raise NotFound
    try:
        done = one_done(request) if act == "one" else _many_done(request)
    except services.Doubtful as asked:
        return _show(request, rounds, beside | _asked(request, asked, act), asked.status)
    except (Conflict, Invalid) as refused:
        return _show(request, rounds, beside | _refused(request, refused, act), refused.status)
    messages.success(request, said(done))
    return HttpResponseRedirect(here)


def _other(one: Round) -> dict[str, Any]:
    """A round of somebody else's that the actor is the deputy of."""
    return {
        "url": reverse("hygiene:round", args=[one.pk]), "slot": SLOT_NAMES[one.slot],
        "unit": directory.place(one.unit_no).name, "left": one.left, "dues": one.dues,
    }  # fmt: skip


def said(done: services.Kept) -> str:
    """What became of what was sent."""
    count = _("已登记 %(n)s 项。") % {"n": len(done.record_ids)}
    if done.after:
        return count + _("是当天过后补记的:那天仍算漏做。")
    if done.late:
        return count + _("其中 %(n)s 项过了时限,按迟做记。") % {"n": done.late}
    return count


def one_done(request: Asked) -> services.Kept:
    """One tap: as planned."""
    sent = request.POST
    return services.record(
        request.actor,
        services.Sent(
            id=as_uuid(sent.get("submission_id", "")), place_id=as_uuid(sent.get("place", "")),
            due_id=as_uuid(sent.get("due", "")), said_at=pressed(request),
            confirmed=confirmed(request), door=sent.get("door", ""),
        ),
    )  # fmt: skip


def _many_done(request: Asked) -> services.Kept:
    sent = request.POST
    form = TogetherForm(sent)
    if not form.is_valid():
        raise Invalid(_("请看用量那几格的提示。"), {"quantity": "form"})
    given = form.cleaned_data
    mixture = (
        services.Mixture(given["item"], given["quantity"], given["batch"], given["mixed_ml"])
        if given["item"]
        else None
    )
    ids = tuple(as_uuid(one) for one in picked(sent, "due"))
    return services.record_together(
        request.actor,
        services.SentTogether(
            given["submission_id"], ids, pressed(request), mixture, confirmed(request)
        ),
    )


def pressed(request: Asked) -> Any:
    return pressed_at(request.POST.get("pressed", ""), request.headers.get("X-Outbox-Now", ""))


def confirmed(request: Asked) -> frozenset[str]:
    """What is confirmed is what was asked, not what came up since."""
    return frozenset(request.POST.getlist("asked")) if request.POST.get("sure") else frozenset()


def as_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请刷新页面后重新填写。"), {"id": "unreadable"}) from None


def _asked(request: Asked, asked: services.Doubtful, act: str) -> dict[str, Any]:
    names = {}
    for pk in {one for found in asked.about.values() for one in found}:
        names[pk] = words.place_name(days.place(request.actor, pk))
    return {
        "questions": words.questions(asked.questions, asked.about, names),
        **_typed(request, act),
    }


def _refused(request: Asked, refused: Conflict | Invalid, act: str) -> dict[str, Any]:
    return {"errors": [str(refused)], **_typed(request, act)}


def _typed(request: Asked, act: str) -> dict[str, Any]:
    """What was ticked and filled in, to be shown again; one tap that was asked about comes back ticked."""
    return {
        "act": act, "ticked": set(picked(request.POST, "due")),
        "form": TogetherForm(request.POST if act == "many" else None),
        "submission_id": request.POST.get("submission_id", ""),
        "pressed": request.POST.get("pressed", ""),
    }  # fmt: skip


def _show(request: Asked, rounds: list[Round], again: dict[str, Any], status: int) -> HttpResponse:
    actor = request.actor
    found = days.to_do(actor, [one.pk for one in rounds])
    day = rounds[0].day if rounds else clock.today()
    ended = [one for one in found if not one.is_open]
    school_no = rounds[0].school_id if rounds else None
    context = {
        "day": day, "as_of": clock.now(), "groups": words.by_slot(found),
        "ended": [words.to_do(one) for one in ended],
        "done": sum(one.state == "done" for one in found),
        "all": sum(one.state != "excused" for one in found),
        "place": directory.place(school_no).name if school_no else "",
        "may": all(actor.may(Permission.DISINFECT, one.unit_no) for one in rounds),
        "hint": signing.hint(actor), "open_incidents": _incidents(request),
        "fields": sheet(again.get("form") or TogetherForm()), "many_id": uuid7(),
        "back_url": reverse("duties:today"), **again,
    }  # fmt: skip
    shown = render(request, "hygiene/round.html", context, status=status)
    return kept(request, shown, today=True) if status == 200 else shown


def _incidents(request: Asked) -> list[dict[str, Any]]:
    return [
        {
            "place": one.place, "kind": INCIDENT_NAMES[one.kind], "who": one.who,
            "at": one.happened_at, "late": one.late, "url": reverse("hygiene:incident", args=[one.id]),
        }
        for one in incidents.open_now(request.actor)
    ]  # fmt: skip
