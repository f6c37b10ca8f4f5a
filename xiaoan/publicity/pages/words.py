"""Public information as pages say it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from xiaoan.directory import queries as directory
from xiaoan.kernel.texts import fit
from xiaoan.publicity import rules
from xiaoan.publicity.pages.kept import path_of
from xiaoan.publicity.queries import shown
from xiaoan.publicity.queries.words import LANGUAGE_NAMES
from xiaoan.reopening import queries as reopening
from xiaoan.reopening.queries.words import WHAT_NAMES, stage_name


def frame(language: str, rest: str) -> dict[str, Any]:
    """What every public page shows around itself: the same page in other languages, feeds, the front page."""
    return {
        "tag": rules.TAGS[language], "home_url": path_of(language),
        "schools_url": path_of(language, "schools/"),
        "search_url": path_of(language, "schools/search/"),
        "rss_url": path_of(language, "feed.rss"), "atom_url": path_of(language, "feed.atom"),
        "ics_url": path_of(language, "openings.ics"), "json_url": reverse("publicity:json"),
        "others": [
            {
                "tag": rules.TAGS[code], "name": LANGUAGE_NAMES[code], "url": path_of(code, rest),
                "current": code == language,
            }
            for code in rules.PREFIXES
        ],
    }  # fmt: skip


def list_url(language: str, kind: str, number: int) -> str:
    return path_of(language, f"texts/{kind}/{number}/")


def text(one: shown.Shown, language: str) -> dict[str, Any]:
    """A text in a list or alone. `foreign`: its words are in another language than the page."""
    return {
        **one.__dict__,
        "url": path_of(language, f"texts/{one.id}/"),
        "foreign": one.tag != rules.TAGS[language],
        "dialled": "".join(sign for sign in one.phone if sign in "+0123456789"),
        "is_changed": one.version > 1 and bool(one.reason),
    }


def date(one: reopening.Opening, name: str, place: str = "") -> dict[str, Any]:
    """A decision that holds, in a row."""
    return {
        **one.__dict__, "name": name, "place": place, "words": WHAT_NAMES[one.what],
    }  # fmt: skip


def school(one: shown.School, language: str) -> dict[str, Any]:
    """A school with a row for each stage that has something of its own to say."""
    rows = [
        {"name": stage_name(row.stage.code), "one": date(row.opening, "") if row.opening else None}
        for row in one.stages
        if row.is_own or not row.stage.follows
    ]
    return {
        "name": one.name, "township": one.township, "rows": rows,
        "url": path_of(language, f"schools/{one.no}/"),
        "ics_url": path_of(language, f"schools/{one.no}/openings.ics"),
    }  # fmt: skip


def place_names(found: Iterable[reopening.Opening]) -> dict[int, str]:
    places = directory.places({one.place_no for one in found})
    return {no: fit(place.name) for no, place in places.items()}


def decided(one: reopening.Opening, places: dict[int, str]) -> dict[str, Any]:
    return date(one, stage_name(one.stage), places[one.place_no])
