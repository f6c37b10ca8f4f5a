"""Homework in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from xiaoan.homework import rules


def way_words(way: str) -> str:
    return {"paper": _("纸质上交"), "online": _("网上提交")}[way]


def state_words(state: str) -> str:
    return {
        "due": _("待交"), "late": _("已过期,还能补交"), "unknown": _("还没登记"), "handed": _("已交"),
        "missing": _("没交"), "excused": _("不用交"), "no_device": _("没有设备"),
        "marked": _("已批改"), "returned": _("要订正"),
    }[state]  # fmt: skip


SHAPES = {
    "due": "due", "late": "late", "unknown": "unknown", "handed": "done", "missing": "missed",
    "excused": "excused", "no_device": "excused", "marked": "done", "returned": "late",
}  # fmt: skip


def why_words(why: str) -> str:
    return {
        "": "", "ill": _("生病"), "isolated": _("隔离"), "leave": _("请假"), "other": _("老师免交"),
    }.get(why, "")  # fmt: skip


def mark_words(mark: str) -> str:
    if mark.isdigit():
        return _("%(n)s 分") % {"n": mark}
    return {
        "": "", "seen": _("已阅"), "excellent": _("优"), "good": _("良"), "pass": _("合格"),
        "fail": _("待努力"),
    }[mark]  # fmt: skip


def marks() -> list[tuple[str, str]]:
    return [(one, mark_words(one)) for one in rules.GRADES]


def hours(found: rules.Quantile) -> str:
    """Within how many hours; more than so many, where not so many are marked yet."""
    if found.hours is None:
        return "–"
    n = rules.shown_hours(found.hours)
    return _("超过 %(n)s 小时") % {"n": n} if found.is_more else _("%(n)s 小时") % {"n": n}


# Columns of a platform's list of who handed in.
COLUMN_NAMES = {
    "name": _l("姓名或昵称"), "number": _l("学号"), "state": _l("交没交"), "handed": _l("提交时间"),
    "marked": _l("批改了没有"), "points": _l("分数或等第(只看有没有,不保存)"), "marked_at": _l("批改时间"),
}  # fmt: skip
