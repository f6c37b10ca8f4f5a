"""Acts on units: a form, then what will happen and to how many, then once, however often it is pressed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.directory.rules import school_of
from xiaoan.directory.rules import units as rules
from xiaoan.directory.services import closing, joining, keeping, opening, promoting
from xiaoan.directory.services.opening import Opening
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.errors import Conflict, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.registry.forms.fields import shown
from xiaoan.registry.forms.units import ChangeForm, CloseForm, MergeForm, OpenForm, PromoteForm
from xiaoan.registry.queries import units as queries
from xiaoan.registry.services import units as services
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page, require

Form = Any  # a form class of forms.units; each act knows its own fields


@dataclass(frozen=True)
class Preview:
    """What will happen: sentences, then names."""

    says: Sequence[str]
    names: Sequence[str] = ()
    also: str = ""
    also_names: Sequence[str] = ()


@dataclass(frozen=True)
class Flow:
    """One act: its form, what it would do, how it is done; `run` gives the address to go to."""

    title: str
    who: str
    says: str
    button: str
    form: forms.Form
    plan: Callable[[], Preview]
    run: Callable[[UUID], str]
    back_url: str
    unit_no: int


def _school_url(unit_no: int) -> str:
    return reverse("registry:school_units", args=[school_of(unit_no)])


def _unit_url(unit_no: int) -> str:
    return reverse("registry:unit", args=[unit_no])


def _walk(request: Asked, flow: Flow) -> HttpResponse:
    """Form → preview → done. Whatever is refused comes back with the form as it was filled in."""
    errors: list[str] = []
    preview, status = None, 200
    if request.method == "POST" and flow.form.is_valid():
        try:
            if "confirmed" in request.POST:
                return HttpResponseRedirect(flow.run(_act_id(request)))
            preview = flow.plan()
        except (Invalid, Conflict) as refused:
            errors, status = [str(refused)], refused.status
    if flow.form.errors:
        status = 422
    context = {
        "crumbs": crumbs(request.actor, flow.unit_no), "title": flow.title, "who": flow.who,
        "says": flow.says, "button": flow.button, "fields": list(shown(flow.form)),
        "errors": errors, "back_url": flow.back_url, "preview": preview,
        "act_id": str(uuid7()), "form_url": request.path, "sent": _sent(request) if preview else [],
    }  # fmt: skip
    return render(request, "registry/unit_act.html", context, status=status)


def _act_id(request: Asked) -> UUID:
    try:
        return UUID(request.POST.get("act_id", ""))
    except ValueError:
        raise Invalid(_("这一页不完整,请刷新后再试。"), {"id": "missing"}) from None


def _sent(request: Asked) -> list[tuple[str, str]]:
    """What was filled in, to be sent again with the confirmation."""
    ours = ("csrfmiddlewaretoken", "confirmed", "act_id")
    return [(name, str(value)) for name, value in request.POST.items() if name not in ours]


@page(Permission.KEEP_UNITS, methods="GET POST")
def open_page(request: Asked, unit_no: int, kind: str) -> HttpResponse:
    """Several units of a kind under another, or a school in a township."""
    actor = request.actor
    above = _above(actor, unit_no, kind)
    stages = kind == rules.GRADE_KIND and above.stage == "nine_year"
    form = OpenForm(_posted(request), kind=kind, stages=stages)

    def wanted() -> Opening:
        given = form.cleaned_data
        return Opening(
            unit_no, kind, form.names_typed(kind), given["since"], code=given.get("code", ""),
            stage=given.get("stage", ""), cohort=given.get("cohort"),
            boarding=given.get("boarding", False),
        )  # fmt: skip

    def plan() -> Preview:
        names = opening.plan_opening(actor, wanted()).names
        since = form.cleaned_data["since"].isoformat()
        says = _("从 %(day)s 起开设 %(n)s 个%(kind)s。")
        words = {"day": since, "n": len(names), "kind": queries.KIND_NAMES[kind]}
        return Preview([says % words], names)

    def run(act_id: UUID) -> str:
        made = opening.open_units(actor, act_id, wanted())
        return _school_url(made["units"][0])

    kind_name = queries.KIND_NAMES[kind]
    says = _("关闭过的单位不再重新启用;要恢复时另开一个。")
    back = reverse("registry:schools", args=[unit_no]) if kind == "school" else _school_url(unit_no)
    title = _("新增%(kind)s") % {"kind": kind_name}
    return _walk(request, Flow(title, above.name, says, _("开设"), form, plan, run, back, unit_no))


def _above(actor: Actor, unit_no: int, kind: str) -> directory.Place:
    """The unit under which a kind may open, if the actor keeps it."""
    place = directory.places([unit_no]).get(unit_no)
    if kind not in queries.KIND_NAMES or place is None:
        raise NotFound
    if place.kind not in rules.parents(kind) or not actor.sees(unit_no):
        raise NotFound
    require(actor, opening.permission_for(kind), unit_no)
    return place


def _posted(request: Asked) -> Any:
    return request.POST if request.method == "POST" else None


@page(Permission.KEEP_UNITS, methods="GET POST")
def change_page(request: Asked, unit_no: int) -> HttpResponse:
    """Another name from today on; what a unit was called before is kept."""
    actor = request.actor
    place = queries.kept_unit(actor, unit_no)
    line = queries.unit_card(actor, unit_no).line
    first = {"name": place.name, "cohort": line.cohort}
    form = ChangeForm(_posted(request), kind=place.kind, initial=first)

    def plan() -> Preview:
        said = _("从今天起叫“%(name)s”。以前的名称保留在记录里。")
        return Preview([said % {"name": form.cleaned_data["name"]}])

    def run(_act_id: UUID) -> str:
        given = form.cleaned_data
        keeping.rename(actor, unit_no, given["name"], given.get("cohort"))
        return _unit_url(unit_no)

    says = _("以年级或宿舍楼命名的班级和宿舍跟着改。")
    return _walk(
        request,
        Flow(_("改名"), place.name, says, _("改名"), form, plan, run, _unit_url(unit_no), unit_no),
    )


@page(Permission.KEEP_UNITS, methods="GET POST")
def close_page(request: Asked, unit_no: int) -> HttpResponse:
    """A unit is no more from a day on."""
    actor = request.actor
    place = queries.kept_unit(actor, unit_no)
    form = CloseForm(_posted(request))

    def plan() -> Preview:
        since = form.cleaned_data["since"]
        services.refuse_waiting(actor, unit_no)
        found = closing.plan_closing(actor, unit_no, since)
        says = [
            _("%(name)s 从 %(day)s 起关闭:不再点名,也不能再编入学生。")
            % {"name": place.name, "day": since.isoformat()},
            *_checks(actor, place, since),
            _("以前的名单、考勤和数字都照旧可查。"),
        ]
        also = queries.staff_of(actor, unit_no) if place.kind == "school" else ()
        return Preview(says, found.names[1:], _staff_words(also), also)

    def run(act_id: UUID) -> str:
        given = form.cleaned_data
        services.close_unit(actor, act_id, unit_no, given["since"], given["reason"])
        return _unit_url(unit_no)

    says = _("这天是没有它的第一天。")
    return _walk(
        request,
        Flow(
            _("关闭"), place.name, says, _("确认关闭"), form, plan, run, _unit_url(unit_no), unit_no
        ),
    )


def _checks(actor: Actor, place: directory.Place, since: Any) -> list[str]:
    """What becomes of today's checks; refused where one was reported."""
    if since > clock.today():
        return []
    still_open, reported = queries.due_today(actor, place.interval)
    if reported:
        raise Conflict(_("%(name)s 今天已经报过检查。请改从明天起。") % {"name": place.name})
    said = _("%(name)s 今天还没报的 %(n)s 项检查不用报了。")
    return [said % {"name": place.name, "n": still_open}] if still_open else []


