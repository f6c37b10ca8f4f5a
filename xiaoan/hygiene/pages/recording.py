"""The full form of one thing done at a place: by the plan, besides it, afterwards; and put right."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import standing
from xiaoan.directory import queries as directory
from xiaoan.hygiene import services
from xiaoan.hygiene.forms import as_id
from xiaoan.hygiene.forms.records import RecordForm, fitted
from xiaoan.hygiene.pages import round_words as words
from xiaoan.hygiene.pages.door import door_of
from xiaoan.hygiene.pages.rounds import as_uuid, confirmed, pressed, said
from xiaoan.hygiene.queries import days
from xiaoan.hygiene.queries.days import Place
from xiaoan.hygiene.queries.words import TASK_NAMES
from xiaoan.hygiene.services import signing
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import pictures
from xiaoan.web.gate import Asked, kept, page


@dataclass(frozen=True)
class _What:
    """What a form is about: the place, what of the plan it is (None: besides the plan), the day."""

    place: Place
    todo: days.ToDo | None
    day: dt.date

    @property
    def line(self) -> Any:
        return self.todo.line if self.todo else None


@page(Permission.DISINFECT, methods="GET POST")
def record_page(request: Asked, place_id: UUID) -> HttpResponse:
    """`?due=`: what of the plan; without it something besides."""
    place = days.place(request.actor, place_id)
    if not request.actor.may(Permission.DISINFECT, place.unit_no):
        raise Forbidden
    what = _what(request, place)
    if request.method != "POST":
        return _show(request, what, _form(request.actor, what, None), {}, 200)
    if "refit" in request.POST:
        return _show(request, what, _form(request.actor, what, None, request.POST.dict()), {}, 200)
    form = _form(request.actor, what, request.POST)
    try:
        if not form.is_valid():
            raise Invalid(_("有几处要改,见下面。"), {"form": "form"})
        done = services.record(request.actor, _sent(request, what, form))
        messages.success(request, said(done))
        return HttpResponseRedirect(reverse("hygiene:place", args=[place_id]))
    except services.Doubtful as asked:
        again = {"questions": words.questions(asked.questions, {}, {})}
        return _show(request, what, form, again, asked.status)
    except (Conflict, Invalid) as refused:
        return _show(request, what, form, _put(form, refused), refused.status)


def _put(form: RecordForm, refused: Conflict | Invalid) -> dict[str, Any]:
    """Each fault at its field, in words of its own."""
    fields = getattr(refused, "fields", {})
    if "form" in fields:
        return {"errors": [str(refused)]}
    photo = {"photo_error": str(refused)} if "photo" in fields else {}
    at = {_FIELD.get(name, name): services.fault_words(code) for name, code in fields.items()}
    at = {name: sentence for name, sentence in at.items() if name in form.fields}
    for name, sentence in at.items():
        form.add_error(name, sentence)
    return {"errors": [] if at or photo else [str(refused)], **photo}


_FIELD = {"stock_ml": "quantity", "tablets": "quantity"}


def _what(request: Asked, place: Place) -> _What:
    due = request.GET.get("due", "")
    if not due:
        return _What(place, None, clock.today())
    found = days.one_to_do(request.actor, as_uuid(due))
    if found is None or found[0].place.pk != place.pk:
        raise NotFound
    return _What(place, *found)


def _form(actor: Actor, what: _What, data: Any, typed: dict[str, Any] | None = None) -> RecordForm:
    """`typed`: what was filled in before another way was chosen, where no script follows the choice."""
    line = what.line
    initial: dict[str, Any] = {"submission_id": uuid7()}
    if line is not None:
        initial |= {"method": line.method, "agent": line.agent}
    elif not data:
        initial |= {"method": "wipe", "agent": "chlorine"}
    return RecordForm(
        data, line=line, kind=what.place.kind, people=_people(actor, what.place.school_id),
        initial=initial | (typed or {}),
    )  # fmt: skip


def _people(actor: Actor, school_no: int) -> list[tuple[str, str]]:
    """Colleagues who may look at it: everybody in office at the school but whoever asks."""
    found = standing.inside(directory.place(school_no).interval, clock.today())
    names = {one.user_id: one.name for one in found if one.user_id != actor.user_id}
    return [(str(pk), name) for pk, name in names.items()]


def _sent(request: Asked, what: _What, form: RecordForm) -> services.Sent:
    given = form.cleaned_data
    shots = pictures.read(request)
    return services.Sent(
        id=given["submission_id"], place_id=what.place.pk, said_at=pressed(request),
        due_id=what.todo.id if what.todo else None, task=given.get("task", ""),
        told=form.told(what.day, what.line), door=door_of(request),
        checker_id=as_id(given.get("checker", "")),
        photo=services.Shot(shots[0].content, shots[0].taken_at) if shots else None,
        plate=given.get("plate", ""), driver=given.get("driver", ""),
        attendant=given.get("attendant", ""), note=given["note"], confirmed=confirmed(request),
    )  # fmt: skip


def _show(
    request: Asked, what: _What, form: RecordForm, again: dict[str, Any], status: int
) -> HttpResponse:
    todo = what.todo
    context = {
        "title": TASK_NAMES.get(what.line.task, "") if what.line else _("方案外消毒"),
        "name": words.place_name(what.place), "day": what.day,
        "is_after": what.day < clock.today(), "todo": words.to_do(todo) if todo else None,
        "fields": fitted(form), "submission_id": form["submission_id"].value(),
        "chooses": not form.is_air, "door": door_of(request), "photo_error": "",
        "hint": signing.hint(request.actor),
        "photo": pictures.widget(request.POST, most=1), "pressed": request.POST.get("pressed", ""),
        "back_url": reverse("hygiene:place", args=[what.place.pk]), **again,
    }  # fmt: skip
    answer = render(request, "hygiene/record.html", context, status=status)
    return kept(request, answer, today=True) if status == 200 else answer


@page(Permission.DISINFECT, Permission.PLAN_HYGIENE, methods="GET POST")
def mend_page(request: Asked, record_id: UUID) -> HttpResponse:
    """A record put right, with a reason; `?void=1`: nothing was done."""
    row = days.record(request.actor, record_id)
    place = days.place(request.actor, row.place_id)
    found = days.one_to_do(request.actor, row.due_id) if row.due_id else None
    what = _What(place, found[0] if found else None, row.day)
    is_void = request.GET.get("void") == "1"
    refits = "refit" in request.POST
    form = _mended(what, row, request.POST if request.method == "POST" and not refits else None)
    if refits:
        form.initial.update(request.POST.dict())
    if request.method != "POST" or refits:
        return _show_mended(request, what, row, form, {"is_void": is_void}, 200)
    try:
        reason = request.POST.get("reason", "")
        if not is_void and not form.is_valid():
            raise Invalid(_("有几处要改,见下面。"), {"form": "form"})
        told = None if is_void else form.told(row.day, what.line)
        note = "" if is_void else form.cleaned_data["note"]
        pk = as_uuid(request.POST.get("submission_id", ""))
        services.mend(
            request.actor, services.Mended(pk, record_id, reason, told, note, confirmed(request))
        )
        messages.success(request, _("已更正,原来的一条保留。"))
        return HttpResponseRedirect(
            f"{reverse('hygiene:place', args=[place.pk])}?day={row.day.isoformat()}"
        )
    except services.Doubtful as asked:
        again = {"questions": words.questions(asked.questions, {}, {}), "is_void": is_void}
        return _show_mended(request, what, row, form, again, asked.status)
    except (Conflict, Invalid) as refused:
        again = {**_put(form, refused), "is_void": is_void}
        return _show_mended(request, what, row, form, again, refused.status)


def _mended(what: _What, row: Any, data: Any) -> RecordForm:
    zone = clock.ZONE
    initial = {name: getattr(row, name) for name in _SAME} | {
        "submission_id": uuid7(), "quantity": row.stock_ml or row.tablets,
        "started": "" if row.usual else f"{row.started_at.astimezone(zone):%H:%M}",
        "ended": "" if row.usual else f"{row.ended_at.astimezone(zone):%H:%M}",
        "rinsed": _flag(row.rinsed), "present": _flag(row.present),
    }  # fmt: skip
    return RecordForm(
        data, line=what.line, kind=what.place.kind, people=[], is_mended=True, initial=initial
    )


_SAME = (
    "method", "agent", "strength", "stock_strength", "mixed_ml", "used_ml", "contact", "minutes", "item",
    "batch", "target", "weather", "note", "plate", "driver", "attendant",
)  # fmt: skip


def _flag(value: bool | None) -> str:
    return "" if value is None else str(int(value))


def _show_mended(
    request: Asked, what: _What, row: Any, form: RecordForm, again: dict[str, Any], status: int
) -> HttpResponse:
    fields = fitted(form)
    if again.get("is_void"):
        fields = [one for one in fields if one["name"] == "reason"]
    context = {
        "title": _("撤销登记") if again.get("is_void") else _("更正登记"),
        "name": words.place_name(what.place), "day": row.day, "fields": fields,
        "submission_id": form["submission_id"].value(), "is_mended": True,
        "chooses": not form.is_air and not again.get("is_void"),
        "void_url": f"{reverse('hygiene:mend', args=[row.pk])}?void=1",
        "back_url": f"{reverse('hygiene:place', args=[what.place.pk])}?day={row.day}", **again,
    }  # fmt: skip
    return render(request, "hygiene/record.html", context, status=status)
