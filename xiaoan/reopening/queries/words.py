"""States of proposals and kinds of decisions in words."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _l

from xiaoan.reopening import rules

STATE_NAMES = {
    "proposed": _l("等待确认"), "decided": _l("已确认"), "refused": _l("不同意"), "dropped": _l("已撤回"),
}  # fmt: skip
STATE_SHAPES = {"proposed": "due", "decided": "done", "refused": "missed", "dropped": "excused"}
WHAT_NAMES = {
    "date": _l("定日期"), "held": _l("暂缓,日期另行通知"), "lifted": _l("取消单独安排,随上级"),
}  # fmt: skip


def stage_name(code: str) -> str:
    """What a stage is called in the running language."""
    names = rules.STAGES[code].names
    return names.get(get_language() or "", names["zh-hans"])
