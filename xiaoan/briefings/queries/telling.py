"""A briefing in sentences of the running language, each with the rule that chose it. Nothing is said that
is not kept with it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from xiaoan.accounts.queries import ROLE_NAMES
from xiaoan.briefings import rules
from xiaoan.indicators import queries as indicators
from xiaoan.web import waiting


def _day(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), _("n月j日"))


def value_words(one: Mapping[str, Any]) -> str:
    """3.2%(64/2,000), or 7."""
    if one["num"] is None:
        return _("没有数据")
    if one["den"] is None:
        return f"{one['num']:,}"
    if not one["den"]:
        return f"{one['num']:,}/0"
    return _("%(share)s%%(%(num)s/%(den)s)") % {
        "share": f"{100 * one['num'] / one['den']:.1f}", "num": f"{one['num']:,}", "den": f"{one['den']:,}",
    }  # fmt: skip


def name_of(key: str) -> str:
    """What a figure is called; its key, where the catalogue has it no more."""
    try:
        return indicators.described(key).name
    except KeyError:
        return key


def change_words(one: Mapping[str, Any]) -> str:
    """A figure, what it was and by how much it moved."""
    before = _("前一次") if one["against"] == "day" else _("上周同日")
    was, now = one["was"], one["now"]
    if now["den"] is None:
        moved = now["num"] - was["num"]
        size = _("增加 %(n)s") if moved > 0 else _("减少 %(n)s")
        by = size % {"n": f"{abs(moved):,}"}
    else:
        size = _("上升 %(n)s 个百分点") if one["size"] > 0 else _("下降 %(n)s 个百分点")
        by = size % {"n": f"{100 * abs(one['size']):.1f}"}
    return _("%(name)s:%(day)s %(now)s,比%(before)s(%(then)s,%(was)s)%(by)s。") % {
        "name": name_of(one["key"]), "day": _day(now["day"]), "now": value_words(now), "before": before,
        "then": _day(was["day"]), "was": value_words(was), "by": by,
    }  # fmt: skip


def change_rule(one: Mapping[str, Any]) -> str:
    """The rule that chose a change, as it is in force now."""
    rule = next((each for each in rules.book().changes if each.key == one["key"]), None)
    if rule is None:
        return ""
    least = (
        _("%(n)s 个百分点") % {"n": f"{100 * rule.least:g}"}
        if one["now"]["den"] is not None
        else f"{100 * rule.least:g}%"
    )
    return _("变化达到 %(least)s 才列入,权重 %(weight)s") % {"least": least, "weight": rule.weight}


def risk_words(one: Mapping[str, Any]) -> str:
    now = one["now"]
    if one["kind"] == "clock":
        return _("法定报告:%(n)s 份时限将到或已过,其中逾期 %(missed)s 份。") % {
            "n": one["n"], "missed": one["missed"],
        }  # fmt: skip
    if one["kind"] == "open":
        return _("疫情事件:%(n)s 起还没有人判断。") % {"n": one["n"]}
    words = {"name": name_of(one["key"]), "day": _day(now["day"]), "value": value_words(now)}
    if one["kind"] == "poor":
        words["state"] = indicators.state_words(one["key"], "poor")
        return _("%(name)s:%(day)s %(value)s,%(state)s。") % words
    return _("%(name)s:%(day)s %(value)s,%(n)s 不明,%(silent)s 所学校没有记录。") % {
        **words, "n": f"{now['unknown']:,}", "silent": now["silent"],
    }  # fmt: skip


def risk_rule(one: Mapping[str, Any]) -> str:
    rule = next(
        (e for e in rules.book().risks if (e.kind, e.key) == (one["kind"], one["key"])), None
    )
    if rule is None:
        return ""
    said = {
        "clock": _("%(hours)s 小时内到期或已逾期") % {"hours": rule.hours},
        "open": _("有事件待判断"),
        "poor": _("指标目录判为没有达到或超过界线"),
        "gap": _("不明的占 %(share)s%% 以上,或有学校没有记录") % {"share": f"{100 * rule.share:g}"},
    }[rule.kind]
    return _("%(said)s,权重 %(weight)s") % {"said": said, "weight": rule.weight}


def decision_words(one: Mapping[str, Any]) -> str:
    """What waits, and for whom."""
    titles = {kind.address: str(kind.title) for kind in waiting.kinds()}
    return _("%(title)s:%(n)s 件,由%(role)s决定。") % {
        "title": titles.get(one["address"], one["address"]), "n": one["n"],
        "role": ROLE_NAMES.get(one["role"], one["role"]),
    }  # fmt: skip


def title(content: Mapping[str, Any]) -> str:
    return _("%(unit)s晨会简报") % {"unit": content["unit"]}


def under(content: Mapping[str, Any]) -> str:
    """When it was made, and of which day the newest figures are."""
    at = dt.datetime.fromisoformat(content["as_of"])
    made = _("%(day)s %(at)s 生成") % {"day": date_format(at, _("Y年n月j日")), "at": f"{at:%H:%M}"}
    if not content["last"]:
        return made + _(",还没有数据")
    return made + _(",数据截至 %(last)s") % {"last": _day(content["last"])}


def parts(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Changes, risks and decisions: title, what is said where there is none, lines (text, rule, one)."""
    return [
        {
            "code": "changes", "title": _("三个变化"), "none": _("没有达到列入线的变化。"),
            "lines": [
                {"text": change_words(one), "rule": change_rule(one), "one": one}
                for one in content["changes"]
            ],
        },
        {
            "code": "risks", "title": _("三个风险"), "none": _("按现有规则没有风险提示。"),
            "lines": [
                {"text": risk_words(one), "rule": risk_rule(one), "one": one}
                for one in content["risks"]
            ],
        },
        {
            "code": "decisions", "title": _("三项待决"), "none": _("没有等待决定的事项。"),
            "lines": [
                {
                    "text": decision_words(one),
                    "rule": _("按轻重排序,权重 %(weight)s") % {"weight": one["weight"]}, "one": one,
                }
                for one in content["decisions"]
            ],
        },
    ]  # fmt: skip
