"""The strip of large figures and the chart of the trend, in words."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from xiaoan.overview import queries
from xiaoan.overview.pages.filters import Filter
from xiaoan.overview.queries import Figures
from xiaoan.web.templatetags.web_tags import day as day_words
from xiaoan.web.templatetags.web_tags import num, percent


def strip(total: Figures, wanted: Filter, idle: str) -> list[dict[str, Any]]:
    """Six figures, each a link to its rows, with its definition; seven where classes are excused.

    Where nothing is due they are empty: `idle` says why.
    """
    reported, zero = _about_reports(total, wanted)
    figures = [reported, *_about_people(total, wanted), zero]
    if total.classes_excused:
        figures.append(_excused(total, wanted))
    elif not total.classes_due:
        for figure in figures:
            figure |= {"value": None, "of": None, "note": "", "state": ""}
        reported["note"] = idle
    return figures


def _about_reports(total: Figures, wanted: Filter) -> list[dict[str, Any]]:
    known, missing = total.classes_reported > 0, total.classes_missing
    due = total.classes_due
    late = {"a": num(total.classes_late), "b": num(total.corrections)}
    return [
        {
            "label": _("已报班级"),
            "value": total.classes_reported if due else None,
            "of": due or None,
            "note": _("未报 %(n)s 个班") % {"n": num(missing)} if due else "",
            "url": wanted.url("unreported"),
            "state": "missed" if missing else "done" if known else "",
            "definition": _("当天这个时段应报的班级里,已经提交的。停课、外出的班另列为不需报。"),
        },
        {
            "label": _("零报告"),
            "value": total.zero_reports if known else None,
            "of": total.classes_reported or None,
            "note": _("迟报 %(a)s · 更正 %(b)s") % late,
            "url": wanted.url("board"),
            "definition": _("已报且没有学生因病缺勤、送回家或有症状的班级。没有报的不算零报告。"),
        },
    ]


def _excused(total: Figures, wanted: Filter) -> dict[str, Any]:
    return {
        "label": _("不需报班级"),
        "value": total.classes_excused,
        "of": None,
        "note": _("学生 %(n)s 人") % {"n": num(total.enrolled_excused)},
        "url": wanted.url("excused"),
        "definition": _("外出、停课等登记为不需报,或者按校历不上课的班级。看名单和原因。"),
    }


def _about_people(total: Figures, wanted: Filter) -> list[dict[str, Any]]:
    reported = {"a": num(total.enrolled_reported), "b": num(total.enrolled_missing)}
    note = _("已报 %(a)s · 未报 %(b)s") % reported
    if total.enrolled_excused:
        note += " · " + _("不需报 %(n)s") % {"n": num(total.enrolled_excused)}
    other = _("事假、原因不明和隔离。")
    sick = _("因病缺勤率 = 因病缺勤 ÷ 已报班级的在册学生。")
    fever = _("腋温达到 37.3 ℃,或者勾选了发热的学生,含因病缺勤的。")
    return [
        {
            "label": _("在册学生"),
            "value": total.enrolled,
            "of": None,
            "note": note,
            "url": wanted.url("board", sort="-unreported"),
            "definition": _(
                "在册 = 已报 + 未报 + 不需报。未报班级的学生情况不明,不算出勤,也不算缺勤。"
            ),
        },
        _part(_("因病缺勤"), total.absent_sick, total, wanted.url("board", sort="-sick"), sick),
        _part(_("其他缺勤"), total.absent - total.absent_sick, total, wanted.url("board"), other),
        _part(_("发热"), total.fever, total, wanted.url("board", sort="-fever"), fever),
    ]


def _part(label: str, part: int, total: Figures, url: str, definition: str) -> dict[str, Any]:
    """So many of those who were reported on; unknown while nobody was."""
    whole = total.enrolled_reported if total.classes_reported else None
    return {
        "label": label,
        "value": None if whole is None else part,
        "of": whole,
        "note": percent(part, whole),
        "url": url,
        "definition": definition,
    }


def trend_chart(days: Sequence[queries.TrendDay], asked: dt.date) -> dict[str, Any]:
    """Two rates day by day; the title says how the last day compares with those before.

    `asked` is the day of the page; without school it is not among the days.
    """
    return {
        "title": _finding(days, asked),
        "note": _("占已报班级在册学生的百分比;没有上报的日子断开。"),
        "days": [f"{day.day.month}/{day.day.day}" for day in days],
        "unit": "%",
        "series": [
            _series(_("因病缺勤率"), days, lambda f: f.absent_sick),
            _series(_("缺勤率"), days, lambda f: f.absent),
        ],
    }


def _series(
    name: str, days: Sequence[queries.TrendDay], part: Callable[[Figures], int]
) -> dict[str, Any]:
    figures = [day.figures for day in days]
    return {
        "name": name,
        "values": [
            round(100 * part(f) / f.enrolled_reported, 2) if f.enrolled_reported else None
            for f in figures
        ],
        "texts": [_text(part(f), f.enrolled_reported) for f in figures],
    }


def _text(part: int, whole: int) -> str:
    return f"{percent(part, whole)} {num(part)}/{num(whole)}" if whole else "–"


def _finding(days: Sequence[queries.TrendDay], asked: dt.date) -> str:
    if not days:
        return _("因病缺勤率:这个学期还没有上课日")
    *before, last = (day.figures for day in days)
    if days[-1].day != asked:
        words = {"day": day_words(days[-1].day)}
        if not last.enrolled_reported:
            return _("这一天不上课;上一个上课日 %(day)s 没有班级上报") % words
        words["now"] = percent(last.absent_sick, last.enrolled_reported)
        return _("这一天不上课;上一个上课日 %(day)s 因病缺勤率 %(now)s") % words
    if not last.enrolled_reported:
        return _("因病缺勤率:这一天还没有班级上报")
    now = percent(last.absent_sick, last.enrolled_reported)
    reported = [f for f in before if f.enrolled_reported]
    if not reported:
        return _("因病缺勤率 %(now)s") % {"now": now}
    whole = sum((f for f in reported), Figures())
    return _("因病缺勤率 %(now)s,前 %(n)d 个上课日平均 %(mean)s") % {
        "now": now,
        "n": len(reported),
        "mean": percent(whole.absent_sick, whole.enrolled_reported),
    }
