"""What stands in a form's double braces: a figure and which part of it, something given, or to be typed.

    {{因病缺勤}} {{因病缺勤.分子}} {{rollcall.sick.率}} {{单位}} {{日期}} {{填表人}}

A name is an indicator's key, its name or one of its other names (data/aliases-cn.toml). A name alone asks
how many; one that ends in 率 or 比例 asks the rate. What is none of these is asked of whoever fills the form
in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Part → code.
PARTS: Mapping[str, str] = {
    "分子": "num", "分母": "den", "率": "rate", "未知": "unknown", "无记录学校": "silent",
    "学校数": "units", "截至": "as_of", "num": "num", "den": "den", "rate": "rate", "unknown": "unknown",
}  # fmt: skip
GIVEN: Mapping[str, str] = {
    "单位": "unit", "单位名称": "unit", "学校": "unit", "学校名称": "unit", "乡镇": "township",
    "乡镇名称": "township", "县": "county", "日期": "day", "统计日期": "day", "年": "year", "月": "month",
    "日": "monthday", "填表人": "writer", "填报人": "writer", "填表日期": "today", "填报日期": "today",
    "序号": "no", "每校": "unit", "每乡镇": "unit",
}  # fmt: skip


_RATES = ("率", "比例")


@dataclass(frozen=True)
class Asked:
    """What a mark asks. `kind`: "figure" (`key` an indicator, `part` one of PARTS' codes), "given"
    (`part` one of GIVEN's codes) or "typed"."""

    kind: str
    key: str = ""
    part: str = ""


def read(mark: str, aliases: Mapping[str, str]) -> Asked:
    """What a mark asks. `aliases`: name of an indicator, without blanks → its key."""
    plain = "".join(mark.split()).replace("．", ".").replace("。", ".")
    if plain in GIVEN:
        return Asked("given", "", GIVEN[plain])
    end = next((one for one in _RATES if plain.endswith(one)), "")
    if plain in aliases:
        return Asked("figure", aliases[plain], "rate" if end else "num")
    if end and plain.removesuffix(end) in aliases:
        return Asked("figure", aliases[plain.removesuffix(end)], "rate")
    name, _, part = plain.rpartition(".")
    if name in aliases and part in PARTS:
        return Asked("figure", aliases[name], PARTS[part])
    return Asked("typed")


def said(key: str, part: str) -> str:
    """A figure as a mark, as it is put into a cell."""
    words = {code: word for word, code in reversed(list(PARTS.items()))}
    return f"{{{{{key}.{words[part]}}}}}"
