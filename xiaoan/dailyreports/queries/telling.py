"""The text of a report, composed by rules from what a draft or a version keeps, in the running language.
Nothing is said that is not in it; what is unknown is called so."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from xiaoan.dailyreports import rules
from xiaoan.dailyreports.queries import figures
from xiaoan.dailyreports.queries.words import CHAPTER_NAMES, LEVEL_NAMES, WORD_CHAPTERS
from xiaoan.dailyreports.rules import Value
from xiaoan.duties.queries import kinds
from xiaoan.indicators import queries as indicators
from xiaoan.investigations.queries import number_of
from xiaoan.investigations.queries.words import STATE_NAMES as EVENT_NAMES
from xiaoan.outbreaks.queries import SYNDROME_NAMES
from xiaoan.outbreaks.queries.names import DIAGNOSIS_NAMES
from xiaoan.statutory.queries.words import KIND_NAMES, RECIPIENT_NAMES

# A list longer than this is counted, and its first so many are named.
_NAMED = 30


def value_words(value: Value) -> str:
    """3/120(2.5%), 7, or that nothing is known."""
    if value.num is None:
        return _("没有数据")
    said = f"{value.num:,}"
    if value.den == 0:
        said = _("没有应统计的")
    elif value.den is not None:
        said = f"{said}/{value.den:,}"
        said += _("(%(share)s%%)") % {"share": f"{100 * value.num / value.den:.1f}"}
    if value.unknown:
        said += _(",另有 %(n)s 不明") % {"n": f"{value.unknown:,}"}
    return said


def name_of(key: str) -> str:
    """What a figure is called; its key, where the catalogue has it no more."""
    return _names().get(key, key)


def _names() -> dict[str, str]:
    return {one.key: str(one.name) for one in indicators.catalogue()}


def title(content: Mapping[str, Any], no: int) -> str:
    """云山县学校疫情防控日报, or its correction."""
    words = _("%(unit)s疫情防控日报") if no < 2 else _("%(unit)s疫情防控日报(更正)")
    return words % {"unit": content["unit"]}


def under(content: Mapping[str, Any]) -> str:
    """The day and until when the figures are."""
    day = dt.date.fromisoformat(content["day"])
    at = dt.datetime.fromisoformat(content["as_of"])
    return _("%(day)s(数据截至 %(at)s)") % {
        "day": date_format(day, _("Y年n月j日")), "at": _moment(at),
    }  # fmt: skip


def _day(day: dt.date) -> str:
    return date_format(day, _("n月j日"))


def _moment(at: dt.datetime) -> str:
    return f"{_day(at.date())} {at:%H:%M}"


def chapters(
    content: Mapping[str, Any], words: Mapping[str, str], zero: bool | None
) -> list[dict[str, Any]]:
    """Every chapter with its lines and figures (key, name, value as words), in the order of the paper."""
    told, names = figures.read(content["figures"]), _names()
    more = {
        "below": _below(content), "events": _events(content), "measures": _measures(content),
        "tomorrow": _tomorrow(content),
    }  # fmt: skip
    order = [one.code for one in rules.pattern().chapters]
    order.insert(1, "below")
    keys = {one.code: one.keys for one in rules.pattern().chapters}
    found = []
    for code in order:
        lines = _sentences([key for key in keys.get(code, ()) if key in told], told, names)
        lines += more.get(code, [])
        lines += [
            words[name] for name, at in WORD_CHAPTERS.items() if at == code and words.get(name)
        ]
        if code == "reporting" and zero:
            lines.insert(0, _("今日无异常(零报告)。"))
        if lines:
            found.append({"code": code, "title": str(CHAPTER_NAMES[code]), "lines": lines})
    if words.get("note"):
        found.append({
            "code": "note", "title": str(CHAPTER_NAMES["note"]), "lines": [words["note"]],
        })  # fmt: skip
    return found


def _sentences(keys: list[str], told: Mapping[str, Value], names: Mapping[str, str]) -> list[str]:
    """One sentence of what is known, one that names what nobody has put on record."""
    known = [key for key in keys if told[key].num is not None]
    unknown = [names.get(key, key) for key in keys if told[key].num is None]
    lines = []
    if known:
        said = [
            _("%(name)s %(value)s") % {"name": names.get(key, key), "value": value_words(told[key])}
            for key in known
        ]
        lines.append(_("%(list)s。") % {"list": _(";").join(said)})
    if unknown:
        lines.append(_("没有数据:%(names)s。") % {"names": _("、").join(unknown)})
    return lines


def frozen(
    content: Mapping[str, Any], words: Mapping[str, str], *, zero: bool
) -> list[dict[str, Any]]:
    """The text as it goes on paper and is kept with a version: 简体中文 whatever the signer reads."""
    with translation.override("zh-hans"):
        return chapters(content, words, zero)


def _below(content: Mapping[str, Any]) -> list[str]:
    rows = content["below"]
    if not rows:
        return []
    by = Counter(one["state"] for one in rows)
    told = by["zero"] + by["reported"] + by["late_zero"] + by["late_reported"]
    level = "school" if content["level"] == "township" else "township"
    lines = [
        _(
            "%(level)s应报 %(of)s 个,已报 %(n)s 个"
            "(其中零报告 %(zero)s 个,迟报 %(late)s 个),未报 %(silent)s 个。"
        )
        % {
            "level": LEVEL_NAMES[level], "of": len(rows), "n": told,
            "zero": by["zero"] + by["late_zero"], "late": by["late_zero"] + by["late_reported"],
            "silent": len(rows) - told,
        }
    ]  # fmt: skip
    missing = [one["name"] for one in rows if one["state"] in ("silent", "waiting")]
    if missing:
        lines.append(_("未报:%(names)s。") % {"names": _listed(missing)})
    return lines


def _listed(names: list[str]) -> str:
    said = _("、").join(names[:_NAMED])
    if len(names) > _NAMED:
        said += _("等 %(n)s 个") % {"n": len(names)}
    return said


def _events(content: Mapping[str, Any]) -> list[str]:
    lines = []
    for one in content["events"][:_NAMED]:
        what = DIAGNOSIS_NAMES.get(one["disease"]) or SYNDROME_NAMES.get(
            one["syndrome"], one["syndrome"]
        )
        lines.append(
            _("%(school)s %(number)s %(what)s:%(state)s,病例 %(n)s 例,%(day)s 发现。")
            % {
                "school": one["school"], "number": number_of(one["year"], one["number"]), "what": what,
                "state": EVENT_NAMES.get(one["state"], one["state"]), "n": one["cases"],
                "day": _day(dt.date.fromisoformat(one["since"])),
            }
        )  # fmt: skip
    if len(content["events"]) > _NAMED:
        lines.append(_("共有 %(n)s 起,其余见系统。") % {"n": len(content["events"])})
    lines += [
        (_("逾期未报:%(what)s。") if one["missed"] else _("待报:%(what)s。"))
        % {
            "what": _("%(school)s %(number)s%(kind)s,报%(to)s,时限 %(at)s")
            % {
                "school": one["school"],
                # Drafts of before 2026-11-28 do not say of which event.
                "number": number_of(one["year"], one["number"]) if "year" in one else "",
                "kind": KIND_NAMES.get(one["kind"], one["kind"]),
                "to": RECIPIENT_NAMES.get(one["recipient"], one["recipient"]),
                "at": _moment(dt.datetime.fromisoformat(one["due"])),
            }
        }
        for one in content["reports"][:_NAMED]
    ]  # fmt: skip
    if not lines:
        lines.append(_("没有正在处置的事件,没有待报的法定报告。"))
    return lines


def _measures(content: Mapping[str, Any]) -> list[str]:
    owed, late = content["measures"]
    lines = [
        _("针对事件的防控措施:待落实 %(n)s 项,其中逾期 %(late)s 项。") % {"n": owed, "late": late}
    ]
    if content["resting"]:
        lines.append(_("今日停课 %(n)s 个班。") % {"n": content["resting"]})
    return lines


def _tomorrow(content: Mapping[str, Any]) -> list[str]:
    lines = []
    if content["level"] == "school":
        lines.append(_("明日上课。") if content["schools_after"] else _("明日不上课。"))
    else:
        lines.append(_("明日上课的学校 %(n)s 所。") % {"n": content["schools_after"]})
    rows = content["tomorrow"]
    if rows:
        told = [
            _("%(what)s %(n)s 件") % {"what": kinds.words_of(kind), "n": n}
            for kind, n in rows.items()
        ]
        lines.append(_("明日到期:%(list)s。") % {"list": _("、").join(told)})
    after = content["day_after"]
    clocks = sum(one["due"][:10] <= after and not one["missed"] for one in content["reports"])
    if clocks:
        lines.append(_("明日以前要报出的法定报告 %(n)s 份。") % {"n": clocks})
    return lines


def against_zero(content: Mapping[str, Any]) -> list[str]:
    """Why 今日无异常 can not be said, in sentences; empty: it can."""
    pattern = rules.pattern()
    silent = sum(one["state"] in ("silent", "waiting") for one in content["below"])
    unlike = sum(one["state"] in ("reported", "late_reported") for one in content["below"])
    told = figures.read(content["figures"])
    found = rules.against_zero(told, pattern.none, pattern.full, silent)
    said = [_reason(key, why, told, silent) for key, why in found]
    if unlike:
        said.append(_("有 %(n)s 个单位报的不是零报告") % {"n": unlike})
    return said


def _reason(key: str, why: str, told: Mapping[str, Value], silent: int) -> str:
    if why == "children":
        return _("有 %(n)s 个单位还没有报") % {"n": silent}
    name = name_of(key)
    if why == "some":
        return _("%(name)s不是零:%(value)s") % {"name": name, "value": value_words(told[key])}
    return _("%(name)s还不清楚:%(value)s") % {
        "name": name, "value": value_words(told.get(key, Value(None))),
    }  # fmt: skip
