"""The doctor's sheets that work without a network: of a child who is followed, and an empty one for a child
who is not yet. Kept on the phone: no diagnosis, nothing that was said, no phones, no readings."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.directory import queries as directory
from xiaoan.illness import queries
from xiaoan.illness import services as illness
from xiaoan.illness.forms import LEAN, ActForm, NoticeForm, lean, pressed_at, shown
from xiaoan.illness.pages import words
from xiaoan.illness.pages.child import ACTS_OF, FIRST, TITLES
from xiaoan.illness.pages.late import overtaken
from xiaoan.illness.queries.words import STAGE_NAMES, STEP_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.screening import queries as screening
from xiaoan.web.gate import Asked, kept, page

# So many empty sheets are there at once.
SHEETS = 9
_NOTICE = "notice"
_NOTICE_TITLE = _l("发现")
# Of a child who is not followed yet: what comes after the first sheet.
_AFTER = ("retest", "observe", "guardian", "send", "home")
_DAY = dt.timedelta(hours=24)
_SCHOOL = 4096


@dataclass(frozen=True)
class _Shown:
    """What is shown again after a post: the form that was refused, and why."""

    kind: str = ""
    form: ActForm | NoticeForm | None = None
    errors: Sequence[str] = ()
    status: int = 200
    course: UUID = field(default_factory=uuid7)


@page(Permission.CARE, methods="GET POST")
def steps_page(request: Asked, illness_id: UUID) -> HttpResponse:
    """The rest of one child's way of today; each step is posted here with `?act=`."""
    again = _Shown()
    if request.method == "POST":
        kind = request.GET.get("act", "")
        if kind not in LEAN:
            raise NotFound
        queries.course(request.actor, illness_id)
        done = _stepped(request, illness_id, kind)
        if isinstance(done, HttpResponse):
            return done
        again = done
    found = illness.see_course(request.actor, illness_id)
    names = [name for name in LEAN if set(ACTS_OF.get(name, (name,))) & set(found.acts)]
    names.sort(key=lambda name: name != FIRST.get(found.stage))  # what is next stands first
    if not names and not again.errors:
        return HttpResponseRedirect(reverse("illness:child", args=[illness_id]))
    context = {
        "child": {"name": found.name, "seat": found.seat, "place": found.place},
        "shape": words.SHAPES[found.stage],
        "stage": STAGE_NAMES[found.stage],
        "steps": [{"title": STEP_NAMES[kind], "at": at} for kind, at in found.steps],
        "full_url": reverse("illness:child", args=[illness_id]),
        "acts": [_act(name, _("病程:%(act)s"), again) for name in names],
    }
    return _rendered(request, context, again, found.illness_id)


@page(Permission.CARE, methods="GET POST")
def course_page(request: Asked, no: int) -> HttpResponse:
    """An empty sheet: which child, and what was done about it, step by step."""
    if not 1 <= no <= SHEETS:
        raise NotFound
    again = _Shown()
    if request.method == "POST":
        done = _sent(request, request.GET.get("act", ""))
        if isinstance(done, HttpResponse):
            return done
        again = done
    title = _("处置单 %(no)s") % {"no": no}
    said = f"{title}:%(act)s"
    form = again.form if again.kind == _NOTICE else None
    notice = form or NoticeForm(prefix=_NOTICE, units=_classes(request.actor))
    context = {
        "sheet": title,
        "course": again.course,
        "acts": [
            _act_of(_NOTICE, _NOTICE_TITLE, said, notice, again),
            *(_act(name, said, again) for name in _AFTER),
        ],
        "next_url": reverse("illness:course", args=[no + 1]) if no < SHEETS else "",
    }
    return _rendered(request, context, again, None)


def _rendered(
    request: Asked, more: dict[str, Any], again: _Shown, illness_id: UUID | None
) -> HttpResponse:
    context = {
        **more, "errors": again.errors, "day": clock.today(), "as_of": clock.now(),
        "back_url": reverse("duties:today"),
    }  # fmt: skip
    answer = render(request, "illness/course.html", context, status=again.status)
    if again.errors:
        return answer
    stands_for = reverse("illness:child", args=[illness_id]) if illness_id else ""
    return kept(request, answer, today=True, stands_for=stands_for)


