"""The words for the codes of notices."""

from django.utils.translation import gettext_lazy as _

LANGUAGE_NAMES = {"zh-hans": _("简体中文"), "zh-hant": _("繁体中文"), "en": _("英文")}
KIND_NAMES = {
    "general": _("一般通知"),
    "closing": _("停课通知"),
    "opening": _("开学通知"),
    "health": _("健康提醒"),
    "meeting": _("会议活动"),
    "safety": _("安全提醒"),
}
STATE_NAMES = {
    "draft": _("草稿"),
    "asked": _("待同意"),
    "scheduled": _("定时待发"),
    "sending": _("正在发出"),
    "sent": _("已发出"),
    "recalled": _("已撤回"),
    "dropped": _("已作废"),
}
STATE_SHAPES = {
    "draft": "due",
    "asked": "late",
    "scheduled": "due",
    "sending": "due",
    "sent": "done",
    "recalled": "excused",
    "dropped": "excused",
}
WHO_NAMES = {"families": _("学生家长"), "staff": _("教职工")}
OUTCOME_NAMES = {
    "reached": _("打通并已告知"),
    "not_reached": _("没有打通"),
    "wrong_number": _("号码不对"),
    "refuses": _("不愿接听"),
}
OUTCOME_SHAPES = {
    "reached": "done",
    "not_reached": "late",
    "wrong_number": "missed",
    "refuses": "unknown",
}
TEMPLATE_NAMES = {
    "suspension": _("停课"),
    "opening": _("开学时间"),
    "held": _("推迟开学"),
    "moved": _("开学改期"),
    "meeting": _("家长会"),
    "prevention": _("预防提醒"),
    "staff": _("给教职工"),
}
NEEDS_NAMES = {
    "people": _("收件人多"),
    "beyond": _("超出一所学校"),
}
