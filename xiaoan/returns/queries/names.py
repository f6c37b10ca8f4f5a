"""Names of figures as forms write them, and figures in words."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from xiaoan.indicators import queries as indicators
from xiaoan.returns import rules
from xiaoan.returns.rules import Asked

_DATA = Path(__file__).parents[1] / "data" / "aliases-cn.toml"
# Ends of a field's name that say nothing of what is counted.
_ENDS = (
    "人员人数",
    "学生人数",
    "学生数",
    "人次",
    "人数",
    "情况",
    "总数",
    "数量",
    "名数",
    "数",
    "学生",
    "人员",
    "率",
    "比例",
)
PART_NAMES = {
    "num": _l("分子"), "den": _l("分母"), "rate": _l("率"), "unknown": _l("未知"),
    "silent": _l("无记录学校"), "units": _l("学校数"), "as_of": _l("截至"),
}  # fmt: skip
GIVEN_NAMES = {
    "unit": _l("单位名称"), "township": _l("乡镇"), "county": _l("县"), "day": _l("统计日期"),
    "year": _l("年"),
    "month": _l("月"), "monthday": _l("日"), "writer": _l("填表人"), "today": _l("填表日期"),
    "no": _l("序号"),
}  # fmt: skip


@cache
def aliases() -> Mapping[str, str]:
    """Name of an indicator without blanks → its key: the key itself, its name, its other names."""
    with override("zh-hans"):
        found = {"".join(one.name.split()): one.key for one in indicators.catalogue()}
    found |= {one.key: one.key for one in indicators.catalogue()}
    others = tomllib.loads(_DATA.read_text(encoding="utf-8"))["alias"]
    return {name: key for name, key in others.items() if key in found} | found


def read(mark: str) -> Asked:
    return rules.read(mark, aliases())


def words_of(asked: Asked, mark: str = "") -> str:
    """What a mark asks, in the reader's words."""
    if asked.kind == "given":
        return str(GIVEN_NAMES[asked.part])
    if asked.kind == "typed":
        return mark
    one = indicators.described(asked.key)
    parts = {"num": one.num_words, "den": one.den_words, "unknown": one.unknown_words}
    said = parts.get(asked.part) or str(PART_NAMES[asked.part])
    return _("%(name)s:%(part)s") % {"name": one.name, "part": said}


def parts_of(key: str) -> tuple[str, ...]:
    """The parts of a figure that can be asked."""
    one = indicators.described(key)
    if one.kind == "count":
        return ("num", "silent", "units", "as_of")
    return (
        "num",
        "den",
        "rate",
        *(("unknown",) if one.unknown_words else ()),
        "silent",
        "units",
        "as_of",
    )


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can be put into a cell, by group: the mark's inside, and its words."""
    given = [(name, str(GIVEN_NAMES[code])) for name, code in _first(rules.GIVEN).items()]
    groups = [(_("单位和日期"), given)]
    for group, words in indicators.GROUP_NAMES.items():
        found = [
            (f"{one.key}|{part}", words_of(Asked("figure", one.key, part)))
            for one in indicators.catalogue() if one.group == group
            for part in parts_of(one.key)
        ]  # fmt: skip
        if found:
            groups.append((str(words), found))
    return groups


def mark_of(choice: str) -> str:
    """A choice as a mark in braces; "" for one that is none."""
    key, _sep, part = choice.partition("|")
    if choice in rules.GIVEN:
        return f"{{{{{choice}}}}}"
    if key in aliases().values() and part in PART_NAMES:
        return rules.said(key, part)
    return ""


def _first(names: Mapping[str, str]) -> dict[str, str]:
    """One name for each code."""
    found: dict[str, str] = {}
    for name, code in names.items():
        if code not in found.values():
            found[name] = code
    return found


def candidates(name: str) -> list[Asked]:
    """Figures that a field by this name may be asking for, the likeliest first; a person confirms one."""
    plain = "".join(name.split())
    asked = read(plain)
    if asked.kind == "figure":
        return [_whole(asked, plain)]
    known = aliases()
    stem = _stem(plain)
    found = {
        key: abs(len(_stem(alias)) - len(stem))
        for alias, key in known.items()
        if len(_stem(alias)) >= 2
        and len(stem) >= 2
        and (_stem(alias) in stem or stem in _stem(alias))
    }
    return [
        _whole(Asked("figure", key), plain) for key in sorted(found, key=lambda key: found[key])[:5]
    ]


def _whole(asked: Asked, name: str) -> Asked:
    """A name that ends in 率 asks for the rate, else for the number."""
    if asked.part:
        return asked
    is_rate = name.endswith(("率", "比例")) and indicators.described(asked.key).kind == "share"
    return Asked("figure", asked.key, "rate" if is_rate else "num")


def _stem(name: str) -> str:
    for end in _ENDS:
        if name.endswith(end) and len(name) > len(end) + 1:
            return name.removesuffix(end)
    return name