def _staff_words(names: Sequence[str]) -> str:
    if not names:
        return ""
    return _("这 %(n)s 名教职工还没有去处,请另行安排:") % {"n": len(names)}


@page(Permission.KEEP_UNITS, methods="GET POST")
def merge_page(request: Asked, unit_no: int) -> HttpResponse:
    """A class into another of the school; a school into another of the county."""
    place = queries.kept_unit(request.actor, unit_no)
    if place.kind == "class":
        return _walk(request, _class_flow(request, place))
    if place.kind == "school":
        return _walk(request, _school_flow(request, place))
    raise NotFound


def _class_flow(request: Asked, place: directory.Place) -> Flow:
    actor, no = request.actor, place.no
    into = [(str(one.no), one.name) for one in queries.other_classes(no)]
    form = MergeForm(_posted(request), into=into)

    def plan() -> Preview:
        given = form.cleaned_data
        services.refuse_waiting(actor, no)
        found = closing.plan_class_merge(actor, no, int(given["into"]), given["since"])
        words = {"name": place.name, "n": found.pupils, "day": given["since"].isoformat(),
                 "into": found.into.name}  # fmt: skip
        if given["since"] <= clock.today():
            _refuse_reported(actor, directory.place(found.into.no))
        says = [
            _("%(name)s 的 %(n)s 名学生从 %(day)s 起到 %(into)s,座号接在后面。") % words,
            _("%(name)s 同一天关闭。") % words,
            *_checks(actor, place, given["since"]),
            _("住宿、校车、就餐和监护人不变。班主任和科任教师的任职请另行调整。"),
            _("以前的名单、考勤和数字都照旧可查。"),
        ]
        return Preview(says)

    def run(act_id: UUID) -> str:
        given = form.cleaned_data
        services.merge_classes(
            actor, act_id, no, int(given["into"]), given["since"], given["reason"]
        )
        return _unit_url(no)

    says = _("全班学生从一天起到另一个班,原来的班关闭。")
    title = _("并入另一个班")
    return Flow(title, place.name, says, _("确认合并"), form, plan, run, _unit_url(no), no)


