"""Words of plans."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from xiaoan.schoolplans.queries import template_words
from xiaoan.schoolplans.rules.completeness import Missing

STATE_NAMES: Mapping[str, Any] = {
    "none": _l("还没有方案"), "draft": _l("编写中"), "submitted": _l("等待审核"),
    "returned": _l("退回修改"), "approved": _l("已批准,待发布"), "published": _l("已发布执行"),
}  # fmt: skip
STATE_SHAPES: Mapping[str, str] = {
    "none": "missed", "draft": "due", "submitted": "due", "returned": "late", "approved": "done",
    "published": "done",
}  # fmt: skip
PHASE_NAMES: Mapping[str, Any] = {
    "before": _l("开学前"), "day": _l("开学当日"), "after": _l("开学后"), "emergency": _l("应急时"),
}  # fmt: skip
NEED_NAMES: Mapping[str, Any] = {
    "boarding": _l("有寄宿生"), "canteen": _l("有食堂"), "bus": _l("有校车"),
}  # fmt: skip
STEP_NAMES: Mapping[str, Any] = {
    "start": _l("开始编写"), "submit": _l("提交审核"), "take_back": _l("撤回提交"),
    "return": _l("退回修改"), "approve": _l("批准"), "publish": _l("发布执行"),
    "change": _l("开始修订"),
}  # fmt: skip
PART_NAMES: Mapping[str, Any] = {
    "what": _l("任务"), "phase": _l("阶段"), "person": _l("责任人"), "deputy": _l("AB岗"),
    "due": _l("期限"), "place": _l("地点"), "evidence": _l("凭据"), "text": _l("内容"),
    "value": _l("记录"),
}  # fmt: skip
HOW_NAMES: Mapping[str, Any] = {
    "added": _l("新增"), "removed": _l("删去"), "changed": _l("改动"),
}  # fmt: skip
TEMPLATE_STATE_NAMES: Mapping[str, Any] = {
    "draft": _l("编写中"), "proposed": _l("等待另一人发布"), "published": _l("已发布"),
}  # fmt: skip
ENTRY_PARTS: Mapping[str, Any] = {
    "label": _l("名称"), "hint": _l("提示"), "required": _l("必填"), "phase": _l("阶段"),
    "offset": _l("离开学日的天数"), "role": _l("建议岗位"), "place": _l("地点"),
    "evidence": _l("凭据"), "source": _l("依据"), "kinds": _l("适用学段"), "needs": _l("适用条件"),
    "wants_file": _l("要照片或文件"),
}  # fmt: skip
_MISSING: Mapping[str, Any] = {
    "group": _l("领导小组没有登记"), "opening": _l("开学时间没有定"), "text": _l("没有写:%(about)s"),
    "no_task": _l("这一章没有任务"), "person": _l("没有责任人:%(about)s"),
    "deputy": _l("没有 AB 岗:%(about)s"), "same": _l("责任人和 AB 岗是同一个人:%(about)s"),
    "left": _l("责任人或 AB 岗已不在本校任职:%(about)s"), "due": _l("没有期限:%(about)s"),
    "place": _l("没有地点:%(about)s"), "evidence": _l("没有写凭据:%(about)s"),
}  # fmt: skip


_SPAN = re.compile(r"(?P<span>[^\d(]+(?:(?P<n>\d{1,4})[^\d(]+)?)(?:\((?P<day>[\d-]+)\))?")


def missing_words(one: Missing) -> str:
    return str(_MISSING[one.code]) % {"about": template_words.said(one.about)}


def evidence_words(evidence: str, *, wants_file: bool) -> str:
    """What shows that a task is done."""
    what = template_words.said(evidence)
    return _("%(what)s(附照片或文件)") % {"what": what} if wants_file else what


def frozen_evidence(text: str) -> str:
    """The same of a version, which keeps it in 简体中文, in the language of who reads."""
    with override("zh-hans"):
        tail = evidence_words("", wants_file=True)
    is_file = text.endswith(tail)
    return evidence_words(text.removesuffix(tail), wants_file=is_file)


def frozen_part(name: str, text: str) -> str:
    """A field of a task of a version (rules.compare.TASK_PARTS) in the language of who reads."""
    if name == "evidence":
        return frozen_evidence(text)
    if name == "due":
        return _frozen_day(text)
    if name == "phase":
        with override("zh-hans"):
            known = {str(words): code for code, words in PHASE_NAMES.items()}
        return str(PHASE_NAMES[known[text]]) if text in known else text
    return template_words.said(text) if name in ("what", "place") else text


def _frozen_day(text: str) -> str:
    """开学前 5 天(2026-11-25): so many days from the opening, and the day where it was known."""
    parts = _SPAN.fullmatch(text)
    if parts is None:
        return text
    days = int(parts["n"] or 0)
    with override("zh-hans"):
        known = {due_words(None, n): n for n in (days, -days)}
        is_at_once = text == _("发生时立即")
    if is_at_once:
        return _("发生时立即")
    if parts["span"] not in known:
        return text
    said = due_words(None, known[parts["span"]])
    return _("%(said)s(%(day)s)") % {"said": said, "day": parts["day"]} if parts["day"] else said


def due_words(due_on: Any, offset: int | None) -> str:
    """2026-11-20, or so many days from the opening."""
    if due_on is not None:
        return str(due_on.isoformat())
    if offset is None:
        return ""
    if offset == 0:
        return _("开学当天")
    if offset < 0:
        return _("开学前 %(n)s 天") % {"n": -offset}
    return _("开学后 %(n)s 天") % {"n": offset}
