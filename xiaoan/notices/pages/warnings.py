"""What is worth a second look before a notice goes out: whoever sends it and whoever agrees see the same."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from xiaoan.delivery.queries import CHANNEL_NAMES
from xiaoan.kernel import clock
from xiaoan.kernel.actor import Actor
from xiaoan.notices import forms, queries, rules
from xiaoan.notices.pages import words
from xiaoan.notices.queries import channels, templates
from xiaoan.notices.queries.words import LANGUAGE_NAMES
from xiaoan.web.templatetags.web_tags import moment


def of(actor: Actor, row: queries.Notice, counted: queries.Counted) -> list[str]:
    """Sentences, the weightiest first."""
    found = (_uncalled(row, counted), _behind(actor, row), _quiet(row))
    return [one for one in found if one]


def to_call(row: queries.Notice, counted: queries.Counted) -> int:
    """Families that nothing of it reaches."""
    return words.to_call(counted, channels.live(row.channels))


def _uncalled(row: queries.Notice, counted: queries.Counted) -> str:
    left = to_call(row, counted)
    if not left:
        return ""
    said = _(
        "%(all)s 户中,现在能收到的 %(got)s 户(有账号,或选了已开通的短信);另外 %(n)s 户收不到,"
        "发出时马上列入班主任的电话名单。"
    )
    if not row.needs_ack:
        said = _(
            "%(all)s 户中,现在能收到的 %(got)s 户(有账号,或选了已开通的短信);另外 %(n)s 户收不到。"
            "这条不要求确认,不列入电话名单;要逐户告知的,请回去勾选“要求确认”。"
        )
    return said % {"all": counted.families, "got": counted.families - left, "n": left}


def _behind(actor: Actor, row: queries.Notice) -> str:
    behind = templates.left_behind(actor, row.template, forms.typed_of(row).texts)
    names = [str(LANGUAGE_NAMES[code]) for code in rules.LANGUAGES if code in behind]
    if not names:
        return ""
    said = _("%(names)s还是模板原文,没有跟着改。请回去改,或清空让读者看简体中文。")
    return said % {"names": _("、").join(names)}


def _quiet(row: queries.Notice) -> str:
    if row.urgent_by_id is not None:
        return ""
    now = clock.now()
    held = channels.held(row.channels, max(row.send_at or now, now))
    if not held:
        return ""
    said = _("发出时在免打扰时间:%(names)s要等到 %(at)s 才发;站内通知马上能看到。")
    names: Sequence[str] = [str(CHANNEL_NAMES[code]) for code in held]
    return said % {"names": _("、").join(names), "at": moment(max(held.values()))}
