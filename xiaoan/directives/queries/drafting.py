"""The first words of a circular, from facts: numbers with denominators, units by name in the order of the
register, what went well as well. Nobody is ranked."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from xiaoan.kernel import clock


def draft_text(facts: Mapping[str, Any], now: dt.datetime) -> str:
    """Paragraphs for people to go on with."""
    at = now.astimezone(clock.ZONE)
    lines = [
        _("截至%(at)s,现将有关督办事项办理情况通报如下。") % {"at": f"{at:%Y-%m-%d %H:%M}"},
        "", _("一、总体情况"),
    ]  # fmt: skip
    lines += [_overall(one) for one in facts["directives"]]
    lines += ["", _("二、做得好的"), _named(facts, "well", _("按时签收、按时完成并一次核验通过"))]
    lines += ["", _("三、需要改进的")]
    for name, words in (
        ("not_acked", _("到期没有签收")), ("ack_late", _("签收超过时限")), ("overdue", _("到期没有完成")),
        ("done_late", _("完成超过期限")),
    ):  # fmt: skip
        lines.append(_named(facts, name, words))
    lines += ["", _("四、下一步要求"), _gap()]
    return "\n".join(lines)


def _gap() -> str:
    """What the draft leaves to whoever issues it."""
    return _("(由印发人填写)")


def is_unfinished(text: str) -> bool:
    """Whether the gap of a draft is still in it, in whichever language it was drafted."""
    for code, _name in settings.LANGUAGES:
        with override(code):
            if _gap() in text:
                return True
    return False


def _overall(one: Mapping[str, Any]) -> str:
    acked = one["acked_in_time"] + one["acked_late"]
    done = one["done_in_time"] + one["late"]
    return _(
        "督办%(number)s《%(title)s》:共 %(parts)s 份,其中免办 %(off)s 份、撤回 %(withdrawn)s 份,"
        "应办 %(asked)s 份。已签收 %(acked)s/%(asked)s,其中按时 %(in_time)s;"
        "已完成 %(done)s/%(asked)s,其中按时 %(well)s、逾期 %(late)s;"
        "核验通过 %(accepted)s/%(asked)s;逾期未完成 %(overdue)s/%(asked)s;退回过 %(returned)s/%(asked)s。"
    ) % {
        "number": one["number"], "title": one["title"], "parts": one["parts"], "off": one["let_off"],
        "withdrawn": one["withdrawn"], "asked": one["asked"], "acked": acked,
        "in_time": one["acked_in_time"], "done": done, "well": one["done_in_time"],
        "late": one["late"], "accepted": one["accepted"], "overdue": one["overdue"],
        "returned": one["returned"],
    }  # fmt: skip


def _named(facts: Mapping[str, Any], name: str, words: str) -> str:
    found = facts[name]
    total = {"what": words, "n": found["count"], "of": facts["units"]}
    if not found["count"]:
        return _("%(what)s:0/%(of)s 个单位。") % total
    names = "、".join(
        _("%(name)s(%(n)s/%(of)s 份)") % {"name": one["name"], "n": one["parts"], "of": one["of"]}
        for one in found["units"]
    )
    more = found["count"] - len(found["units"])
    said = _("%(what)s:%(n)s/%(of)s 个单位") % total + ":" + names
    return said + (_(",另有 %(n)s 个单位") % {"n": more} if more else "") + "。"
