"""Stories: what is published, what is asked of oneself, those of one's unit."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.kernel import clock
from xiaoan.kernel.ids import uuid7
from xiaoan.kernel.numbers import whole
from xiaoan.kernel.permission import Permission
from xiaoan.stories.pages import words
from xiaoan.stories.queries import doubts, published, seen
from xiaoan.web import pictures
from xiaoan.web.gate import Asked, page
from xiaoan.web.paging import pager
from xiaoan.wording import queries as wording

_SIZE = 20
_EITHER = (Permission.SUBMIT_STORIES, Permission.APPROVE_STORIES)


@page(Permission.READ_STORIES)
def home_page(request: Asked) -> HttpResponse:
    """What the actor is asked to agree to, then what is published."""
    offset, total = whole(request.GET.get("offset", "")), published.public_count()
    rows = published.public(_SIZE, offset)
    context = {
        "asked": [
            {
                "url": reverse("stories:consent", args=[one.shown_id]), "title": one.title,
                "name": one.name, "words": words.said_words(one.said),
                "shape": words.SAID_SHAPES[one.said or "missing"],
            }
            for one in seen.asked_of(request.actor)
        ],
        "rows": [
            {"url": reverse("stories:story", args=[one.id]), "title": one.title, "school": one.school,
             "at": one.published_at}
            for one in rows
        ],
        "total": total, "pager": pager(request, total, offset, _SIZE), "as_of": clock.now(),
        "unit_url": reverse("stories:unit_home")
        if any(request.actor.may_anywhere(one) for one in _EITHER) else "",
    }  # fmt: skip
    return render(request, "stories/home.html", context)


@page(*_EITHER)
def unit_home_page(request: Asked) -> HttpResponse:
    """To the widest unit of the actor."""
    reach = [at for one in _EITHER for at in request.actor.reach(one)]
    lo, _hi = max(reach, key=lambda one: one[1] - one[0])
    return HttpResponseRedirect(reverse("stories:unit", args=[lo]))


@page(*_EITHER)
def unit_page(request: Asked, unit_no: int) -> HttpResponse:
    """The stories of a unit, whatever their state."""
    place = directory.place(unit_no)
    found = seen.at_unit(request.actor, place)
    context = {
        "unit": place, "rows": [words.card(one) for one in found], "as_of": clock.now(),
        "new_url": reverse("stories:new", args=[unit_no])
        if place.kind in ("class", "school") and request.actor.may(Permission.SUBMIT_STORIES, unit_no)
        else "", "back_url": reverse("stories:home"),
    }  # fmt: skip
    return render(request, "stories/unit.html", context)


@page(Permission.APPROVE_STORIES)
def waiting_page(request: Asked) -> HttpResponse:
    """What the actor may decide: everybody shown agrees."""
    context = {
        "rows": [words.card(one) for one in seen.deciding(request.actor)], "as_of": clock.now(),
        "back_url": reverse("stories:home"),
    }  # fmt: skip
    return render(request, "stories/waiting.html", context)


@page(Permission.READ_STORIES)
def story_page(request: Asked, story_id: UUID) -> HttpResponse:
    """A story; with whose consent is there and missing for whoever tells or approves it."""
    return told(request, seen.story(request.actor, story_id), [], 200)


def told(
    request: Asked, one: seen.Told, errors: list[str], status: int,
    refused: Exception | None = None,
) -> HttpResponse:  # fmt: skip
    found = doubts.of(one) if one.may_decide else None
    looked, said = (
        request.POST.getlist(wording.FIELD),
        doubts.sentence(found, decides=True) if found else "",
    )
    context = {
        **words.shown(one), "one": one, "errors": errors, "consents": words.consents(one),
        "looked": wording.question(looked, refused, found, said), "submission_id": uuid7(),
        "edition": one.edition, "may_publish": one.may_publish,
        "back_url": reverse("stories:unit", args=[one.unit_no])
        if one.is_inside and any(request.actor.may(p, one.unit_no) for p in _EITHER)
        else reverse("stories:home"),
    }  # fmt: skip
    return render(request, "stories/story.html", context, status=status)


@page(Permission.READ_STORIES)
def photo_page(request: Asked, story_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a story that is seen, or that the actor is asked about."""
    return pictures.answer(seen.picture(request.actor, story_id, photo_id))
