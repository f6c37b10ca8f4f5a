"""One chapter: what the record says, the texts, the tasks, comments; one task to be changed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole as number
from xiaoan.kernel.permission import Permission
from xiaoan.schoolplans import forms, rules, services
from xiaoan.schoolplans.pages import words as said
from xiaoan.schoolplans.queries import people, plans, record, template_words, versions
from xiaoan.schoolplans.rules import completeness
from xiaoan.web import fields, reading
from xiaoan.web.context import crumbs
from xiaoan.web.gate import Asked, page


def _whole(request: Asked, school_no: int, permission: Permission) -> plans.Whole:
    school = plans.school_of(request.actor, school_no, permission)
    plan = plans.plan_of(school_no)
    if plan is None:
        raise NotFound
    return plans.whole(plan, school)


@page(Permission.SEE_SCHOOL_PLANS, methods="GET POST")
def chapter_page(request: Asked, school_no: int, code: str) -> HttpResponse:
    """A chapter; posted `act` texts: its texts; comment, answer: what is said of it."""
    whole = _whole(request, school_no, Permission.SEE_SCHOOL_PLANS)
    chapter = whole.chapter(code)
    errors, status, others = [], 200, {}
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            messages.success(request, _posted(request, whole, chapter.code))
            return HttpResponseRedirect(reverse("schoolplans:chapter", args=[school_no, code]))
        except services.Stale as stale:
            errors, status, others = [str(stale)], stale.status, stale.others
        except Invalid as refused:
            errors, status = [str(refused)], refused.status
            faults = {name: str(refused) for name in refused.fields}
        except Conflict as refused:
            errors, status = [str(refused)], refused.status
        whole = _whole(request, school_no, Permission.SEE_SCHOOL_PLANS)
    context = {
        **_context(request, whole, code), "errors": errors, "faults": faults,
        "texts": _texts(request, whole, code, others, faults),
    }  # fmt: skip
    if versions.is_hidden(request.actor, whole.plan):
        context |= _submitted(whole, code)
    return render(request, "schoolplans/chapter.html", context, status=status)


def _submitted(whole: plans.Whole, code: str) -> dict[str, Any]:
    """The chapter as it was submitted last, in place of what is being written."""
    found = versions.last_chapter(whole.plan, code) or {"texts": [], "tasks": [], "record": []}
    return {
        "is_hidden": True, "version": whole.plan.version, "missing": [], "facts": found["record"],
        "texts": [
            {**one, "label": template_words.said(one["label"]), "shown": one["text"]}
            for one in found["texts"]
        ],
        "tasks": [said.submitted(one) for one in found["tasks"]],
        "comments": said.comments(
            plans.comments_of(whole.plan, code),
            {UUID(one["id"]): template_words.said(one["what"]) for one in found["tasks"]}
        ),
    }  # fmt: skip


def _posted(request: Asked, whole: plans.Whole, code: str) -> str:
    sent, actor, no = request.POST, request.actor, whole.school.no
    act_id, act = reading.read_id(sent.get("submission_id", "")), sent.get("act", "")
    if act == "texts":
        typed = {
            entry.code: services.Typed(sent[f"t-{entry.code}"], number(sent.get(f"r-{entry.code}")))
            for entry in whole.chapter(code).of("field")
            if f"t-{entry.code}" in sent
        }
        n = services.write_texts(actor, act_id, no, code, typed)
        return _("已保存 %(n)s 处。") % {"n": n} if n else _("没有改动。")
    if act == "comment":
        about = reading.read_optional_id(sent.get("task_id", ""))
        services.comment(actor, act_id, no, code, about, sent.get("text", ""))
        return _("意见已记下,学校会看到。")
    if act == "answer":
        comment_id = reading.read_optional_id(sent.get("comment_id", ""))
        if comment_id is None:
            raise NotFound
        services.answer(actor, act_id, no, comment_id, sent.get("answer", ""))
        return _("已答复。")
    raise Invalid(_("页面已过期,请刷新后重试。"))


def _texts(
    request: Asked, whole: plans.Whole, code: str, others: dict[str, services.Other],
    faults: dict[str, str],
) -> list[dict[str, Any]]:  # fmt: skip
    """Each text as it stands or was typed; after somebody else's change both, with the number of theirs."""
    found = []
    for entry in template_words.told(whole.chapter(code)).of("field"):
        written, name = whole.texts.get((code, entry.code)), f"t-{entry.code}"
        other = others.get(name)
        rev = other.rev if other else written.rev if written else 0
        if request.method == "POST" and not other and f"r-{entry.code}" in request.POST:
            rev = number(request.POST[f"r-{entry.code}"])
        found.append(
            {
                "code": entry.code, "label": entry.label, "hint": entry.hint,
                "required": entry.required, "rev": rev, "other": other, "longest": rules.LONG,
                "text": request.POST.get(name, written.text if written else ""),
                "shown": written.text if written else "", "source": entry.source,
                "fault": faults.get(name, ""),
            }
        )  # fmt: skip
    return found


