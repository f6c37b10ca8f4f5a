"""What several pages of notices say: a line, who, the state, the tabs."""

from collections.abc import Collection
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

# Channels that reach a phone without an account begin so.
BY_PHONE = "sms_"


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


def title_of(row: queries.Notice, office: str = "") -> str:
    """The title in the reader's language, with what its variables stood for when it was sent."""
    text, _code = inbox.text_of(row, language())
    return shown(row, text.title, office) or _("(没有标题)")


def shown(row: queries.Notice, text: str, office: str = "") -> str:
    """A text for who is not addressed: what differs from reader to reader, and what is not known before it
    is sent, is said in words; never a variable as it is written."""
    names = rules.variables_in(text)
    values = dict.fromkeys(names, _("(发出时填写)"))
    values |= dict.fromkeys(rules.OF_READER.values(), _("(按各班填写)"))
    if rules.OF_NOTICE["unit"] in names and not row.values:
        values[rules.OF_NOTICE["unit"]] = office or directory.place(row.unit_no).name
    return rules.filled(text, {**values, **row.values})


def to_call(counted: queries.Counted, chosen: Collection[str]) -> int:
    """Families that only a call can tell: no account, and no text message goes to their phone."""
    by_phone = counted.phone_only if any(one.startswith(BY_PHONE) for one in chosen) else 0
    return counted.families - counted.with_account - by_phone


def state_of(one: queries.Notice) -> tuple[Any, str]:
    """The state and its shape; of what was sent, how many families nothing could reach."""
    left = to_call(queries.Counted(**one.counts), one.channels) if one.counts else 0
    if one.state == "sent" and left:
        said = _("已发出,%(n)s 户要打电话") if one.needs_ack else _("已发出,%(n)s 户收不到")
        return said % {"n": left}, "late"
    return STATE_NAMES[one.state], STATE_SHAPES[one.state]


def row(one: queries.Notice, offices: dict[int, directory.Place]) -> dict[str, Any]:
    """A line of a list."""
    state, shape = state_of(one)
    address = "draft" if one.state == "draft" else "notice"
    families, staff = one.counts.get("families"), one.counts.get("staff")
    return {
        "title": title_of(one, offices[one.unit_no].name),
        "url": reverse(f"notices:{address}", args=[one.pk]),
        "office": offices[one.unit_no].name, "kind": KIND_NAMES[one.kind],
        "state": state, "shape": shape,
        "at": one.sent_at or one.send_at or one.made_at, "people": one.counts.get("people"),
        "families": families, "staff": staff, "urgent": one.urgent_by_id is not None,
        "is_correction": one.corrects_id is not None,
    }  # fmt: skip
