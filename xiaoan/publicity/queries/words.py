"""Kinds, states and steps of public texts in words."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _l

KIND_NAMES = {
    "notice": _l("通知"), "correction": _l("辟谣"), "hotline": _l("热线电话"), "material": _l("防病知识"),
    "story": _l("身边好事"),
}  # fmt: skip
STATE_NAMES = {
    "draft": _l("草稿"), "published": _l("已公布"), "withdrawn": _l("已撤回"), "dropped": _l("已作废"),
}  # fmt: skip
STATE_SHAPES = {"draft": "due", "published": "done", "withdrawn": "missed", "dropped": "excused"}
STEP_NAMES = {
    "write": _l("保存草稿"), "submit": _l("提交审核"), "approve": _l("审核并公布"), "refuse": _l("退回"),
    "withdraw": _l("撤回"), "pin": _l("置顶"), "unpin": _l("取消置顶"), "drop": _l("作废"),
}  # fmt: skip
LANGUAGE_NAMES = dict(settings.LANGUAGES)