def _classes(actor: Actor) -> list[tuple[int, str]]:
    """The classes of one's own school; of a whole county nobody keeps a list on a phone."""
    reach = [one for one in actor.reach(Permission.CARE) if one[1] - one[0] <= _SCHOOL]
    return [
        (place.no, place.name) for one in reach for place in directory.places_inside(one, "class")
    ]


def _sent(request: Asked, kind: str) -> HttpResponse | _Shown:
    if kind == _NOTICE:
        return _noticed(request)
    if kind not in _AFTER:
        raise NotFound
    course = _uuid(request.POST.get("course", ""))
    found = queries.course_of(request.actor, course)
    if found is None:
        late = _("这张处置单的“发现”还没有收到,或已过期。请先核对、发送“发现”。")
        return _Shown(errors=[late], status=Conflict.status, course=course)
    done = _stepped(request, found.pk, kind)
    if isinstance(done, HttpResponse):
        return done
    return _Shown(done.kind, done.form, done.errors, done.status, course)


def _noticed(request: Asked) -> HttpResponse | _Shown:
    """The first sheet: who it is is found out now, from today's roll."""
    actor, post = request.actor, request.POST
    form = NoticeForm(post, prefix=_NOTICE, units=_classes(actor))
    form.moment = _moment(request)
    course = _uuid(post.get("course", ""))
    try:
        if form.is_valid():
            made = illness.notice(actor, _notice_of(actor, form, course))
            return HttpResponseRedirect(reverse("illness:steps", args=[made]))
    except (Conflict, Invalid) as refused:
        return _Shown(_NOTICE, form, [str(refused)], refused.status, course)
    return _Shown(_NOTICE, form, [_("有几处要改,见下面。")], Invalid.status, course)


def _notice_of(actor: Actor, form: NoticeForm, course: UUID) -> illness.Noticed:
    given, unit_no = form.cleaned_data, int(form.cleaned_data["unit"])
    pupils = directory.class_roll(actor, unit_no, clock.today())
    pupil = queries.pupil_called(pupils, given["who"])
    symptoms = int(screening.symptoms_of(given["symptoms"]))
    return illness.Noticed(
        given["step_id"], course, pupil.person_id, unit_no, form.when(), symptoms, form.fever(),
        form.facts(),
    )  # fmt: skip


def _stepped(request: Asked, illness_id: UUID, kind: str) -> HttpResponse | _Shown:
    form = lean(kind, request.POST, prefix=kind)
    form.moment = _moment(request)
    try:
        if form.is_valid():
            done = illness.Done(
                form.cleaned_data["step_id"], illness_id, form.kind(), form.when(), form.facts(),
            )  # fmt: skip
            illness.take_step(request.actor, done)
            return HttpResponseRedirect(reverse("illness:steps", args=[illness_id]))
    except illness.Overtaken as late:
        return overtaken(request, late)
    except (Conflict, Invalid) as refused:
        return _Shown(kind, form, [str(refused)], refused.status)
    return _Shown(kind, form, [_("有几处要改,见下面。")], Invalid.status)


def _moment(request: Asked) -> dt.datetime | None:
    return pressed_at(request.POST.get("pressed", ""), request.headers.get("X-Outbox-Now", ""))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Invalid(_("请刷新页面后重新填写。")) from None


def _act(name: str, said: str, again: _Shown) -> dict[str, Any]:
    form = again.form if again.kind == name and isinstance(again.form, ActForm) else None
    wanted = form or lean(name, prefix=name, initial={"method": "axillary", "by": "guardian"})
    return _act_of(name, TITLES[name], said, wanted, again)


def _act_of(
    name: str, title: Any, said: str, form: ActForm | NoticeForm, again: _Shown
) -> dict[str, Any]:
    """One form of the page; what was refused comes back as the sheet it was."""
    is_answer = again.kind == name and form.is_bound
    moment = form.moment if is_answer else None
    is_fresh = moment is not None and clock.now() - moment < _DAY
    posted = form["step_id"].value() if form.is_bound else ""
    return {
        "name": name, "title": title, "said": said % {"act": title}, "url": f"?act={name}",
        "fields": list(shown(form)), "step_id": posted or uuid7(), "is_answer": is_answer,
        "pressed": int(moment.timestamp() * 1000) if moment and is_fresh else "",
    }  # fmt: skip
