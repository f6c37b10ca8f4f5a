"""Telling a story, changing it, and deciding about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.permission import Permission
from xiaoan.stories import forms, services
from xiaoan.stories.pages.reading import told
from xiaoan.stories.queries import seen
from xiaoan.web import fields, pictures
from xiaoan.web.gate import Asked, page, require
from xiaoan.wording import queries as wording


@page(Permission.SUBMIT_STORIES, methods="GET POST")
def new_page(request: Asked, unit_no: int) -> HttpResponse:
    """The form; posted: submitted, and everybody shown is asked."""
    place = seen.place_for(unit_no)
    require(request.actor, Permission.SUBMIT_STORIES, unit_no)

    def save(new: services.NewStory) -> UUID:
        return services.submit(request.actor, new)

    return _form(request, place, None, save)


@page(Permission.SUBMIT_STORIES, methods="GET POST")
def revise_page(request: Asked, story_id: UUID) -> HttpResponse:
    """The form with the story; posted: a new edition."""
    one = seen.story(request.actor, story_id)
    if one.by_id != request.actor.user_id:
        raise Forbidden if one.is_inside else NotFound

    def save(new: services.NewStory) -> UUID:
        services.revise(request.actor, story_id, new)
        return story_id

    return _form(request, seen.place_for(one.unit_no), one, save)


def _form(
    request: Asked, place: directory.Place, one: seen.Told | None,
    save: Callable[[services.NewStory], UUID],
) -> HttpResponse:  # fmt: skip
    pupils, staff = seen.choices(request.actor, place)
    posted = request.method == "POST"
    form = forms.StoryForm(
        request.POST if posted else None, initial=_initial(one), pupils=_as(pupils), staff=_as(staff),
    )  # fmt: skip
    status, errors, photo_error, fault = (422 if posted else 200), [], "", None
    if posted and form.is_valid():
        try:
            found = save(_new(request, place, form, one))
            messages.success(request, _("已提交。写到的人表态后,由另一个人审核。"))
            return HttpResponseRedirect(reverse("stories:story", args=[found]))
        except Invalid as refused:
            status, fault = refused.status, refused
            photo_error = str(refused) if "photo" in refused.fields else ""
            errors = [] if photo_error else _put(form, refused)
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        "place": place, "errors": errors, "one": one,
        "looked": wording.question(_looked(request), fault),
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
        "photo": pictures.widget(request.POST if posted else None), "photo_error": photo_error,
        "old": [(str(pk), reverse("stories:photo", args=[one.id, pk])) for pk in one.photos] if one else [],
        "kept": request.POST.getlist("keep") if posted else [str(pk) for pk in one.photos] if one else [],
        "back_url": reverse("stories:story", args=[one.id])
        if one else reverse("stories:unit", args=[place.no]),
    }  # fmt: skip
    return render(request, "stories/form.html", context, status=status)


def _looked(request: Asked) -> tuple[str, ...]:
    """Which questions about names and health are answered."""
    return tuple(request.POST.getlist(wording.FIELD))


def _as(people: list[tuple[UUID, str]]) -> list[tuple[str, str]]:
    return [(str(pk), name) for pk, name in people]


def _initial(one: seen.Told | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {
        "title": one.title, "text": one.text, "nobody": [] if one.consents else ["1"],
        "pupils": [str(each.person_id) for each in one.consents if each.person_id],
        "staff": [str(each.user_id) for each in one.consents if each.user_id],
    }  # fmt: skip


def _put(form: forms.StoryForm, refused: Invalid) -> list[str]:
    """A refusal beside its field; that of people beside the pupils, or who is there to be chosen."""
    people = "pupils" if "pupils" in form.fields else "staff"
    named = {people if one == "people" else one: why for one, why in refused.fields.items()}
    if wording.FIELD in named:
        return []
    return fields.put(form, named, str(refused))


def _new(
    request: Asked, place: directory.Place, form: forms.StoryForm, one: seen.Told | None
) -> services.NewStory:
    given = form.cleaned_data
    old = {str(pk): pk for pk in one.photos} if one else {}
    return services.NewStory(
        given["submission_id"], place.no, given["title"], given["text"],
        tuple(UUID(pk) for pk in given.get("pupils", [])), tuple(UUID(pk) for pk in given["staff"]),
        nobody="1" in given["nobody"], looked=_looked(request),
        pictures=tuple(each.content for each in pictures.read(request)),
        keeps=tuple(old[pk] for pk in request.POST.getlist("keep") if pk in old),
    )  # fmt: skip


@page(Permission.APPROVE_STORIES, methods="POST")
def publish_page(request: Asked, story_id: UUID) -> HttpResponse:
    """Put it out; what keeps it from that is said on its page."""
    form = forms.PublishForm(request.POST)
    one = seen.story(request.actor, story_id)
    if not form.is_valid():
        return told(request, one, [_("页面已过期,请刷新后重试。")], 422)
    given = form.cleaned_data
    try:
        looked = _looked(request)
        services.publish(request.actor, given["submission_id"], story_id, given["edition"], looked)
    except wording.Unanswered as refused:
        return told(request, one, [], refused.status, refused)
    except Conflict as refused:
        return told(request, one, [str(refused)], refused.status)
    messages.success(request, _("已发布。"))
    return HttpResponseRedirect(reverse("stories:story", args=[story_id]))


@page(Permission.APPROVE_STORIES, methods="GET POST")
def return_page(request: Asked, story_id: UUID) -> HttpResponse:
    """The reason; posted: given back."""
    one = seen.story(request.actor, story_id)
    require(request.actor, Permission.APPROVE_STORIES, one.unit_no)
    said = {"title": _("退回修改"), "button": _("退回"), "done": _("已退回。"), "note": ""}
    return _reasoned(request, one, said, services.give_back)


@page(Permission.SUBMIT_STORIES, Permission.APPROVE_STORIES, methods="GET POST")
def withdraw_page(request: Asked, story_id: UUID) -> HttpResponse:
    """The reason; posted: taken down."""
    one = seen.story(request.actor, story_id)
    if one.by_id != request.actor.user_id:
        require(request.actor, Permission.APPROVE_STORIES, one.unit_no)
    said = {
        "title": _("撤下"), "button": _("撤下"), "done": _("已撤下。"),
        "note": _("撤下后马上看不到,不能再发布;要再写,请另写一篇。"),
    }  # fmt: skip
    return _reasoned(request, one, said, services.withdraw)


_Save = Callable[[Any, UUID, UUID, str], None]


def _reasoned(request: Asked, one: seen.Told, said: dict[str, str], save: _Save) -> HttpResponse:
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    status, errors = (422 if request.method == "POST" else 200), []
    back = reverse("stories:story", args=[one.id])
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            save(request.actor, given["submission_id"], one.id, given["reason"])
            messages.success(request, said["done"])
            return HttpResponseRedirect(
                back if one.is_inside and one.state != "published" else reverse("stories:home")
            )
        except Invalid as refused:
            errors = fields.put(form, refused.fields, str(refused))
        except Conflict as refused:
            status, errors = refused.status, [str(refused)]
    context = {
        **said, "sub": one.title, "errors": errors, "back_url": back,
        "fields": list(fields.shown(form, is_plain=True)),
        "submission_id": form["submission_id"].value() or uuid7(),
    }  # fmt: skip
    return render(request, "stories/reason.html", context, status=status)
