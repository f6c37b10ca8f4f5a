"""Rumours as pages say them."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.rumours import queries, rules
from xiaoan.rumours.queries import desk, mine
from xiaoan.rumours.queries.words import (
    AGE_NAMES,
    HOW_NAMES,
    LANGUAGE_NAMES,
    STATE_NAMES,
    STATE_SHAPES,
    STEP_NAMES,
    VERDICT_NAMES,
    VERDICT_SHAPES,
    language,
)

PAGE = 50
TAGS = {"hans": "zh-Hans", "hant": "zh-Hant", "en": "en"}


def correction(one: queries.Correction) -> dict[str, Any]:
    """An answer in the language of the page; in 简体, and said so (`untranslated`), where nobody has
    translated it yet."""
    spoken = language() if one.title.get(language()) else rules.FIRST
    return {
        "id": one.id, "no": one.no, "url": reverse("rumours:correction", args=[one.id]),
        "title": one.title[spoken], "text": one.text[spoken], "tag": TAGS[spoken],
        "untranslated": spoken != language(), "sources": one.sources,
        "verdict": VERDICT_NAMES[one.verdict], "shape": VERDICT_SHAPES[one.verdict],
        "at": one.published_at, "first_at": one.first_at, "version": one.version,
    }  # fmt: skip


def report(one: mine.Mine) -> dict[str, Any]:
    """One's own report, and how it stands."""
    return {
        **one.__dict__,
        "url": reverse("rumours:report", args=[one.id]),
        "state_words": STATE_NAMES[one.state],
        "shape": STATE_SHAPES[one.state],
        "correction": correction(one.correction) if one.correction else None,
    }


def row(one: desk.Row) -> dict[str, Any]:
    """An item in a line of the desk."""
    return {
        **one.__dict__,
        "url": reverse("rumours:item", args=[one.id]),
        "title": one.title or _("(只有图片或链接)"),
        "state_words": STATE_NAMES[one.state],
        "shape": "missed"
        if one.age == "longer" and one.state == "open"
        else STATE_SHAPES[one.state],
        "age_words": AGE_NAMES[one.age],
        "verdict_words": VERDICT_NAMES.get(one.verdict, ""),
        "verdict_shape": VERDICT_SHAPES.get(one.verdict, ""),
    }


def said(one: desk.Said, item_id: UUID) -> dict[str, Any]:
    """A report as the desk sees it."""
    return {
        **one.__dict__,
        "role_words": ROLE_NAMES.get(one.role, ""),
        "how_words": HOW_NAMES[one.how],
        "photos": [
            {"id": pk, "url": reverse("rumours:photo", args=[item_id, pk])} for pk in one.photo_ids
        ],
    }


def step(one: desk.StepRow) -> dict[str, Any]:
    return {
        **one.__dict__,
        "title": STEP_NAMES[one.kind],
        "other_url": reverse("rumours:item", args=[one.other_id]) if one.other_id else "",
    }


def answer(one: Any) -> dict[str, Any] | None:
    """A version of an answer with all its languages, as the desk reads it."""
    if one is None:
        return None
    return {
        "id": one.pk, "no": one.no, "at": one.at, "verdict": VERDICT_NAMES[one.verdict],
        "shape": VERDICT_SHAPES[one.verdict],
        "languages": [
            (TAGS[code], one.title.get(code, ""), one.text.get(code, ""), LANGUAGE_NAMES[code])
            for code in rules.LANGUAGES
        ],
        "sources": [queries.source_of(told) for told in one.sources],
    }  # fmt: skip


def span(value: dt.timedelta | None) -> str:
    """A time to an answer in words; "–" for none."""
    if value is None:
        return "–"
    hours = value.total_seconds() / 3600
    if hours < 1:
        return _("%(n)s 分钟") % {"n": max(round(hours * 60), 1)}
    if hours < 48:
        return _("%(n)s 小时") % {"n": f"{hours:.1f}"}
    return _("%(n)s 天") % {"n": f"{hours / 24:.1f}"}


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of rumours beside one another."""
    names = ["home", "checked"] if actor.may_anywhere(Permission.REPORT_RUMOURS) else ["checked"]
    if queries.is_desk(actor):
        names += ["desk", "waiting"]
    return [
        {"name": name, "url": reverse(f"rumours:{name}"), "current": name == current}
        for name in names
    ]
