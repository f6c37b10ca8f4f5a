"""Stories as pages say them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiaoan.stories.queries import seen

SHAPES = {"submitted": "due", "returned": "late", "published": "done", "withdrawn": "excused"}
SAID_SHAPES = {"given": "done", "refused": "missed", "withdrawn": "missed", "missing": "due"}


def state_words(state: str) -> str:
    return {
        "submitted": _("待审核"), "returned": _("退回修改"), "published": _("已发布"),
        "withdrawn": _("已撤下"),
    }[state]  # fmt: skip


def said_words(said: str) -> str:
    return {
        "given": _("同意"), "refused": _("不同意"), "withdrawn": _("撤回了同意"),
        "missing": _("还没有表态"),
        "lapsed": _("原来表态的人已不是监护人,还没有人重新表态"),
    }[said or "missing"]  # fmt: skip


def card(one: seen.Told) -> dict[str, Any]:
    return {
        "url": reverse("stories:story", args=[one.id]), "title": one.title, "at": one.at,
        "shape": SHAPES[one.state], "words": state_words(one.state),
    }  # fmt: skip


def shown(one: seen.Told) -> dict[str, Any]:
    """Text and pictures of a story."""
    return {
        "title": one.title, "lines": one.text.strip().splitlines(),
        "photos": [reverse("stories:photo", args=[one.id, pk]) for pk in one.photos],
        "school": seen.school_name(one.unit_no), "shape": SHAPES[one.state],
        "words": state_words(one.state), "state": one.state, "published_at": one.published_at,
    }  # fmt: skip


def _lapsed(each: seen.Consent) -> str:
    return "lapsed" if each.has_lapsed and each.state == "missing" else ""


def consents(one: seen.Told) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name or _("(姓名不可见)"), "shape": SAID_SHAPES[each.state], "at": each.at,
            "words": said_words(_lapsed(each) or each.state), "is_child": each.person_id is not None,
        }
        for each in one.consents
    ]  # fmt: skip