def _refuse_reported(actor: Actor, place: directory.Place) -> None:
    if queries.due_today(actor, place.interval)[1]:
        raise Conflict(_("%(name)s 今天已经报过检查。请改从明天起。") % {"name": place.name})


def _school_flow(request: Asked, place: directory.Place) -> Flow:
    """First which school, then where each class goes, then what will happen."""
    actor, no = request.actor, place.no
    form = _school_form(request, place)

    def plan() -> Preview:
        services.refuse_waiting(actor, no)
        return _school_preview(actor, place, form)

    def run(act_id: UUID) -> str:
        given = form.cleaned_data
        services.merge_schools(
            actor, act_id, no, int(given["into"]), given["since"], form.targets(), given["reason"]
        )
        return _unit_url(no)

    says = _("全校学生从一天起转到另一所学校,原来的学校关闭。最早从明天起。")
    if request.method == "POST" and not form.is_bound:
        says = _("请为每个班选好去哪里,再看一遍会怎样。")
    title = _("并入另一所学校")
    return Flow(title, place.name, says, _("确认合并"), form, plan, run, _unit_url(no), no)


def _school_form(request: Asked, place: directory.Place) -> MergeForm:
    """The form, with a choice for each class once the school is chosen: first as proposed, unbound."""
    actor, data = request.actor, _posted(request)
    into = [(str(one.no), one.name) for one in queries.other_schools(actor, place.no)]
    school = (data or {}).get("into", "")
    if school not in dict(into):
        return MergeForm(data, into=into)
    goals, first = _goals(int(school))
    found = joining.classes_with_pupils(place.no, clock.today())
    classes = [(str(unit.no), f"{unit.name}({count})") for unit, count in found.items()]
    if all(f"to-{no}" in data for no, _name in classes):
        return MergeForm(data, into=into, classes=classes, goals=goals)
    grades = {one.no: one.name for one in directory.places_inside(place.interval, "grade")}
    proposed = {
        f"to-{unit.no}": first.get(grades.get(unit.parent_no or 0, ""), "") for unit in found
    }
    typed = {name: str(value) for name, value in data.items()}
    return MergeForm(None, into=into, classes=classes, goals=goals, initial=typed | proposed)


