"""Words of inspections."""

from django.utils.translation import gettext_lazy as _l

SEVERITY_NAMES = {"minor": _l("一般"), "major": _l("较大"), "grave": _l("重大")}
SEVERITY_SHAPES = {"minor": "due", "major": "late", "grave": "missed"}
RESULT_NAMES = {"ok": _l("合格"), "bad": _l("不合格"), "none": _l("不适用")}
RESULT_SHAPES = {"ok": "done", "bad": "missed", "none": "excused"}
ROUND_NAMES = {
    "planned": _l("已计划"), "open": _l("正在检查"), "closed": _l("已结束"), "dropped": _l("已取消"),
}  # fmt: skip
ROUND_SHAPES = {"planned": "due", "open": "late", "closed": "done", "dropped": "excused"}
STATE_NAMES = {
    "open": _l("待整改"), "answered": _l("已整改,待复查"), "closed": _l("已销号"), "void": _l("已撤销"),
}  # fmt: skip
STEP_NAMES = {
    "found": _l("查出"), "name": _l("换责任人"), "answer": _l("报整改"), "return": _l("复查不通过,退回"),
    "close": _l("复查通过,销号"), "ask": _l("申请延期"), "grant": _l("同意延期"),
    "refuse": _l("不同意延期"), "shut": _l("停用"), "void": _l("撤销"),
}  # fmt: skip
COUNT_NAMES = {
    "found": _l("查出"), "in_time": _l("按期整改"), "late": _l("逾期整改"), "open": _l("待整改"),
    "overdue": _l("逾期未整改"),
}  # fmt: skip
