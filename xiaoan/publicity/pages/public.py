"""The pages that open to anybody, in three languages by address."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xiaoan.kernel import clock
from xiaoan.kernel.errors import NotFound
from xiaoan.publicity import rules
from xiaoan.publicity.pages import words
from xiaoan.publicity.pages.kept import kept
from xiaoan.publicity.queries import feeds, shown
from xiaoan.publicity.queries.words import KIND_NAMES
from xiaoan.stories.queries import published as stories
from xiaoan.web.gate import Asked

# So many of a kind stand on the front page.
FRONT = {"notice": 10, "correction": 10, "material": 6, "story": 4}
MOST_FOUND = 50


def _page(
    request: Asked, template: str, language: str, rest: str, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        **words.frame(language, rest), "county": shown.county().name, "made_at": clock.now(), **more,
    }  # fmt: skip
    return render(request, f"publicity/public/{template}.html", context, status=status)


@kept
def home_page(request: Asked, language: str) -> HttpResponse:
    """Dates, what is pinned, notices, corrections, hotlines, knowledge, stories."""
    top = shown.pinned(language)
    first = {one.id for one in top}
    lists = [
        {
            "kind": kind, "title": KIND_NAMES[kind], "url": words.list_url(language, kind, 1),
            "rows": [
                words.text(one, language)
                for one in shown.texts(language, kind, n + len(first))
                if one.id not in first
            ][:n],
            "more": shown.count(kind) > n,
        }
        for kind, n in FRONT.items()
    ]  # fmt: skip
    return _page(
        request, "home", language, "", pinned=[words.text(one, language) for one in top],
        dates=[
            {"name": name, "one": words.date(one, name) if one else None}
            for name, one in shown.county_stages()
        ],
        apart=[words.date(one, name, place) for place, name, one in shown.dates_apart()[: rules.PAGE]],
        lists=[one for one in lists if one["rows"]],
        hotlines=[words.text(one, language) for one in shown.texts(language, "hotline", rules.HOTLINES)],
    )  # fmt: skip


@kept
def schools_page(request: Asked, language: str) -> HttpResponse:
    """Every school by township, with its dates."""
    towns = [
        (town, [words.school(one, language) for one in found])
        for town, found in feeds.towns(shown.schools())
    ]
    return _page(request, "schools", language, "schools/", towns=towns)


@kept
def search_page(request: Asked, language: str) -> HttpResponse:
    """Schools whose name holds what was typed."""
    typed = request.GET.get("q", "")  # brought into one form by queries.edition
    found = shown.schools(typed, MOST_FOUND + 1) if typed else []
    return _page(
        request, "search", language, "schools/search/", typed=typed,
        rows=[words.school(one, language) for one in found[:MOST_FOUND]],
        more=len(found) > MOST_FOUND,
    )  # fmt: skip


@kept
def school_page(request: Asked, language: str, no: int) -> HttpResponse:
    """One school: what holds, and every decision before it."""
    one, decided = shown.school(no)
    places = words.place_names(decided)
    return _page(
        request, "school", language, f"schools/{no}/", school=words.school(one, language),
        history=[words.decided(each, places) for each in decided],
    )  # fmt: skip


@kept
def texts_page(request: Asked, language: str, kind: str, number: int) -> HttpResponse:
    """All texts of a kind, so many a page."""
    total = shown.count(kind) if kind in rules.KINDS else 0
    pages = max(1, -(-total // rules.PAGE))
    if kind not in rules.KINDS or not 1 <= number <= pages:
        raise NotFound
    rows = shown.texts(language, kind, rules.PAGE, (number - 1) * rules.PAGE)
    return _page(
        request, "texts", language, f"texts/{kind}/{number}/", title=KIND_NAMES[kind], number=number,
        pages=pages, rows=[words.text(one, language) for one in rows],
        before=words.list_url(language, kind, number - 1) if number > 1 else "",
        after=words.list_url(language, kind, number + 1) if number < pages else "",
    )  # fmt: skip


@kept
def text_page(request: Asked, language: str, text_id: UUID) -> HttpResponse:
    """One text. What was withdrawn is gone (410), and the page says since when and why."""
    one = shown.text(language, text_id)
    return _page(
        request, "text", language, f"texts/{text_id}/", status=410 if one.withdrawn_why else 200,
        one=words.text(one, language), kind=KIND_NAMES[one.kind],
        title=one.title or _("已撤回的%(kind)s") % {"kind": KIND_NAMES[one.kind]},
    )  # fmt: skip


@kept
def photo_page(_request: Asked, language: str, text_id: UUID, photo_id: UUID) -> HttpResponse:
    """A picture of a story, as long as everybody shown in it agrees."""
    return HttpResponse(stories.public_photo(text_id, photo_id), content_type="image/jpeg")