def _context(request: Asked, whole: plans.Whole, code: str) -> dict[str, Any]:
    actor, no, names = request.actor, whole.school.no, whole.names
    chapter = template_words.told(whole.chapter(code))
    tasks = [said.task(one, names, whole) for one in whole.tasks if one.chapter == code]
    writes = actor.may(Permission.WRITE_SCHOOL_PLAN, no)
    at = [one.code for one in whole.chapters].index(code)
    following = whole.chapters[at + 1] if at + 1 < len(whole.chapters) else None
    return {
        "school": whole.school, "crumbs": crumbs(actor, no), "chapter": chapter, "tasks": tasks,
        "as_of": clock.now(), "state": said.state(whole.plan.state),
        "missing": said.missing(whole.missing, code),
        "facts": record.facts(actor, whole.school, clock.today()).get(code, []),
        "is_frozen": whole.plan.state not in rules.WRITABLE,
        "writable": writes and whole.plan.state in rules.WRITABLE, "writes": writes,
        "decides": actor.may(Permission.APPROVE_SCHOOL_PLAN, no),
        "comments": said.comments(
            plans.comments_of(whole.plan, code),
            {one.id: template_words.said(one.what) for one in whole.tasks}
        ),
        "ids": [uuid7() for _n in range(2)], "typed": request.POST,
        "new_url": reverse("schoolplans:new_task", args=[no, code]),
        "import_url": reverse("schoolplans:import", args=[no]),
        "next_url": reverse("schoolplans:chapter", args=[no, following.code]) if following else "",
        "back_url": reverse("schoolplans:plan", args=[no]),
    }  # fmt: skip


@page(Permission.WRITE_SCHOOL_PLAN, methods="GET POST")
def new_task_page(request: Asked, school_no: int, code: str) -> HttpResponse:
    """A task of the school's own."""
    whole = _whole(request, school_no, Permission.WRITE_SCHOOL_PLAN)
    whole.chapter(code)
    return _task_page(request, whole, code, None)


@page(Permission.WRITE_SCHOOL_PLAN, methods="GET POST")
def edit_task_page(request: Asked, school_no: int, task_id: UUID) -> HttpResponse:
    """A task to be changed; posted `act` remove: it is taken out."""
    whole = _whole(request, school_no, Permission.WRITE_SCHOOL_PLAN)
    task = next((one for one in whole.tasks if one.id == task_id), None)
    if task is None:
        raise NotFound
    return _task_page(request, whole, task.chapter, task)


def _task_page(
    request: Asked, whole: plans.Whole, code: str, task: completeness.Task | None
) -> HttpResponse:
    posted = request.method == "POST"
    form = forms.TaskForm(
        request.POST if posted else None, initial=_initial(task), people=_people(whole)
    )
    status, errors, other = (422 if posted else 200), [], None
    if posted and (request.POST.get("act") in ("remove", "split") or form.is_valid()):
        try:
            messages.success(request, _put(request, whole, code, task, form))
            return HttpResponseRedirect(
                reverse("schoolplans:chapter", args=[whole.school.no, code])
            )
        except services.Stale as stale:
            status, errors, other = stale.status, [str(stale)], stale.others["what"]
        except Invalid as refused:
            status, errors = refused.status, []
            if "split" in refused.fields:
                errors = [str(refused)]
            for name in refused.fields.keys() & form.fields.keys():
                form.add_error(name, refused.fields[name])
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "school": whole.school, "crumbs": crumbs(request.actor, whole.school.no), "errors": errors,
        "chapter": template_words.told(whole.chapter(code)), "task": task, "other": other,
        "rev": other.rev if other else form["rev"].value() or 0,
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": uuid7() if other else form["submission_id"].value() or uuid7(),
        "remove_id": uuid7(), "split_id": uuid7(),
        "back_url": reverse("schoolplans:chapter", args=[whole.school.no, code]),
    }  # fmt: skip
    return render(request, "schoolplans/task_form.html", context, status=status)


def _people(whole: plans.Whole) -> list[tuple[str, str]]:
    found = [(str(one.user_id), f"{one.name} {one.post}") for one in whole.staff]
    known = {pk for pk, _name in found}
    gone = {pk for pk in completeness.unique_people(whole.tasks) if str(pk) not in known}
    names = people.names(gone)
    return found + [(str(pk), _("%(name)s(已不在任)") % {"name": names.get(pk, "")}) for pk in gone]


def _initial(task: completeness.Task | None) -> dict[str, Any]:
    if task is None:
        return {"phase": "before", "rev": 0}
    return {
        "what": task.what, "phase": task.phase, "person_id": str(task.person_id or ""),
        "deputy_id": str(task.deputy_id or ""), "due_on": task.due_on, "place": task.place,
        "offset": "" if task.offset is None else str(task.offset), "evidence": task.evidence,
        "rev": task.rev, "wants_file": ["1"] if task.wants_file else [],
    }  # fmt: skip


def _put(
    request: Asked, whole: plans.Whole, code: str, task: completeness.Task | None,
    form: forms.TaskForm,
) -> str:  # fmt: skip
    """Write or take out what the form says; gives what was done, in words."""
    actor, no = request.actor, whole.school.no
    if request.POST.get("act") == "remove":
        if task is None:
            raise Forbidden
        act_id = reading.read_id(request.POST.get("submission_id", ""))
        services.remove_task(actor, act_id, no, task.id, number(request.POST.get("rev")))
        return _("已删去这项任务。")
    if request.POST.get("act") == "split":
        if task is None:
            raise Forbidden
        act_id = reading.read_id(request.POST.get("submission_id", ""))
        rev = number(request.POST.get("rev"))
        n = services.split_task(actor, act_id, no, task.id, rev)
        return _("已分成 %(n)s 项,每班一项。") % {"n": n} if n else _("已经分过了。")
    given = form.cleaned_data
    services.put_task(
        actor, given["submission_id"], no,
        services.Given(
            code, given["phase"], given["what"], form.who("person_id"), form.who("deputy_id"),
            given["due_on"], given["offset"], given["place"], given["evidence"],
            task.id if task else None, given["rev"] or 0, bool(given["wants_file"]),
        ),
    )  # fmt: skip
    return _("已保存。")
