"""An incident on the phone: told of, then step by step with time stamps and waiting, also offline."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.duties.queries import starts
from xiaoan.hygiene import services
from xiaoan.hygiene.forms import as_id
from xiaoan.hygiene.forms.incidents import StepForm, TellForm
from xiaoan.hygiene.forms.records import sheet
from xiaoan.hygiene.pages import round_words as words
from xiaoan.hygiene.pages.incident_words import ADVICE, LATE_NAMES, facts_said
from xiaoan.hygiene.pages.rounds import as_uuid, confirmed, pressed
from xiaoan.hygiene.queries import incidents as reading
from xiaoan.hygiene.queries.words import (
    INCIDENT_NAMES,
    INCIDENT_STATES,
    SIZE_NAMES,
    STEP_NAMES,
)
from xiaoan.hygiene.rules import incidents as rules
from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.web import pictures, sources
from xiaoan.web.gate import Asked, kept, page

_TELL = "tell"
# Steps that leave something to be seen.
PHOTO_STEPS = ("cover", "wipe", "surfaces", "finish", "bag", "look")
_SHAPES = {"open": "due", "done": "late", "closed": "done"}


@dataclass(frozen=True)
class _Again:
    """What is shown again after a post: the form that was refused, why, what is asked."""

    what: str = ""
    form: Any = None
    errors: tuple[str, ...] = ()
    questions: list[dict[str, str]] = field(default_factory=list)
    status: int = 200
    course: UUID = field(default_factory=uuid7)
    photo: str = ""


@page(Permission.DISINFECT)
def own_page(request: Asked) -> HttpResponse:
    """The incidents of the actor's own school."""
    lo = request.actor.reach(Permission.DISINFECT)[0][0]
    return _listed(request, school_of(lo))


@page(Permission.DISINFECT, Permission.SEE_HYGIENE)
def list_page(request: Asked, school_no: int) -> HttpResponse:
    """The incidents of a school, the newest first."""
    return _listed(request, school_no)


def _listed(request: Asked, school_no: int) -> HttpResponse:
    found = reading.of_school(request.actor, school_no)
    context = {
        "school": directory.place(school_no).name, "as_of": clock.now(),
        "rows": [
            {
                "url": reverse("hygiene:incident", args=[one.id]), "place": one.place,
                "kind": INCIDENT_NAMES[one.kind], "size": SIZE_NAMES[one.size], "who": one.who,
                "at": one.happened_at, "state": _SHAPES[one.state],
                "label": INCIDENT_STATES[one.state], "late": one.late,
            }
            for one in found
        ],
        "may": reading.is_own_school(request.actor, school_no),
        "back_url": reverse("duties:today"),
    }  # fmt: skip
    return render(request, "hygiene/incidents.html", context)


@page(Permission.DISINFECT, methods="GET POST")
def new_page(request: Asked) -> HttpResponse:
    """What was seen where, and the whole way after it on one page that works without a network."""
    again = _Again()
    if request.method == "POST":
        act = request.GET.get("act", "")
        done = _told(request) if act == _TELL else _stepped_of_course(request, act)
        if isinstance(done, HttpResponse):
            return done
        again = done
    form = again.form if again.what == _TELL else None
    place = request.GET.get("place", "") or _own_place(request)
    tell = form or TellForm(
        prefix=_TELL, places=_places(request),
        initial={"id": uuid7(), "place": place, "size": "small", "kind": "vomit", "mine": "1"},
    )  # fmt: skip
    context = {
        "tell": _act(_TELL, tell, again, "small"), "course": again.course, "way": None,
        "acts": [_act(code, None, again, "") for code in rules.CODES],
    }  # fmt: skip
    return _rendered(request, context, again)


def _places(request: Asked) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name, _own in reading.places_to_tell(request.actor)]


def _own_place(request: Asked) -> str:
    """Where the actor most likely stands: the first place of the own class; "" without one."""
    found = reading.places_to_tell(request.actor)
    return next((str(pk) for pk, _name, own in found if own), "")


