"""Codes of measures as people say them."""

from django.utils.translation import gettext_lazy as _l

KIND_NAMES = {
    "disinfect": _l("消毒"), "ventilate": _l("开窗通风"), "notice": _l("告知家长"),
    "exclude": _l("病人离校或隔离"), "stop_shared": _l("停止聚餐和集体活动"),
    "separate": _l("分开出入口和路线"), "other": _l("其他措施"),
}  # fmt: skip
STATE_NAMES = {
    "ordered": _l("待办"), "done": _l("已办"), "declined": _l("办不了"), "withdrawn": _l("已撤回"),
}  # fmt: skip
STATE_SHAPES = {"ordered": "due", "done": "done", "declined": "missed", "withdrawn": "excused"}
SUSPENSION_NAMES = {
    "proposed": _l("待决定"), "decided": _l("已决定停课"), "refused": _l("不停课"),
    "withdrawn": _l("已撤回"), "reopened": _l("已复课"),
}  # fmt: skip
SUSPENSION_SHAPES = {
    "proposed": "due", "decided": "missed", "refused": "excused", "withdrawn": "excused",
    "reopened": "done",
}  # fmt: skip
STEP_NAMES = {
    "propose": _l("建议停课"), "decide": _l("决定停课"), "refuse": _l("不停课"),
    "withdraw": _l("撤回建议"), "extend": _l("延长"), "reopen": _l("复课"),
}  # fmt: skip