def _goals(school_no: int) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Where classes may go, and by the name of a grade what is proposed: a new class of it."""
    found = queries.targets(school_no)
    grades = {one.no: one for one in found if one.kind == "grade"}
    new = [
        (str(one.no), _("%(grade)s 新开一个班") % {"grade": one.name}) for one in grades.values()
    ]
    classes = [(str(one.no), one.name) for one in found if one.kind == "class"]
    return [*new, *classes], {one.name: str(one.no) for one in grades.values()}


def _school_preview(actor: Actor, place: directory.Place, form: Form) -> Preview:
    given = form.cleaned_data
    found = joining.plan_school_merge(
        actor, place.no, int(given["into"]), given["since"], form.targets()
    )
    pupils = sum(going.pupils for going in found.classes)
    words = {"name": place.name, "n": pupils, "day": given["since"].isoformat(),
             "into": found.into.name, "units": found.units}  # fmt: skip
    says = [
        _("%(name)s 的 %(n)s 名学生从 %(day)s 起转到%(into)s,监护人跟着转。") % words,
        _("%(name)s 同一天关闭,连同里面的班级、宿舍和场所共 %(units)s 个单位。") % words,
        _("以前的名单、考勤和数字都照旧可查。"),
    ]
    if found.boarders:
        says.append(_("%(n)s 名住校学生要在新学校重新安排宿舍。") % {"n": found.boarders})
    names = [
        _("%(name)s %(n)s 人 → %(into)s")
        % {
            "name": going.unit.name, "n": going.pupils,
            "into": _("%(grade)s 新开一个班") % {"grade": going.into.name}
            if going.into.kind == "grade" else going.into.name,
        }
        for going in found.classes
    ]  # fmt: skip
    staff = queries.staff_of(actor, place.no)
    return Preview(says, names, _staff_words(staff), staff)


@page(Permission.KEEP_UNITS, methods="GET POST")
def promote_page(request: Asked, unit_no: int) -> HttpResponse:
    """A new school year: grades move up, the last graduates, a first one opens."""
    actor = request.actor
    school = queries.kept_school(actor, unit_no)
    proposed = {"classes": queries.first_grade_classes(unit_no)}
    form = PromoteForm(_posted(request), initial=proposed)

    def plan() -> Preview:
        found = promoting.plan_promotion(actor, unit_no, form.cleaned_data["classes"])
        if found.last_classes:
            _checks(actor, directory.place(found.last.no), clock.today())
        words = {"name": found.last.name, "n": found.graduates, "first": found.first,
                 "year": found.cohort, "classes": len(found.classes)}  # fmt: skip
        says = [
            _("%(name)s 的 %(n)s 名学生今天毕业离校,%(name)s 和它的班级关闭。") % words,
            _("新的%(first)s(%(year)s 年入学)今天开设,有 %(classes)s 个班。") % words,
            _("其他年级只改名称,学生、班级和以前的记录都不动。"),
        ]
        moves = [f"{unit.name} → {name}" for unit, name, _stage in found.moves]
        return Preview(says, [*moves, *found.classes])

    def run(act_id: UUID) -> str:
        promoting.promote_year(actor, act_id, unit_no, form.cleaned_data["classes"])
        return _school_url(unit_no)

    says = _("每学年一次,在暑假里办理,当天生效。")
    return _walk(
        request,
        Flow(
            _("新学年升级"), school.name, says, _("确认升级"), form, plan, run,
            _school_url(unit_no), unit_no,
        ),
    )  # fmt: skip