def _told(request: Asked) -> HttpResponse | _Again:
    form = TellForm(request.POST, prefix=_TELL, places=_places(request))
    course = as_uuid(request.POST.get("course", ""))
    if not form.is_valid():
        return _Again(_TELL, form, (_("有几处要改,见下面。"),), status=422, course=course)
    given = form.cleaned_data
    try:
        services.tell(
            request.actor,
            services.Told(
                course, as_id(given["place"]) or course, given["kind"], given["size"],
                pressed(request), given["spot"], bool(given["mine"]),
            ),
        )  # fmt: skip
    except (Conflict, Invalid) as refused:
        return _Again(_TELL, form, (str(refused),), status=refused.status, course=course)
    messages.success(request, _("已通知负责处置的人。"))
    return HttpResponseRedirect(reverse("hygiene:incident", args=[course]))


def _stepped_of_course(request: Asked, act: str) -> HttpResponse | _Again:
    course = as_uuid(request.POST.get("course", ""))
    try:
        found = reading.way(request.actor, course)
    except NotFound:
        late = _("这件事的“发现”还没有收到。请先发送“发现”。")
        return _Again(act, None, (late,), status=Conflict.status, course=course)
    return _stepped(request, found, act)


@page(Permission.DISINFECT, Permission.SEE_HYGIENE, methods="GET POST")
def incident_page(request: Asked, incident_id: UUID) -> HttpResponse:
    """One incident: what was done, what comes next; each step is posted here with `?act=`."""
    found = reading.way(request.actor, incident_id)
    again = _Again()
    if request.method == "POST":
        done = _stepped(request, found, request.GET.get("act", ""))
        if isinstance(done, HttpResponse):
            return done
        again = done
        found = reading.way(request.actor, incident_id)
    may = reading.is_own_school(request.actor, found.school_id)
    left = rules.CODES[rules.CODES.index(found.next.code) :] if found.next else ()
    context = {
        "way": found, "shape": _SHAPES[found.state], "state": INCIDENT_STATES[found.state],
        "kind": INCIDENT_NAMES[found.kind], "size": SIZE_NAMES[found.size],
        "steps": [_made(found, one) for one in found.steps if one.what != "take"], "may": may,
        "late": LATE_NAMES.get(found.late, ""),
        "ready_at": found.ready_at,
        "acts": [_act(code, None, again, found.size, found) for code in left] if may else [],
        "take": _act("take", None, again, found.size) if may and not found.who else None,
        "look": _act("look", None, again, found.size) if found.may_look else None,
        "tell_links": starts.lines(request.actor),
    }  # fmt: skip
    return _rendered(request, context, again)


def _made(way: reading.Way, one: reading.StepMade) -> dict[str, Any]:
    return {
        "title": STEP_NAMES[one.what], "said_at": one.said_at, "by": one.by, "note": one.note,
        "facts": facts_said(one.what, one.facts), "early": one.facts.get("early", False),
        "skipped": one.facts.get("skipped", False), "at": one.at,
        "late": LATE_NAMES.get(one.late, _("按下的时间早于上一步") if one.moved else ""),
        "photo_url": reverse("hygiene:incident_photo", args=[way.id, one.id])
        if one.photo_id else "",
    }  # fmt: skip


def _stepped(request: Asked, found: reading.Way, act: str) -> HttpResponse | _Again:
    if act not in (*rules.CODES, *rules.BESIDE):
        raise NotFound
    if act != "look" and not reading.is_own_school(request.actor, found.school_id):
        raise Forbidden
    form = StepForm(request.POST, prefix=act, what=act, size=found.size)
    if not form.is_valid():
        return _Again(act, form, (_("有几处要改,见下面。"),), status=422, course=found.id)
    try:
        services.step(request.actor, _sent(request, found, act, form))
    except services.Doubtful as asked:
        questions = words.questions(asked.questions, {}, {})
        return _Again(act, form, (), questions, asked.status, found.id)
    except (Conflict, Invalid) as refused:
        is_photo = "photo" in getattr(refused, "fields", {})
        errors = () if is_photo else _put(form, refused)
        photo = str(refused) if is_photo else ""
        return _Again(act, form, errors, [], refused.status, found.id, photo)
    return HttpResponseRedirect(reverse("hygiene:incident", args=[found.id]))


