"""What several pages of notices say: a line, who, the state, the tabs."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xiaoan.directory import queries as directory
from xiaoan.kernel.actor import Actor
from xiaoan.kernel.permission import Permission
from xiaoan.notices import queries, rules
from xiaoan.notices.queries import inbox
from xiaoan.notices.queries.words import KIND_NAMES, STATE_NAMES, STATE_SHAPES


def language() -> str:
    """The reader's language as texts are kept in."""
    code = (get_language() or "").lower()
    return code if code in rules.LANGUAGES else rules.LANGUAGES[0]


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """The pages of whoever writes notices."""
    names = {
        "home": _("通知"),
        "approvals": _("待同意"),
        "lists": _("名单"),
        "templates": _("模板"),
    }
    needs = {
        "approvals": Permission.APPROVE_NOTICES,
        "templates": Permission.KEEP_TEMPLATES,
    }
    return [
        {"words": words, "url": reverse(f"notices:{name}"), "current": name == current}
        for name, words in names.items()
        if name not in needs or actor.may_anywhere(needs[name])
    ]


def title_of(row: queries.Notice) -> str:
    """The title in the reader's language, with what its variables stood for when it was sent."""
    text, _code = inbox.text_of(row, language())
    return rules.filled(text.title, row.values) or _("(没有标题)")


def row(one: queries.Notice, offices: dict[int, directory.Place]) -> dict[str, Any]:
    """A line of a list."""
    address = "draft" if one.state == "draft" else "notice"
    families, staff = one.counts.get("families"), one.counts.get("staff")
    return {
        "title": title_of(one), "url": reverse(f"notices:{address}", args=[one.pk]),
        "office": offices[one.unit_no].name, "kind": KIND_NAMES[one.kind],
        "state": STATE_NAMES[one.state], "shape": STATE_SHAPES[one.state],
        "at": one.sent_at or one.send_at or one.made_at, "people": one.counts.get("people"),
        "families": families, "staff": staff, "urgent": one.urgent_by_id is not None,
        "is_correction": one.corrects_id is not None,
    }  # fmt: skip
