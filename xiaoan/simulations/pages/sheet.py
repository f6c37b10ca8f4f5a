"""A comparison as a workbook: figures, differences, weeks, schools, numbers; the limits on every sheet."""

from typing import Any

from django.utils.translation import gettext as _

from xiaoan.simulations import queries
from xiaoan.simulations.pages import words as shown
from xiaoan.simulations.queries import words
from xiaoan.web import sheets


def tables(one: queries.Asked, schools: list[dict[str, Any]]) -> list[sheets.Table]:
    above = [
        _("%(disease)s,%(day)s 返校;数据 %(version)s,种子 %(seed)s,%(n)s 次") % {
            "disease": words.DISEASE_NAMES[one.disease], "day": one.opens_on.isoformat(),
            "version": one.version, "seed": one.seed, "n": one.asked["replicates"],
        },
        *(str(limit) for limit in words.LIMITS),
    ]  # fmt: skip
    five = [_("95% 下限"), _("50% 下限"), _("中位"), _("50% 上限"), _("95% 上限")]
    return [
        sheets.Table(_("结果"), _("各办法的结果"), above, [_("返校办法"), _("项目"), *five], _figures(one)),
        sheets.Table(
            _("差别"), _("与第一种办法的差别(逐次配对)"), above,
            [_("返校办法"), _("项目"), _("平均差"), _("推演误差"), *five], _differences(one),
        ),
        sheets.Table(_("每周"), _("每周新感染"), above, [_("返校办法"), _("周"), *five], _weeks(one)),
        sheets.Table(
            _("学校"), _("各学校"), above,
            [_("学校"), _("返校办法"), _("95% 下限"), _("中位"), _("95% 上限"), _("有聚集的可能(%)")],
            [[r["school"], str(r["way"]), r["low"], r["median"], r["high"], r["outbreak"]]
             for r in schools],
        ),
        sheets.Table(
            _("数字"), _("用到的数字"), above,
            [_("数字"), _("最低"), _("最可能"), _("最高"), _("把握"), _("来源"), _("已核对")],
            [[str(n["name"]), float(n["low"]), float(n["middle"]), float(n["high"]), n["confidence"],
              n["source"], _("是") if n["confirmed"] else _("否")] for n in shown.numbers(one.disease)],
        ),
    ]  # fmt: skip


def _figures(one: queries.Asked) -> list[list[sheets.Cell]]:
    return [
        [str(words.WAY_NAMES[code]), str(_name(name)), *one.found[code]["of"][name]["five"]]
        for code in one.ways
        for name in one.found[code]["of"]
        if _name(name)
    ]


def _name(outcome: str) -> Any:
    if outcome.startswith("lost_"):
        return words.CAUSE_NAMES[outcome.removeprefix("lost_")]
    return words.OUTCOME_NAMES.get(outcome, "")


def _differences(one: queries.Asked) -> list[list[sheets.Cell]]:
    return [
        [str(words.WAY_NAMES[code]), str(words.OUTCOME_NAMES[name]), said["mean"], said["error"],
         *said["five"]]
        for code in one.ways
        for name, said in one.found[code]["apart"].items()
    ]  # fmt: skip


def _weeks(one: queries.Asked) -> list[list[sheets.Cell]]:
    return [
        [str(words.WAY_NAMES[code]), at + 1, *week]
        for code in one.ways
        for at, week in enumerate(one.found[code]["weeks"])
    ]