def _sent(request: Asked, found: reading.Way, act: str, form: StepForm) -> services.Stepped:
    given = form.cleaned_data
    shots = pictures.read(request) if act in PHOTO_STEPS else ()
    return services.Stepped(
        given["id"], found.id, act, pressed(request), form.facts(), given["note"],
        bool(given.get("skipped")),
        services.Shot(shots[0].content, shots[0].taken_at) if shots else None,
        confirmed(request),
    )  # fmt: skip


def _put(form: django_forms.Form, refused: Conflict | Invalid) -> tuple[str, ...]:
    """At its field; what no field is at fault for on top."""
    at = [name for name in getattr(refused, "fields", {}) if name in form.fields]
    for name in at:
        form.add_error(name, str(refused))
    return () if at else (str(refused),)


def _act(
    what: str, form: Any, again: _Again, size: str, way: reading.Way | None = None
) -> dict[str, Any]:
    """One form of the page; what was refused comes back as the sheet it was."""
    is_answer = again.what == what and again.form is not None
    made = form or (again.form if is_answer else None)
    made = made or StepForm(prefix=what, what=what, size=size, initial={"id": uuid7()})
    step = rules.step(what)
    is_next = way is not None and way.next is not None and way.next.code == what
    return {
        "name": what, "no": (*rules.CODES, what).index(what) + 1,
        "title": STEP_NAMES["told" if what == _TELL else what],
        "advice": ADVICE.get(f"{what}.{size}", ADVICE.get(what, "")), "url": f"?act={what}",
        "fields": sheet(made), "id": made["id"].value(), "is_answer": is_answer,
        "questions": again.questions if is_answer else [], "is_next": is_next or is_answer,
        "wait": step.wait if step else 0, "after": step.after if step else "",
        "ready_at": _ready_at(way, what), "pressed": "", "mixes": what in rules.STRENGTHS,
        **_photo(what, again),
    }  # fmt: skip


def _photo(what: str, again: _Again) -> dict[str, Any]:
    """The field for a picture, where a step has one, with what was sent and what is wrong with it."""
    if what not in PHOTO_STEPS:
        return {"photo": None, "photo_error": ""}
    is_answer = again.what == what and again.form is not None
    posted = again.form.data if is_answer else None
    return {
        "photo": pictures.widget(posted, key=f"-{what}", most=1),
        "photo_error": again.photo if is_answer else "",
    }


def _ready_at(way: reading.Way | None, what: str) -> dt.datetime | None:
    """From when a step may be done, as far as the server knows."""
    return way.ready_at if way and way.next and way.next.code == what else None


@page(Permission.DISINFECT, Permission.SEE_HYGIENE)
def step_photo(request: Asked, incident_id: UUID, step_id: UUID) -> HttpResponse:
    """The picture of a step of an incident in sight."""
    return pictures.answer(reading.step_photo(request.actor, incident_id, step_id))


def _rendered(request: Asked, context: dict[str, Any], again: _Again) -> HttpResponse:
    lo = request.actor.intervals[0][0]
    more = {
        "errors": again.errors, "as_of": clock.now(), "source": sources.titles(rules.SOURCE),
        "strengths": {
            "titles": sources.titles(rules.STRENGTH_SOURCE), "confidence": rules.STRENGTH_CONFIDENCE,
        },
        "back_url": reverse("hygiene:today"),
        "list_url": reverse("hygiene:incidents", args=[school_of(lo)]),
    }  # fmt: skip
    answer = render(request, "hygiene/incident.html", {**context, **more}, status=again.status)
    return kept(request, answer) if again.status == 200 else answer
