"""Words of command."""

from django.utils.translation import gettext_lazy as _l

RANK_NAMES = {
    "first": _l("第一责任人"),
    "head": _l("组长"),
    "deputy": _l("副组长"),
    "member": _l("成员"),
}
FIELD_NAMES = {
    "health": _l("健康监测"), "supplies": _l("物资保障"), "disinfection": _l("消毒通风"),
    "teaching": _l("教学安排"), "information": _l("信息报送"), "logistics": _l("后勤食宿"),
    "security": _l("门卫安保"), "publicity": _l("宣传教育"),
}  # fmt: skip
SEAT_NAMES = {"lead": _l("带班领导"), "watch": _l("值班员")}
DAYS_NAMES = {"every": _l("每天"), "school": _l("上课日"), "off": _l("不上课的日子")}
DUE_NAMES = {"always": _l("平时就排"), "level": _l("响应级别要求时才排")}
# What a seat of a shift shows → its shape.
STATE_NAMES = {
    "planned": _l("未开始"), "due": _l("待签到"), "early": _l("提前到岗"), "on_time": _l("准时到岗"),
    "late": _l("迟到到岗"), "missed": _l("未到岗"),
}  # fmt: skip
STATE_SHAPES = {
    "planned": "excused", "due": "due", "early": "done", "on_time": "done", "late": "late",
    "missed": "missed",
}  # fmt: skip
SWAP_NAMES = {
    "asked": _l("等对方答复"), "agreed": _l("已同意"), "declined": _l("不同意"),
    "withdrawn": _l("已撤回"), "lapsed": _l("已过时"),
}  # fmt: skip
RESULT_NAMES = {
    "reached": _l("本人接听"), "not_reached": _l("无人接听"), "other": _l("他人接听"),
}  # fmt: skip
RESULT_SHAPES = {"reached": "done", "not_reached": "missed", "other": "late"}
# How it was found who is in command, from the nearest to the last resort.
BASIS_NAMES = {
    "lead": _l("当班的带班领导"), "first": _l("第一责任人"), "post": _l("按职务的第一责任人"),
    "watch": _l("当班的值班员"),
}  # fmt: skip
